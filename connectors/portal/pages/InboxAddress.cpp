#include "connectors/portal/pages/InboxAddress.h"

#include <algorithm>

#include "connectors/portal/web/PlainText.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {

InboxAddress InboxAddress::withKind(std::optional<Kind> kind) const {
  InboxAddress address{.filter = filter, .after = {}};
  address.filter.kind = kind;
  return address;
}

InboxAddress InboxAddress::withAfter(std::string place) const {
  return {.filter = filter, .after = std::move(place)};
}

InboxAddress inboxAddressOf(const web::Values& values) {
  InboxAddress address;
  const auto kinds = allKinds();
  const auto word = values.first("kind");
  const auto kind = std::ranges::find_if(kinds, [&](Kind one) { return toString(one) == word; });
  if (kind != kinds.end()) address.filter.kind = *kind;
  address.filter.from = dateFromIso(values.first("from"));
  address.filter.to = dateFromIso(values.first("to"));
  address.after = values.first("after");
  return address;
}

std::string addressQuery(const InboxAddress& address) {
  std::string query;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) query += (query.empty() ? "?" : "&") + std::string(name) + "=" + web::queryValue(value);
  };
  const auto& [kind, from, to] = address.filter;
  add("kind", kind ? toString(*kind) : "");
  add("from", from ? isoDate(*from) : "");
  add("to", to ? isoDate(*to) : "");
  add("after", address.after);
  return query;
}

}  // namespace balalyk
