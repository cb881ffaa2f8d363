#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/ports/PortalDatabase.h"

// What a chairperson signs besides documents: what is authorised, and the receipt of what became of it.
namespace balalyk {

struct Receipt;

// The name of the statement in its container.
inline constexpr const char* kStatementFile = "authorisation.xml";

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

inline constexpr const char* kReceiptFile = "receipt.xml";

// `head`: of the audit trail now, which the receipt anchors.
std::string receiptXml(const Receipt& receipt, const AuditHead& head, Timestamp at);
// The documents of which a receipt says that they failed. Throws the same.
std::set<std::string> failedInReceipt(std::string_view xml);
// The head of the audit trail that a receipt names; nullopt: one that was made before receipts did.
std::optional<AuditHead> headInReceipt(std::string_view xml);
std::chrono::sys_seconds timeOfReceipt(std::string_view xml);

}  // namespace balalyk
