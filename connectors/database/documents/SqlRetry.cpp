#include <algorithm>

#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/documents/SqlDocumentQueue.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "pipeline/document/Lifecycle.h"

namespace balalyk {

bool SqlDocumentQueue::retry(const std::string& id, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    const auto found = session.run(sql_["document to retry"], {id});
    if (found.rows.empty()) return false;
    const auto& row = found.rows[0];
    const auto state = stateFrom(row.text("state"));
    const bool waiting = row.integer("held") == 0 && row.integer("waits") == 1;
    const bool stopped = row.flag("stopped") && (state == State::quarantined || state == State::published);
    if (row.text("next_stage").empty() || (!stopped && !waiting)) return false;
    const auto stage = stageFrom(row.text("next_stage"));
    if (stage == Stage::sign && !covered(session, id, row.text("content_digest"))) {
      session.run(sql_["back to chairperson"], {jsonTexts({id}), problemsToJson({{"notAuthorised", {}}})});
      session.run(sql_["forget signature values"], {jsonTexts({id})});
      changes.moved(id, kindFrom(row.text("kind")), state, State::sent, Event::retried, {{"problem", "notAuthorised"}});
      changes.write();
      return true;
    }
    session.run(sql_["due again"], {id, std::string(toString(dueState(stage))), std::string(toString(stage))});
    changes.moved(id, kindFrom(row.text("kind")), state, dueState(stage), Event::retried, {{"stage", toString(stage)}});
    changes.write();
    return true;
  });
}

bool SqlDocumentQueue::covered(SqlSession& session, const std::string& id, const std::string& content) const {
  const auto rows = session.run(sql_["covering authorisations"], {id, content, "{\"id\":\"", "\"}"}).rows;
  return std::ranges::any_of(rows, [](const SqlRow& row) { return row.isNull("revoked_at"); });
}

bool SqlDocumentQueue::signAgain(const std::string& id, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    const auto found = session.run(sql_["document to sign again"], {id});
    if (found.rows.empty()) return false;
    const auto& row = found.rows[0];
    std::map<std::string, std::string> detail{{"stage", toString(Stage::sign)}};
    if (!row.isNull("container_digest")) {  // kept, and never published
      detail["formerContainerDigest"] = row.text("container_digest");
      detail["formerCertificateDigest"] = row.text("certificate_digest");
      JsonRows former;
      former.row()
          .integer("sequence", row.integer("sequence"))
          .text("level", row.text("level"))
          .text("name", row.text("container_name"))
          .text("media_type", row.text("container_media_type"))
          .text("digest", row.text("container_digest"))
          .integer("size", row.integer("container_size"));
      session.run(sql_["keep former containers"], {former.str()});
    }
    session.run(sql_["without container"], {id});
    session.run(sql_["forget signature values"], {jsonTexts({id})});
    const bool mayBeSigned = covered(session, id, row.text("content_digest"));
    if (mayBeSigned) {
      session.run(sql_["due again"],
                  {id, std::string(toString(State::authorised)), std::string(toString(Stage::sign))});
    } else {
      session.run(sql_["back to chairperson"], {jsonTexts({id}), problemsToJson({{"notAuthorised", {}}})});
    }
    changes.moved(id, kindFrom(row.text("kind")), stateFrom(row.text("state")),
                  mayBeSigned ? State::authorised : State::sent, Event::signAgain, detail);
    changes.write();
    return true;
  });
}

}  // namespace balalyk
