#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/ports/PortalDatabase.h"

// What a chairperson signs to authorise documents.
namespace balalyk {

// The name of the statement in its container.
inline constexpr const char* kStatementFile = "authorisation.xml";

// SHA-256 (hex) over the sorted lines "documentId SP contentDigest LF".
std::string batchDigest(std::span<const Document> documents);
std::string batchDigest(const std::map<std::string, std::string>& contentById);

std::string batchStatement(const Authorisation& authorisation, std::span<const Document> documents);
std::string standingStatement(const Authorisation& authorisation);

// What a statement says, whoever signed it.
struct Statement {
  std::string id, chairpersonId, commissionId;
  std::chrono::sys_seconds at{};
  bool standing = false;
  std::vector<Kind> kinds;                       // standing
  std::optional<Date> validFrom, validTo;        // standing; inclusive
  std::string batchDigest;                       // batch
  std::map<std::string, std::string> documents;  // batch: content digest by document id
};

// Throws Error recordXmlUnreadable{detail}; unknownWord{type} of a kind that this program does not know.
Statement readStatement(std::string_view xml);

// The first particular in which the row differs from what was signed: "id", "chairperson", "commission", "type",
// "kinds", "from", "to" or "batchDigest"; empty when the row says the same.
std::string differenceOf(const Authorisation& row, const Statement& statement);

}  // namespace balalyk
