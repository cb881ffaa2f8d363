#pragma once

#include <optional>
#include <string_view>

#include "pipeline/domain/Pin.h"
#include "pipeline/record/RecordTypes.h"

// The few words that enter documents beside the record's own and the templates': document content, not user interface.
namespace balalyk {

std::string_view roleWord(CommissionRole role, Language language);

// «Төрагасы», of a woman «Төрайымы»; in Russian the same word for both. Not known, as in a list, whose frozen record
// has no personal number: «Төрага».
std::string_view chairpersonTitle(std::optional<Sex> sex, Language language);

// What the applicant is to the child: «атасы».
std::string_view kinshipWord(Kinship kinship, Language language);

// The local body, of a commission that names none.
std::string_view localBodyWord(Language language);

// In the place of a value that there is none of.
inline constexpr std::string_view kNone = "–";

// What the form of an application offers as shown: the application, the conclusion of the МСЭК, the act.
const std::vector<LocalizedText>& usualDocuments();

// Columns of the published voucher list as CSV.
enum class CsvColumn { number, child, kindergarten, amountPerMonth, from, to, protocolNumber, protocolDate };
std::string_view csvHeading(CsvColumn column, Language language);

}  // namespace balalyk
