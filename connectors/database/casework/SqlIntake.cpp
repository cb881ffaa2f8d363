#include "connectors/database/casework/SqlIntake.h"

#include "connectors/database/casework/FoldedNames.h"
#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "connectors/database/session/RecordColumns.h"
#include "pipeline/domain/Uuid.h"

namespace balalyk {
namespace {

void writeLists(SqlSession& session, const SqlCatalogue& sql, const Application& application) {
  const auto& id = application.origin.key;
  std::int64_t position = 0;
  for (const auto& benefit : application.benefits)
    session.run(sql["put application benefit"], {id, position++, benefit.code});
  for (const auto& document : application.documentsShown)
    session.run(sql["put application document"], {id, position++, document.ky, document.ru});
}

}  // namespace

Received SqlIntake::receive(const Application& given, const std::string& digest, const std::string& actor) {
  using Outcome = Received::Outcome;
  return runner_.write([&](SqlSession& session) -> Received {
    // Taken first: of the same application twice at once, one finds the other.
    ChangeLog changes(session, sql_, actor);
    const auto before = session.run(sql_["application by its number"], {given.applicationNumber}).rows;
    if (!before.empty()) {
      const bool same = before[0].text("digest") == digest;
      return {same ? Outcome::already : Outcome::numberUsed, same ? before[0].text("id") : "",
              static_cast<int>(before[0].integer("version"))};
    }
    if (session.run(sql_["commission there"], {given.commission.id}).rows.empty()) return {Outcome::commissionUnknown};
    for (const auto& benefit : given.benefits)
      if (session.run(sql_["benefit there"], {benefit.code}).rows.empty()) return {Outcome::benefitUnknown};
    auto application = given;
    application.origin.key = newUuid(changes.now());
    if (!application.receivedAt) application.receivedAt = changes.now();
    const auto& id = application.origin.key;
    std::vector<SqlValue> values;
    for (auto& cell : tableCells(application)) values.push_back(std::move(cell.value));
    session.run(sql_["receive application"], values);
    writeLists(session, sql_, application);
    const NamedApplication named{id, application.commission.id, application.child.name, application.guardian.name, ""};
    keepFolded(session, sql_, {&named, 1});
    session.run(sql_["keep intake"], {id, actor, digest});
    changes.note("", "applicationReceived",
                 jsonObject({{"application", id}, {"commission", application.commission.id}}));
    changes.write();
    return {Outcome::added, id};
  });
}

}  // namespace balalyk
