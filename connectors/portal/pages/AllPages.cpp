#include "connectors/portal/pages/AllPages.h"

#include "connectors/portal/pages/MealPages.h"
#include "connectors/portal/pages/MemberPages.h"
#include "connectors/portal/pages/PublicPages.h"
#include "connectors/portal/pages/VoucherPages.h"

namespace balalyk {

web::Content allPages(const PageParts& parts) {
  web::Content content;
  addPublicPages(content, parts);
  addMemberPages(content, parts);
  addMealPages(content, parts);
  addVoucherPages(content, parts);
  return content;
}

}  // namespace balalyk
