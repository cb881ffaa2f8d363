#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/ports/PdfService.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// What a secretary does with the commission's decisions on meals. The checks are the night's (RecordCheck): what would
// be returned is said at once. What is saved is decided, and taken for its protocol at once.
class MealDecisions {
 public:
  // `accountId`: who does it. `newKey`: of a decision that save() adds, so that the same form adds one only.
  MealDecisions(PortalDatabase& database, PdfService& pdf, std::string accountId, std::string newKey = {})
      : database_(database), pdf_(pdf), accountId_(std::move(accountId)), newKey_(std::move(newKey)) {}

  enum class Outcome {
    done,
    notFound,
    wrong,          // `problems`
    conflict,       // `theirs`: somebody changed it since
    frozen,         // sent, authorised or signed: `state`
    reasonMissing,  // published: a change makes a new revision, and says why
  };
  struct Result {
    Outcome outcome{};
    std::string id{};
    std::vector<Problem> problems{};  // RecordCheck.h, and those of `unread`
    std::vector<Flag> flags{};
    std::optional<MealEntry> theirs{};
    State state{};
  };

  // `ticked`: the members' ids, in the order of the page. `unread`: what of the form could not be read as what it is.
  // Of the record's commission the id counts. `reason`: of a change to what is published.
  Result save(const Permission& by, MealSubsidy meal, const std::vector<std::string>& ticked, std::int64_t version,
              const std::string& reason, std::vector<Problem> unread = {});

  // A file that can be signed is kept; of another it is said why not: uploadNotPdf, uploadDamaged, uploadEncrypted,
  // uploadRestricted, uploadActive{what}, uploadTooLarge{limit}, uploadCheckFailed. One that has signatures already is
  // kept as it is, to the byte: what this program signs is the container around it. nullopt: no such commission.
  struct Kept {
    std::optional<UploadedFile> file;
    std::optional<Problem> problem;
  };
  std::optional<Kept> keepFile(const Permission& by, const std::string& commissionId, const std::string& name,
                               std::string_view content);

 private:
  PortalDatabase& database_;
  PdfService& pdf_;
  const std::string accountId_, newKey_;
};

}  // namespace balalyk
