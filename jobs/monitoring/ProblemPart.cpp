#include "jobs/monitoring/ProblemPart.h"

#include <utility>

namespace balalyk {

const char* partOf(std::string_view code) {
  // What a service that holds keys does with HTTP keeps HTTP's codes; the store and the trust services have codes of
  // their own. Codes begin with the word for their part, as the catalogue is written.
  static constexpr std::pair<std::string_view, const char*> kParts[] = {
      {"key", "key"},
      {"certificate", "key"},
      {"remoteKey", "key"},
      {"signer", "key"},
      {"signatureValue", "key"},
      {"csc", "key"},
      {"http", "key"},
      {"timeStamp", "timeStamp"},
      {"revocationCleared", "authorisation"},
      {"revocation", "revocation"},
      {"service", "timeStamp"},
      {"evidence", "evidence"},
      {"database", "database"},
      {"store", "store"},
      {"office", "office"},
      {"view", "portal"},
      {"records", "portal"},
      {"recordTimes", "portal"},
      {"cursorInFuture", "portal"},
      {"statement", "authorisation"},
      {"authorisation", "authorisation"},
      {"notAuthorised", "authorisation"},
      {"documentNotInStatement", "authorisation"},
  };
  for (const auto& [prefix, part] : kParts)
    if (code.starts_with(prefix)) return part;
  return "document";
}

}  // namespace balalyk
