#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/ports/PortalDatabase.h"

// What a chairperson signs besides documents: what is authorised, and the receipt of what became of it.
namespace balalyk {

struct Receipt;

std::string batchStatement(const Authorisation& authorisation, std::span<const Document> documents);
std::string standingStatement(const Authorisation& authorisation);
// What a batch's statement lists. Throws Error recordXmlUnreadable{detail}.
std::vector<AuthorisedContent> readBatchStatement(std::string_view xml);

std::string receiptXml(const Receipt& receipt, Timestamp at);
// The documents of which a receipt says that they failed. Throws the same.
std::set<std::string> failedInReceipt(std::string_view xml);

}  // namespace balalyk
