#include "connectors/portal/pages/ApplicationAddress.h"

#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/web/PlainText.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {

ApplicationAddress ApplicationAddress::withAfter(std::string key) const {
  auto query = *this;
  query.after = std::move(key);
  return query;
}

ApplicationAddress ApplicationAddress::withState(std::optional<ApplicationState> state) const {
  auto query = withAfter("");
  query.filter.state = state;
  return query;
}

ApplicationAddress applicationAddressOf(const web::Values& values) {
  ApplicationAddress query;
  query.filter.state = applicationStateFrom(values.first("state"));
  query.filter.receivedFrom = dateFromIso(values.first("from"));
  query.filter.receivedTo = dateFromIso(values.first("to"));
  query.filter.benefit = values.first("benefit");
  query.order = applicationOrderFrom(values.first("order")).value_or(ApplicationOrder::attention);
  query.after = values.first("after");
  query.commission = values.first("commission");
  return query;
}

std::string addressQuery(const ApplicationAddress& query) {
  std::string text;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) text += (text.empty() ? "?" : "&") + std::string(name) + "=" + web::queryValue(value);
  };
  const auto& [state, from, to, benefit] = query.filter;
  add("commission", query.commission);
  add("state", state ? toString(*state) : "");
  add("from", from ? isoDate(*from) : "");
  add("to", to ? isoDate(*to) : "");
  add("benefit", benefit);
  add("order", query.order == ApplicationOrder::attention ? "" : toString(query.order));
  add("after", query.after);
  return text;
}

void addFilter(web::ViewData& data, const ApplicationAddress& query, const ApplicationCounts& counts,
               const std::vector<BenefitCategory>& benefits, const Messages& messages) {
  struct Tab {
    std::optional<ApplicationState> state;
    const char* key;
    std::int64_t count;
  };
  const std::vector<Tab> states{
      {std::nullopt, "portal.applications.state.all", counts.all()},
      {ApplicationState::waiting, "portal.applications.state.waiting", counts.waiting},
      {ApplicationState::approved, "portal.applications.state.approved", counts.approved},
      {ApplicationState::rejected, "portal.applications.state.rejected", counts.rejected},
  };
  std::vector<web::ViewData> tabs;
  for (const auto& tab : states) {
    web::ViewData item;
    item.text("query", addressQuery(query.withState(tab.state))).text("name", messages.text(tab.key));
    tabs.push_back(item.text("count", messages.number(tab.count)).flag("current", query.filter.state == tab.state));
  }
  data.list("tabs", std::move(tabs));
  const auto& [state, from, to, benefit] = query.filter;
  data.flag("hasState", state.has_value()).text("state", state ? toString(*state) : "");
  data.text("from", from ? isoDate(*from) : "").text("to", to ? isoDate(*to) : "").text("benefit", benefit);
  data.text("order", query.order == ApplicationOrder::attention ? "" : toString(query.order));
  data.flag("byName", query.order == ApplicationOrder::name);
  data.flag("ofCommission", !query.commission.empty()).text("commissionId", query.commission);
  data.flag("filtered", query.narrows());
  data.flag("narrowed", from || to || !benefit.empty() || query.order != ApplicationOrder::attention);
  std::vector<web::ViewData> choices;
  for (const auto& category : benefits) {
    web::ViewData item;
    item.text("code", category.code).text("name", category.name.in(recordLanguage(messages)));
    choices.push_back(item.flag("chosen", category.code == benefit));
  }
  data.list("benefits", std::move(choices));
}

}  // namespace balalyk
