#include "connectors/portal/pages/ArchiveAddress.h"

#include <algorithm>
#include <array>

#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/web/PlainText.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/Text.h"

namespace balalyk {
namespace {

constexpr std::array kLevels{"B-B", "B-T", "B-LT", "B-LTA"};
constexpr std::size_t kLongestNumber = 200;

using Named = std::vector<std::pair<const char*, std::string>>;

Named fieldsOf(const ArchiveFilter& filter) {
  return {{"number", filter.number},
          {"from", filter.from ? isoDate(*filter.from) : ""},
          {"to", filter.to ? isoDate(*filter.to) : ""},
          {"commission", filter.commissionId},
          {"kind", filter.kind ? toString(*filter.kind) : ""},
          {"level", filter.level},
          {"state", filter.state ? toString(*filter.state) : ""},
          {"all", filter.withSuperseded ? "1" : ""}};
}

web::ViewData option(const std::string& value, const std::string& name, bool chosen) {
  web::ViewData item;
  item.text("value", value).text("name", name);
  item.flag("chosen", chosen);
  return item;
}

}  // namespace

ArchiveAddress archiveAddressOf(const web::Values& values) {
  ArchiveAddress address;
  auto& filter = address.filter;
  filter.number = shortened(values.first("number"), kLongestNumber);
  filter.from = dateFromIso(values.first("from"));
  filter.to = dateFromIso(values.first("to"));
  filter.commissionId = values.first("commission");
  for (const auto kind : allKinds())
    if (values.first("kind") == toString(kind)) filter.kind = kind;
  if (std::ranges::find(kLevels, values.first("level")) != kLevels.end()) filter.level = values.first("level");
  for (const auto state : {State::published, State::superseded})
    if (values.first("state") == toString(state)) filter.state = state;
  filter.withSuperseded = values.first("all") == "1";
  address.after = values.first("after");
  return address;
}

std::string archiveQuery(const ArchiveAddress& address) {
  std::string text;
  auto fields = fieldsOf(address.filter);
  fields.emplace_back("after", address.after);
  for (const auto& [name, value] : fields)
    if (!value.empty()) text += (text.empty() ? "?" : "&") + std::string(name) + "=" + web::queryValue(value);
  return text;
}

void addArchiveFilter(web::ViewData& data, const ArchiveFilter& filter, const std::vector<Commission>& commissions,
                      const Messages& messages) {
  std::vector<web::ViewData> kinds, levels, states, places, hidden;
  for (const auto kind : allKinds())
    kinds.push_back(option(toString(kind), messages.text(std::string("kind.") + toString(kind)), filter.kind == kind));
  for (const std::string level : kLevels) levels.push_back(option(level, level, filter.level == level));
  for (const auto state : {State::published, State::superseded})
    states.push_back(
        option(toString(state), messages.text(std::string("state.") + toString(state)), filter.state == state));
  for (const auto& one : commissions)
    places.push_back(option(one.id, one.name.in(recordLanguage(messages)), one.id == filter.commissionId));
  for (const auto& [name, value] : fieldsOf(filter)) {
    if (value.empty()) continue;
    web::ViewData field;
    field.text("field", name);
    hidden.push_back(field.text("value", value));
  }
  data.text("number", filter.number).text("from", filter.from ? isoDate(*filter.from) : "");
  data.text("to", filter.to ? isoDate(*filter.to) : "").flag("all", filter.withSuperseded);
  data.flag("severalCommissions", commissions.size() > 1).flag("filtered", !hidden.empty());
  data.list("kinds", std::move(kinds)).list("levels", std::move(levels)).list("states", std::move(states));
  data.list("commissions", std::move(places)).list("hidden", std::move(hidden));
}

}  // namespace balalyk
