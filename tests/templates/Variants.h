#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "EditedTemplate.h"

namespace balalyk {

// What a clerk does to a shipped template (voucher-approval.ru), and what is right then.
struct Variant {
  const char* name;
  std::function<void(EditedTemplate&)> edit;
  const char* verdict;  // «made», or the finding of `template check` that keeps the template out of use
};
std::ostream& operator<<(std::ostream& stream, const Variant& variant);

const std::vector<Variant>& variants();
// Those among them that print what nobody can read or scan.
std::vector<Variant> unreadableVariants();
std::string variantBytes(const Variant& variant);

}  // namespace balalyk
