#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// «Комиссия»: the list of a commission's members.
void addMemberPages(web::Content& content, const PageParts& parts);

}  // namespace balalyk
