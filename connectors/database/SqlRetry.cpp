#include <algorithm>

#include "connectors/database/ChangeLog.h"
#include "connectors/database/DocumentRow.h"
#include "connectors/database/JsonText.h"
#include "connectors/database/SqlDocumentQueue.h"
#include "pipeline/document/Lifecycle.h"

namespace balalyk {

bool SqlDocumentQueue::retry(const std::string& id, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    const auto found = session.run(sql_["document to retry"], {id});
    if (found.rows.empty()) return false;
    const auto& row = found.rows[0];
    const auto state = stateFrom(row.text(1));
    const bool waiting = row.integer(3) == 0 && row.integer(4) == 1;
    const bool stopped = row.flag(5) && (state == State::quarantined || state == State::published);
    if (row.text(2).empty() || (!stopped && !waiting)) return false;
    const auto stage = stageFrom(row.text(2));
    if (stage == Stage::sign && !covered(session, id, row.text(6))) {
      session.run(sql_["back to chairperson"], {jsonTexts({id}), problemsToJson({{"notAuthorised", {}}})});
      session.run(sql_["forget signature values"], {jsonTexts({id})});
      changes.moved(id, kindFrom(row.text(0)), state, State::drafted, Event::retried, {{"problem", "notAuthorised"}});
      changes.write();
      return true;
    }
    session.run(sql_["due again"], {id, std::string(toString(dueState(stage))), std::string(toString(stage))});
    changes.moved(id, kindFrom(row.text(0)), state, dueState(stage), Event::retried, {{"stage", toString(stage)}});
    changes.write();
    return true;
  });
}

bool SqlDocumentQueue::covered(SqlSession& session, const std::string& id, const std::string& content) const {
  constexpr std::size_t kRevokedAt = 8;
  const auto rows = session.run(sql_["covering authorisations"], {id, content, "{\"id\":\"", "\"}"}).rows;
  return std::ranges::any_of(rows, [](const SqlRow& row) { return row.isNull(kRevokedAt); });
}

bool SqlDocumentQueue::signAgain(const std::string& id, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    const auto found = session.run(sql_["document to sign again"], {id});
    if (found.rows.empty()) return false;
    const auto& row = found.rows[0];
    std::map<std::string, std::string> detail{{"stage", toString(Stage::sign)}};
    if (!row.isNull(7)) {  // kept, and never published
      detail["formerContainerDigest"] = row.text(7);
      detail["formerCertificateDigest"] = row.text(9);
      JsonRows former;
      former.row()
          .integer("sequence", row.integer(3))
          .text("level", row.text(4))
          .text("name", row.text(5))
          .text("media_type", row.text(6))
          .text("digest", row.text(7))
          .integer("size", row.integer(8));
      session.run(sql_["keep former containers"], {former.str()});
    }
    session.run(sql_["without container"], {id});
    session.run(sql_["forget signature values"], {jsonTexts({id})});
    const bool mayBeSigned = covered(session, id, row.text(2));
    if (mayBeSigned) {
      session.run(sql_["due again"],
                  {id, std::string(toString(State::authorised)), std::string(toString(Stage::sign))});
    } else {
      session.run(sql_["back to chairperson"], {jsonTexts({id}), problemsToJson({{"notAuthorised", {}}})});
    }
    changes.moved(id, kindFrom(row.text(0)), stateFrom(row.text(1)), mayBeSigned ? State::authorised : State::drafted,
                  Event::signAgain, detail);
    changes.write();
    return true;
  });
}

}  // namespace balalyk
