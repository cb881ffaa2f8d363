#include "connectors/database/casework/SqlInformDuty.h"

#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {

std::vector<NoticeDue> SqlInformDuty::list(const char* statement, const std::string& commissionId, int limit) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_[statement], {commissionId, std::int64_t{limit}});
  });
  std::vector<NoticeDue> notices;
  for (const auto& row : result.rows) {
    NoticeDue notice{.documentId = row.text("id"),
                     .applicationId = row.text("source_key"),
                     .number = row.text("number"),
                     .date = dateFromIso(row.text("date")),
                     .child = row.text("subject"),
                     .kind = kindFrom(row.text("kind")),
                     .publishedAt = toTimestamp(row.integer("published_at"))};
    if (const auto at = row.optionalInteger("informed_at")) notice.informedAt = toTimestamp(*at);
    notices.push_back(std::move(notice));
  }
  return notices;
}

std::vector<NoticeDue> SqlInformDuty::due(const std::string& commissionId, int limit) {
  return list("notices due", commissionId, limit);
}

std::vector<NoticeDue> SqlInformDuty::informed(const std::string& commissionId, int limit) {
  return list("notices given", commissionId, limit);
}

int SqlInformDuty::markInformed(const std::string& commissionId, const std::vector<std::string>& documentIds,
                                const std::string& accountId) {
  if (documentIds.empty()) return 0;
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, accountId);
    int marked = 0;
    for (const auto& id : documentIds) {
      if (session.run(sql_["notice given"], {id, commissionId, accountId}).changed == 0) continue;
      changes.note(id, "applicantInformed", jsonObject({}));
      ++marked;
    }
    changes.write();
    return marked;
  });
}

int SqlInformDuty::takeBack(const std::string& commissionId, const std::vector<std::string>& documentIds,
                            const std::string& accountId) {
  if (documentIds.empty()) return 0;
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, accountId);
    int taken = 0;
    for (const auto& id : documentIds) {
      if (session.run(sql_["notice taken back"], {id, commissionId}).changed == 0) continue;
      changes.note(id, "applicantNotInformed", jsonObject({}));
      ++taken;
    }
    changes.write();
    return taken;
  });
}

}  // namespace balalyk
