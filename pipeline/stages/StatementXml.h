#pragma once

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

}  // namespace balalyk
