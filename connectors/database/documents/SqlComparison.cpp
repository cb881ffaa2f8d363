#include <algorithm>

#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/documents/SqlDocumentQueue.h"
#include "connectors/database/documents/SqlVoucherQuotas.h"
#include "connectors/database/documents/TakeBatch.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "pipeline/domain/IsoDate.h"

// What comes of the comparison with the portal.
namespace balalyk {

std::vector<std::string> withdrawWithin(SqlSession& session, const SqlCatalogue& sql,
                                        const std::vector<std::string>& ids, const Problem& reason,
                                        const std::string& actor) {
  ChangeLog changes(session, sql, actor);
  std::vector<std::string> done, notSigned, applications;
  auto detail = reason.params;
  detail["problem"] = reason.code;
  for (const auto& row : session.run(sql["under way among"], {jsonTexts(ids)}).rows) {
    session.run(sql["stop"], {row.text("id"), std::string(toString(State::withdrawn)), problemsToJson({reason})});
    changes.moved(row.text("id"), kindFrom(row.text("kind")), stateFrom(row.text("state")), State::withdrawn,
                  Event::withdrawn, detail);
    done.push_back(row.text("id"));
    if (sourceFrom(row.text("source")) == Source::application) applications.push_back(row.text("source_key"));
    if (row.isNull("container_digest"))
      notSigned.push_back(row.text("id"));  // a number that was signed stays with its record
  }
  if (!notSigned.empty()) session.run(sql["give up numbers"], {jsonTexts(notSigned)});
  SqlVoucherQuotas::giveBack(session, sql, applications);
  changes.write();
  return done;
}

std::vector<Document> SqlDocumentQueue::withdraw(const std::vector<std::string>& ids, const Problem& reason,
                                                 const std::string& actor) {
  if (ids.empty()) return {};
  const auto withdrawn =
      runner_.write([&](SqlSession& session) { return withdrawWithin(session, sql_, ids, reason, actor); });
  return runner_.read([&](SqlSession& session) {
    std::vector<Document> documents;
    for (const auto& id : withdrawn) documents.push_back(documentFrom(session.run(sql_["document"], {id}).rows.at(0)));
    return documents;
  });
}

void SqlDocumentQueue::mark(const std::vector<std::string>& ids, const Flag& flag, bool shown,
                            const std::string& actor) {
  if (ids.empty()) return;
  runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    JsonRows rows;
    for (const auto& row : session.run(sql_["flags among"], {jsonTexts(ids)}).rows) {
      auto flags = problemsFromJson(row.text("flags"));
      const bool had = std::erase_if(flags, [&](const Flag& one) { return one.code == flag.code; }) > 0;
      if (had == shown) continue;
      if (shown) flags.push_back(flag);
      rows.row().text("of_document", row.text("id")).text("now", problemsToJson(flags));
      changes.note(row.text("id"), shown ? "flagged" : "flag-removed", jsonObject({{"flag", flag.code}}));
    }
    if (!rows.empty()) session.run(sql_["set flags"], {rows.str()});
    changes.write();
    return true;
  });
}

}  // namespace balalyk
