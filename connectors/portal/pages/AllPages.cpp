#include "connectors/portal/pages/AllPages.h"

#include "connectors/portal/pages/PublicPages.h"

namespace balalyk {

web::Content allPages(const PageParts& parts) {
  web::Content content;
  addPublicPages(content, parts);
  return content;
}

}  // namespace balalyk
