// Every route of the API with every scope, generated from the routes: it opens for its own scope and no other, and
// finds nothing of another commission. A route that nobody has described here fails.
#include <map>

#include "ApiFixture.h"

namespace balalyk::tests {
namespace {

using namespace web;
using enum ApiScope;

struct Described {
  ApiScope scope;
  std::string body, type = "application/json";
};
// By method and pattern.
const std::map<std::string, Described> kRoutes{
    {"POST /api/v1/applications", {intake, kHandedIn}},
    {"GET /api/v1/applications", {records, ""}},
    {"GET /api/v1/applications/{id:id}", {records, ""}},
    {"GET /api/v1/applications/{id:id}/document", {records, ""}},
    {"PUT /api/v1/applications/{id:id}/decision", {decide, kDecision}},
    {"POST /api/v1/documents/search", {find, "{}"}},
    {"GET /api/v1/documents/{id:id}", {records, ""}},
    {"GET /api/v1/documents/{id:id}/record", {records, ""}},
    {"GET /api/v1/documents/{id:id}/container", {containers, ""}},
    {"GET /api/v1/documents/{id:id}/files/{file:id}", {containers, ""}},
    {"POST /api/v1/documents/{id:id}/send", {send, ""}},
    {"POST /api/v1/documents/{id:id}/recall", {send, ""}},
    {"POST /api/v1/documents/{id:id}/regenerate", {regenerate, R"({"reason":"x"})"}},
    {"POST /api/v1/batches", {authorise, R"({"documents":["DOCUMENT"]})"}},
    {"GET /api/v1/batches/{id:id}", {authorise, ""}},
    {"GET /api/v1/batches/{id:id}/receipt", {authorise, ""}},
    {"POST /api/v1/batches/{id:id}/confirm", {authorise, "password", "text/plain"}},
    {"GET /api/v1/events", {events, ""}},
    {"GET /api/v1/check/{id:id}", {check, ""}},
};

struct ApiMatrix : ApiFixture {
  ApiMatrix() {
    for (const auto scope : allApiScopes()) tokens[scope] = token({scope});
    own = drafted("app-001");
    foreign = database->archive().latest(Source::application, "app-021").value().id;
    const auto prepared = ask("POST", "/api/v1/batches", tokens[authorise], R"({"documents":[")" + own + R"("]})");
    batch = text(prepared, "id");
    // Of the other commission's chairperson.
    const Batch theirs{.id = "0195f1c2-7d3a-7c51-9a55-1d2e3f405162", .chairpersonId = "tk-01", .digest = "d"};
    const AuthorisedContent shown{foreign, "c"};
    database->batches().prepare(theirs, {&shown, 1});
    foreignBatch = theirs.id;
  }

  static std::string keyOf(const Route& route) {
    const char* method = route.method == Method::get ? "GET " : route.method == Method::post ? "POST " : "PUT ";
    return method + route.pattern.text();
  }
  std::string pathOf(const Route& route, bool ours) const {
    auto path = route.pattern.text();
    const auto put = [&](const std::string& what, const std::string& by) {
      if (const auto at = path.find(what); at != std::string::npos) path.replace(at, what.size(), by);
    };
    const bool application = path.find("/applications/") != std::string::npos;
    const bool batches = path.find("/batches/") != std::string::npos;
    put("{id:id}", application ? (ours ? "app-001" : "app-021")
                   : batches   ? (ours ? batch : foreignBatch)
                               : (ours ? own : foreign));
    put("{file:id}", "protocol-ky");
    if (path == "/api/v1/applications" && route.method == Method::get)
      path += ours ? "?commission=bishkek-1may" : "?commission=tokmok";
    return path;
  }
  Response ask(const Route& route, const std::string& bearer, bool ours) {
    auto [scope, body, type] = kRoutes.at(keyOf(route));
    if (const auto at = body.find("DOCUMENT"); at != std::string::npos) body.replace(at, 8, ours ? own : foreign);
    if (const auto at = body.find("bishkek-1may"); !ours && at != std::string::npos) body.replace(at, 12, "tokmok");
    Headers headers{{"Content-Type", type}, {"If-Match", "\"1\""}, {"Idempotency-Key", "k" + std::to_string(++asked)}};
    return ApiFixture::ask(keyOf(route).substr(0, keyOf(route).find(' ')), pathOf(route, ours), bearer, body, headers);
  }
  using ApiFixture::ask;

  std::map<ApiScope, std::string> tokens;
  std::string own, foreign, batch, foreignBatch;
  int asked = 0;
};

BOOST_FIXTURE_TEST_SUITE(ScopeByRoute, ApiMatrix)

BOOST_AUTO_TEST_CASE(a_route_opens_for_its_scope_alone_and_finds_nothing_of_others) {
  std::size_t looked = 0;
  for (const auto& route : api->routes().all()) {
    if (route.pattern.text() == "/api/v1/openapi.yaml") continue;
    ++looked;
    const auto described = kRoutes.find(keyOf(route));
    BOOST_REQUIRE_MESSAGE(described != kRoutes.end(), "kRoutes says nothing of " << keyOf(route));
    BOOST_TEST(!route.access.readsCookies());
    BOOST_TEST_CONTEXT(keyOf(route)) {
      BOOST_TEST(ask(route, "", true).status() == 401);
      for (const auto& [scope, bearer] : tokens) {
        if (scope == described->second.scope) continue;
        const auto answer = ask(route, bearer, true);
        BOOST_TEST(answer.status() == 403, toString(scope));
        BOOST_TEST(code(answer) == "tokenScopeMissing");
      }
      const auto& bearer = tokens.at(described->second.scope);
      const auto other = ask(route, bearer, false);
      const auto found = ask(route, bearer, true);
      BOOST_TEST(found.status() != 403);
      BOOST_TEST(found.status() != 401);
      BOOST_TEST(found.status() < 500);
      // Lists leave out what is another's; everything else is not found, and no word of it is said.
      const bool lists =
          described->first == "POST /api/v1/documents/search" || described->first == "GET /api/v1/events";
      const bool hands = described->first == "POST /api/v1/applications";
      if (lists)
        BOOST_TEST(other.body().find(foreign) == std::string::npos);
      else
        BOOST_TEST(other.status() == (hands ? 422 : 404));
    }
  }
  BOOST_TEST(looked == kRoutes.size());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
