#include "pipeline/record/DocumentWords.h"

#include <array>

namespace balalyk {
namespace {

struct Pair {
  std::string_view ky;
  std::string_view ru;
  constexpr std::string_view in(Language language) const { return language == Language::ky ? ky : ru; }
};

// In the order of CommissionRole.
constexpr std::array<Pair, 3> kRoles{{
    {"Төрага", "Председатель"},
    {"Жооптуу катчы", "Ответственный секретарь"},
    {"Мүчө", "Член комиссии"},
}};

// In the order of Sex.
constexpr std::array<Pair, 2> kChairpersons{{{"Төрайымы", "Председатель"}, {"Төрагасы", "Председатель"}}};

// In the order of Kinship.
constexpr std::array<Pair, 3> kKinships{{
    {"атасы", "отец"},
    {"энеси", "мать"},
    {"мыйзамдуу өкүлү", "законный представитель"},
}};

constexpr Pair kLocalBody{"Жергиликтүү өз алдынча башкаруу органы", "орган местного самоуправления"};

// In the order of CsvColumn.
constexpr std::array<Pair, 8> kCsvHeadings{{
    {"№", "№"},
    {"Бала", "Ребёнок"},
    {"Мектепке чейинки билим берүү уюму", "Дошкольная образовательная организация"},
    {"Айына, сом", "В месяц, сом"},
    {"Баштап", "С"},
    {"Чейин", "По"},
    {"Протоколдун номери", "Номер протокола"},
    {"Протоколдун датасы", "Дата протокола"},
}};

}  // namespace

std::string_view roleWord(CommissionRole role, Language language) {
  return kRoles.at(static_cast<std::size_t>(role)).in(language);
}

std::string_view chairpersonTitle(std::optional<Sex> sex, Language language) {
  if (!sex) return roleWord(CommissionRole::chairperson, language);
  return kChairpersons.at(static_cast<std::size_t>(*sex)).in(language);
}

std::string_view kinshipWord(Kinship kinship, Language language) {
  return kKinships.at(static_cast<std::size_t>(kinship)).in(language);
}

std::string_view localBodyWord(Language language) {
  return kLocalBody.in(language);
}

const std::vector<LocalizedText>& usualDocuments() {
  static const std::vector<LocalizedText> kUsual{
      {"Арыз", "Заявление"}, {"МСЭКтин корутундусу", "Заключение МСЭК"}, {"Акт", "Акт"}};
  return kUsual;
}

std::string_view csvHeading(CsvColumn column, Language language) {
  return kCsvHeadings.at(static_cast<std::size_t>(column)).in(language);
}

}  // namespace balalyk
