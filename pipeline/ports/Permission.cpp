#include "pipeline/ports/Permission.h"

#include <algorithm>

namespace balalyk {

bool Permission::ofCommission(const std::string& id) const {
  return everywhere || std::ranges::find(commissions, id) != commissions.end();
}

bool Permission::ofKindergarten(const std::string& id) const {
  return everywhere || std::ranges::find(kindergartens, id) != kindergartens.end();
}

}  // namespace balalyk
