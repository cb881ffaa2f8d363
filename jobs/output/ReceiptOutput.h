#pragma once

#include <string>

namespace balalyk::signing {
class JsonWriter;
}

namespace balalyk {

class Messages;
struct Receipt;

// The receipt for the chairperson's eyes: it is signed with the list, so it names numbers and ids, no people.
std::string receiptText(const Receipt& receipt, const Messages& messages);

// {"signed": 3, "failed": 0, …, "documents": [{…}]}
void writeReceipt(signing::JsonWriter& json, const Receipt& receipt);

}  // namespace balalyk
