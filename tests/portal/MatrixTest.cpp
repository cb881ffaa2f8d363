// Every route with every role, generated from the routes: allowed exactly when Rights says so, and another commission's
// record is not found. A route whose parameters nobody has described here fails.
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "TestSite.h"
#include "connectors/database/PortalTables.h"
#include "connectors/database/session/Connection.h"
#include "connectors/portal/pages/AccountVisitors.h"
#include "connectors/portal/pages/AllPages.h"
#include "connectors/portal/web/Tokens.h"
#include "connectors/sample/SamplePortal.h"
#include "pipeline/stages/Take.h"

namespace balalyk::tests {
namespace {

using namespace web;

// What is put in a route's parameters, by the route's first part and the parameter's name. `own` is of the commission
// bishkek-1may (or the kindergarten), `foreign` of another.
struct Filling {
  std::string own, foreign;
};
const std::map<std::pair<std::string, std::string>, Filling> kFillings{
    {{"sign-in", "provider"}, {"oidc", "oidc"}},
    {{"help", "topic"}, {"applications", "applications"}},
    {{"applications", "id"}, {"app-001", "app-021"}},
    {{"applications", "document"}, {"00000000-0000-7000-8000-000000000000", "00000000-0000-7000-8000-000000000000"}},
    {{"applications", "file"}, {"protocol", "protocol"}},
    {{"applications", "page"}, {"1", "1"}},
    {{"archive", "id"}, {"archived-own", "archived-foreign"}},
    {{"archive", "file"}, {"protocol", "protocol"}},
    {{"archive", "page"}, {"1", "1"}},
    {{"members", "id"}, {"b1-04", "tk-03"}},
    {{"meals", "id"}, {"meal-01", "meal-09"}},
    {{"meals", "page"}, {"1", "1"}},
    {{"vouchers", "id"}, {"kg-bishkek-12", "kg-tokmok-5"}},
    {{"vouchers", "month"}, {"2025-06", "2025-06"}},
    {{"vouchers", "file"}, {"1", "1"}},
    {{"check", "id"}, {"00000000-0000-7000-8000-000000000000", "00000000-0000-7000-8000-000000000000"}},
    {{"operator", "id"}, {"archivist", "archivist"}},  // an account, by its login
    {{"inbox", "batch"}, {"00000000-0000-7000-8000-000000000000", "00000000-0000-7000-8000-000000000000"}},
    {{"inbox", "standing"}, {"00000000-0000-7000-8000-000000000000", "00000000-0000-7000-8000-000000000000"}},
    {{"inbox", "file"}, {"protocol", "protocol"}},
    {{"inbox", "page"}, {"1", "1"}},
};

std::string firstPart(const std::string& pattern) {
  return pattern.substr(1, pattern.find('/', 1) - 1);
}

struct Matrix : TestSite {
  Matrix() : visitorsByAccount(*database), tables(connection()) {
    seedSamplePortal(connection(), SAMPLES);
    portal = std::make_unique<Site>(SiteOptions{.address = "https://portal.test", .uploads = folder / "uploads"},
                                    allPages(parts()), database->sessions(), visitorsByAccount, log, [] {});
    for (const auto role : allRoles()) accounts[role] = add(role);
    Take(*database).run("test", {.everything = true});
    archive("app-003", kFillings.at({"archive", "id"}).own);
    archive("app-022", kFillings.at({"archive", "id"}).foreign);
    const auto documentOf = [this](const std::string& application) {
      return database->archive().latest(Source::application, application).value().id;
    };
    fillings[{"inbox", "id"}] = {documentOf("app-001"), documentOf("app-021")};
  }
  // As if it had been published long ago.
  void archive(const std::string& application, const std::string& id) {
    const auto engine = makeEngine(connection(), {});
    const auto session = engine->connect(std::chrono::steady_clock::now() + std::chrono::minutes(1));
    BOOST_REQUIRE_EQUAL(session
                            ->run({"",
                                   "UPDATE balalyk_document SET id = $1, state = 'published', stage = NULL, "
                                   "published_at = 1 WHERE source_key = $2"},
                                  {id, application})
                            .changed,
                        1);
  }
  std::string connection() const { return "sqlite:" + (folder / "portal.db").string(); }

  std::string add(Role role) {
    const std::string name = toString(role);
    const auto id = database->accounts().add({{kLocalIssuer, name}, "", "en"}, "test").value();
    Grant grant{role, "", ""};
    if (role == Role::secretary) grant = {role, "bishkek-1may", "b1-02"};
    if (role == Role::chairperson) grant = {role, "bishkek-1may", "b1-01"};
    if (role == Role::kindergarten) grant.place = kFillings.at({"vouchers", "id"}).own;
    BOOST_REQUIRE(database->accounts().grant(id, grant, "test") == Accounts::Granted::yes);
    return id;
  }

  // The route's path, with what is said of its parameters.
  std::string pathOf(const Route& route, std::string Filling::*which) {
    std::string path;
    const auto& pattern = route.pattern.text();
    for (std::size_t at = 0; at < pattern.size();) {
      if (pattern[at] != '{') {
        path += pattern[at++];
        continue;
      }
      const auto name = pattern.substr(at + 1, pattern.find(':', at) - at - 1);
      const auto found = fillings.find({firstPart(pattern), name});
      BOOST_REQUIRE_MESSAGE(found != fillings.end(), "kFillings says nothing of {" << name << "} in " << pattern);
      path += found->second.*which;
      at = pattern.find('}', at) + 1;
    }
    return path;
  }

  // With another session each time: some of the routes end it. Empty: nobody.
  Response ask(const Route& route, const std::string& path, const std::string& accountId) {
    RawHead head{
        .method = route.method == Method::get ? "GET" : "POST", .target = path, .version = "HTTP/1.1", .fields = {}};
    head.fields.emplace_back("Host", "portal.test");
    std::string form;
    if (!accountId.empty()) {
      const auto id = newToken();
      database->sessions().create({digestOf(id), accountId, ""});
      head.fields.emplace_back("Cookie", "__Host-balalyk-session=" + id);
      form = "csrf=" + formTokenOf(id) + "&once=" + newToken();
    }
    if (route.method != Method::get) {
      head.fields.emplace_back("Content-Type", "application/x-www-form-urlencoded");
      head.fields.emplace_back("Content-Length", std::to_string(form.size()));
    }
    TextSource body(form);
    return portal->answer(head, body, "192.0.2.1");
  }

  std::string lastTrouble() {
    const auto all = log.all();
    return all.empty() ? "" : toString(all.back().problem);
  }
  static bool leadsTo(const Response& answer, const std::string& where) {
    return answer.status() == 303 && answer.location().starts_with(where);
  }
  AccountVisitors visitorsByAccount;
  PortalTables tables;
  std::unique_ptr<Site> portal;
  std::map<std::pair<std::string, std::string>, Filling> fillings = kFillings;
  std::map<Role, std::string> accounts;
};

BOOST_FIXTURE_TEST_SUITE(RoleByRoute, Matrix)

BOOST_AUTO_TEST_CASE(a_route_opens_exactly_for_whom_the_rights_say_and_finds_nothing_of_others) {
  std::map<std::string, bool> ownSeen;  // by first part: one of its records was found, so that 404 means something
  for (const auto& route : portal->routes().all()) {
    if (!route.access.readsCookies() || route.access.isPublic()) continue;
    const auto& pattern = route.pattern.text();
    const bool hasParameter = pattern.find('{') != std::string::npos;
    for (const auto& [role, id] : accounts) {
      BOOST_TEST_CONTEXT((route.method == Method::get ? "GET " : "POST ") << pattern << " as " << toString(role)) {
        const auto permitted = permission(*database->accounts().account(id), route.access.action());
        const auto own = ask(route, pathOf(route, &Filling::own), id);
        BOOST_TEST((own.status() == 403) == permitted.none(), own.status());
        BOOST_TEST(own.status() < 500, lastTrouble());
        BOOST_TEST(!leadsTo(own, "/sign-in"));
        if (!hasParameter || permitted.none()) continue;
        auto& seen = ownSeen[firstPart(pattern)];
        seen = seen || own.status() == 200;
        if (!permitted.everywhere) BOOST_TEST(ask(route, pathOf(route, &Filling::foreign), id).status() == 404);
      }
    }
  }
  for (const auto& [part, seen] : ownSeen) BOOST_TEST(seen, "none of the own records of /" << part << " was found");
}

BOOST_AUTO_TEST_CASE(nobody_is_led_to_the_door_by_each_route_that_is_not_public) {
  for (const auto& route : portal->routes().all()) {
    if (!route.access.readsCookies() || route.access.isPublic()) continue;
    BOOST_TEST_CONTEXT(route.pattern.text()) {
      const auto answer = ask(route, pathOf(route, &Filling::own), "");
      if (route.method == Method::get)
        BOOST_TEST(leadsTo(answer, "/sign-in"));
      else
        BOOST_TEST((answer.status() == 403 || leadsTo(answer, "/")), answer.status());
    }
  }
}

BOOST_AUTO_TEST_CASE(who_is_made_inactive_is_nobody_at_the_next_request) {
  const auto id = accounts.at(Role::secretary);
  database->accounts().setActive(id, false, "test");
  for (const auto& route : portal->routes().all()) {
    if (!route.access.readsCookies() || route.access.isPublic() || route.method != Method::get) continue;
    const auto answer = ask(route, pathOf(route, &Filling::own), id);
    BOOST_TEST(leadsTo(answer, "/sign-in"), route.pattern.text());
  }
  BOOST_TEST(database->sessions().list(id, {}).empty());
}

BOOST_AUTO_TEST_CASE(a_member_made_inactive_has_no_rights_at_the_next_request) {
  tables.setActive("b1-02", false);
  for (const auto& route : portal->routes().all()) {
    if (!route.access.readsCookies() || route.access.isPublic()) continue;
    const bool ownAccount = route.access.action() == Action::useOwnAccount;
    const auto answer = ask(route, pathOf(route, &Filling::own), accounts.at(Role::secretary));
    BOOST_TEST((answer.status() == 403) == !ownAccount, route.pattern.text());
  }
}

BOOST_AUTO_TEST_CASE(a_first_password_opens_its_change_and_the_way_out_and_nothing_else) {
  const auto id = accounts.at(Role::secretary);
  database->accounts().setPassword(id, "hash", database->now() + std::chrono::hours(1), "test");
  for (const auto& route : portal->routes().all()) {
    if (!route.access.readsCookies() || route.access.isPublic()) continue;
    BOOST_TEST_CONTEXT(route.pattern.text()) {
      const auto answer = ask(route, pathOf(route, &Filling::own), id);
      const bool refused = route.method == Method::get ? leadsTo(answer, "/settings/password") : answer.status() == 403;
      BOOST_TEST(refused != route.access.opensWithFirstPassword(), answer.status());
    }
  }
}

BOOST_AUTO_TEST_CASE(where_a_second_factor_is_required_nothing_but_its_page_opens_without_one) {
  AccountVisitors strict(*database, SecondFactorRule::required);
  const auto lenient = std::move(portal);
  portal = std::make_unique<Site>(SiteOptions{.address = "https://portal.test", .uploads = folder / "uploads"},
                                  allPages(parts()), database->sessions(), strict, log, [] {});
  std::set<std::string> open;
  for (const auto& route : portal->routes().all()) {
    if (!route.access.readsCookies() || route.access.isPublic()) continue;
    BOOST_TEST_CONTEXT(route.pattern.text()) {
      const auto answer = ask(route, pathOf(route, &Filling::own), accounts.at(Role::secretary));
      const auto trouble = route.method == Method::get ? "" : lastTrouble();
      const bool refused = route.method == Method::get
                               ? leadsTo(answer, "/settings/second-factor")
                               : answer.status() == 403 && trouble.find("secondFactorFirst") != std::string::npos;
      BOOST_TEST(refused != route.access.opensBeforeSecondFactor(), answer.status());
      if (!refused) open.insert(route.pattern.text());
    }
  }
  BOOST_TEST((open == std::set<std::string>{"/settings/second-factor", "/settings/second-factor/begin",
                                            "/settings/second-factor/confirm", "/sign-out"}));
  portal.reset();  // before the visitors that it asks
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
