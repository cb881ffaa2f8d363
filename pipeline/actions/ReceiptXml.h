#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "pipeline/actions/Receipt.h"

namespace balalyk {

inline constexpr const char* kReceiptFile = "receipt.xml";

// `head`: of the audit trail now, which the receipt anchors.
std::string receiptXml(const Receipt& receipt, const AuditHead& head, Timestamp at);
// The documents of which a receipt says that they failed. Each throws Error recordXmlUnreadable{detail}.
std::set<std::string> failedInReceipt(std::string_view xml);
// The head of the audit trail that a receipt names; nullopt: one that was made before receipts did.
std::optional<AuditHead> headInReceipt(std::string_view xml);
std::chrono::sys_seconds timeOfReceipt(std::string_view xml);

}  // namespace balalyk
