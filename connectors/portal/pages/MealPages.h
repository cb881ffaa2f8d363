#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// «Тамак-аш»: a commission's decisions on meals, with the protocol that was uploaded or is made from the template.
void addMealPages(web::Content& content, const PageParts& parts);

}  // namespace balalyk
