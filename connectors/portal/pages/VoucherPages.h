#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// «Ваучер»: the organisations in the pilot, who receives a voucher there in a month, and the signed lists. No personal
// number, no telephone, no reason of a benefit.
void addVoucherPages(web::Content& content, const PageParts& parts);

}  // namespace balalyk
