#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "connectors/database/session/SqlCatalogue.h"
#include "pipeline/ports/DocumentQueue.h"

namespace balalyk {

// When the records of a batch changed last, as the portal shows them within the transaction that takes them. Whatever
// saves a record of the portal's own tables holds the audit head, so that none changes meanwhile. Throws Error
// viewUnreadable.
class ShownTimes {
 public:
  ShownTimes(SqlSession& session, const SqlCatalogue& sql, std::span<const NewDocument> batch);
  // The record is another one by now, or is no longer shown.
  bool overtook(const NewDocument& document) const;

 private:
  std::map<std::pair<Source, std::string>, std::set<std::int64_t>> times_;  // by source and key
};

}  // namespace balalyk
