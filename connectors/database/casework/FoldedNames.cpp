#include "connectors/database/casework/FoldedNames.h"

#include <set>

#include "connectors/database/session/JsonText.h"
#include "connectors/database/session/NumberKey.h"
#include "pipeline/domain/Collation.h"
#include "pipeline/domain/SearchKey.h"
#include "pipeline/domain/Text.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

// PostgreSQL's indexes take entries of some 2,700 bytes.
constexpr std::size_t kLongestWord = 200;
constexpr std::size_t kLongestNumber = 400;
constexpr std::size_t kLongestOrder = 600;  // twice that in hex

std::string orderOf(const PersonName& name) {
  auto key = collationKey(name.full());
  if (key.size() > kLongestOrder) key.resize(kLongestOrder);
  return signing::toHex(key);
}

NamedApplication applicationIn(const SqlRow& row) {
  const auto name = [&](const std::string& whose) {
    return PersonName{row.text(whose + "_surname"), row.text(whose + "_given_name"), row.text(whose + "_patronymic")};
  };
  return {row.text("id"), row.text("commission_id"), name("child"), name("guardian"), row.text("protocol_number")};
}

std::vector<NamedApplication> applicationsIn(const SqlResult& result) {
  std::vector<NamedApplication> applications;
  for (const auto& row : result.rows) applications.push_back(applicationIn(row));
  return applications;
}

}  // namespace

std::vector<std::string> foldedWords(std::string_view text) {
  auto words = searchWords(text);
  for (auto& word : words) word = shortened(std::move(word), kLongestWord);
  return words;
}

std::string foldedNumber(std::string_view number) {
  return shortened(lookAlikeKey(number), kLongestNumber);
}

void keepFolded(SqlSession& session, const SqlCatalogue& sql, std::span<const NamedApplication> applications) {
  if (applications.empty()) return;
  JsonRows folded, words;
  std::vector<std::string> ids;
  for (const auto& one : applications) {
    ids.push_back(one.id);
    folded.row().text("of_id", one.id).text("name", orderOf(one.child)).text("number", foldedNumber(one.number));
    const auto all = foldedWords(one.child.full() + " " + one.guardian.full());
    for (const auto& word : std::set<std::string>(all.begin(), all.end()))
      words.row().text("of_commission", one.commissionId).text("word", word).text("of_id", one.id);
  }
  session.post(sql["forget words"], {jsonTexts(ids)});
  session.post(sql["keep folded"], {folded.str(), collationVersion()});
  if (!words.empty()) session.post(sql["keep words"], {words.str()});
}

bool foldUnnamed(SqlSession& session, const SqlCatalogue& sql, int limit) {
  const auto found = applicationsIn(session.run(sql["unnamed applications"], {std::int64_t{limit}}));
  keepFolded(session, sql, found);
  return !found.empty();
}

void foldAll(SqlSession& session, const SqlCatalogue& sql) {
  std::string after;
  while (true) {
    const auto found = applicationsIn(session.run(sql["applications named otherwise"], {collationVersion(), after}));
    if (found.empty()) return;
    after = found.back().id;
    keepFolded(session, sql, found);
  }
}

}  // namespace balalyk
