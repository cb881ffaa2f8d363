#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "pipeline/actions/Receipt.h"

namespace balalyk {

struct Session;

// What became of a batch, signed with the chairperson's key, kept, and given back with its digest. As long as something
// waits there is no receipt: none is made, or Error receiptNotSettled{id, count} is thrown.
enum class Unsettled { left, refused };
std::optional<Receipt> makeReceipt(Session& session, const std::string& authorisationId, Unsettled unsettled);

// Receipts of all batches of which nothing waits any more; a key that cannot be used now leaves its own to the next
// run. `pulse` is called again and again.
void makeReceiptsDue(Session& session, std::stop_token stop, const std::function<void()>& pulse);

}  // namespace balalyk
