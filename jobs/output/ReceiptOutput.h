#pragma once

#include <string>

namespace balalyk {

class JsonWriter;
class Messages;
struct Receipt;

// The receipt for the chairperson's eyes: it is signed with the list, so it names numbers and ids, no people.
std::string receiptText(const Receipt& receipt, const Messages& messages);

// {"signed": 3, "failed": 0, …, "documents": [{…}]}
void writeReceipt(JsonWriter& json, const Receipt& receipt);

}  // namespace balalyk
