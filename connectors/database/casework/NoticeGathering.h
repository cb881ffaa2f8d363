#pragma once

#include <map>
#include <string>
#include <vector>

#include "connectors/database/session/JsonText.h"
#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/Notices.h"

namespace balalyk {

// What gather() does in its one transaction.
class NoticeGathering {
 public:
  NoticeGathering(SqlRunner& runner, SqlSession& session, const NoticeTimes& times);

  // Of the audit trail's next entries. False: there are more.
  bool readOn();
  void lookAtWaiting();
  void forget();

 private:
  struct Open {
    std::string id;
    Timestamp begunAt{}, readyAt{};
  };
  // By member: those that are open, locked until the transaction ends.
  std::map<std::string, Open> openOf(NoticeKind kind, const std::vector<std::string>& members);
  // The id of the member's open notice, which is put off, or of a new one.
  std::string putOff(NoticeKind kind, const std::string& commission, const std::string& member,
                     const std::map<std::string, Open>& open, Timestamp newest, Timestamp notBefore);
  void write();

  SqlRunner& runner_;
  SqlSession& session_;
  const SqlCatalogue& sql_;
  const NoticeTimes& times_;
  const Timestamp now_;
  JsonRows opened_, putOff_;
};

}  // namespace balalyk
