#pragma once

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <boost/test/unit_test.hpp>

#include "TestSite.h"
#include "connectors/database/PortalTables.h"
#include "connectors/portal/api/ApiParts.h"
#include "connectors/sample/SamplePortal.h"
#include "pipeline/casework/ManageTokens.h"
#include "pipeline/ports/Signer.h"
#include "pipeline/stages/Take.h"
#include "signing/crypto/Digest.h"

namespace balalyk::tests {

// The sample portal, its decided records taken, and the API over it without a socket.
struct ApiFixture : TestSite {
  using Scopes = std::vector<ApiScope>;
  using Headers = std::vector<std::pair<std::string, std::string>>;

  ApiFixture() : tables(connection()) {
    seedSamplePortal(connection(), SAMPLES);
    Take(*database).run("test", {.everything = true});
    web::Content content;
    addApi(content, parts());
    signer.password = "дөбө";
    signer.signs = [this](const BatchOrder& order, const Signer::Heard& heard) {
      orders.push_back(order);
      heard({.authorised = true});
      return BatchReport{};
    };
    api = std::make_unique<web::Site>(web::SiteOptions{.address = "https://portal.test", .uploads = folder / "uploads"},
                                      std::move(content), database->sessions(), visitors, log, [] {});
    chairperson = database->accounts().add({{kLocalIssuer, "chair"}, "", "en"}, "test").value();
    database->accounts().grant(chairperson, {Role::chairperson, "bishkek-1may", "b1-01"}, "test");
  }
  std::string connection() const { return "sqlite:" + (folder / "portal.db").string(); }

  std::string token(const Scopes& scopes, const std::vector<std::string>& commissions = {"bishkek-1may"}) {
    const bool signs = std::ranges::find(scopes, ApiScope::authorise) != scopes.end();
    return ManageTokens(*database, "test")
        .add({.name = "test",
              .scopes = scopes,
              .commissions = commissions,
              .account = signs ? chairperson : "",
              .life = std::chrono::days(1)})
        .secret;
  }

  web::Response ask(const std::string& method, const std::string& path, const std::string& token,
                    const std::string& body = "", const Headers& headers = {}) {
    web::RawHead head{.method = method, .target = path, .version = "HTTP/1.1", .fields = {{"Host", "portal.test"}}};
    if (!token.empty()) head.fields.emplace_back("Authorization", "Bearer " + token);
    if (method == "POST" || method == "PUT") head.fields.emplace_back("Content-Length", std::to_string(body.size()));
    bool typed = false;
    for (const auto& [name, value] : headers) {
      head.fields.emplace_back(name, value);
      typed = typed || name == "Content-Type";
    }
    if (!typed && !body.empty()) head.fields.emplace_back("Content-Type", "application/json");
    web::TextSource source(body);
    return api->answer(head, source, "192.0.2.1");
  }
  static std::string header(const web::Response& answer, const std::string& name) {
    for (const auto& [key, value] : answer.fields())
      if (key == name) return value;
    return {};
  }
  static Poco::JSON::Object::Ptr json(const web::Response& answer) {
    return Poco::JSON::Parser().parse(std::string(answer.body())).extract<Poco::JSON::Object::Ptr>();
  }
  static std::string text(const web::Response& answer, const std::string& member) {
    return json(answer)->optValue<std::string>(member, "");
  }
  static std::string code(const web::Response& answer) { return text(answer, "code"); }

  // Of an application: drafted as a worker would, and with the chairperson where its commission sends at once.
  std::string drafted(const std::string& application) {
    const auto id = database->archive().latest(Source::application, application).value().id;
    for (auto& claim : database->queue().claim({.worker = "w", .stage = Stage::fill, .limit = 200})) {
      const auto pdf = store->put("%PDF-" + claim.document.id);
      const std::vector<StoredFile> files{{"protocol-ky.pdf", "application/pdf", pdf, 41}};
      const Completed done{
          claim.document.id,
          claim.token,
          Filled{.files = files, .contentDigest = contentDigest(files, claim.document.recordDigest), .pages = 1},
          {}};
      BOOST_REQUIRE(database->queue().complete("w", {&done, 1}).at(0));
    }
    return id;
  }
  std::vector<std::string> actorsOf(const std::string& event) {
    std::vector<std::string> actors;
    database->audit().walk([&](const AuditEntry& entry) {
      if (entry.event == event) actors.push_back(entry.actor);
    });
    return actors;
  }

  PortalTables tables;
  std::vector<BatchOrder> orders;  // what the signer was asked for
  std::unique_ptr<web::Site> api;
  std::string chairperson;
};

inline const std::string kHandedIn = R"({"number":"Б1-2026/9001","commission":"bishkek-1may","synthetic":true,
  "child":{"surname":"Асанов","givenName":"Үсөн","pin":"21505202290154","birthDate":"2022-05-15"},
  "childPlace":{"soate":"41711000000000","ky":"Бишкек шаары","ru":"город Бишкек"},
  "guardian":{"surname":"Асанова","givenName":"Жаңыл","pin":"11102199490161","address":"Бишкек","kinship":"mother",
              "phone":"+996 555 123456","email":"a@example.org"},
  "benefits":["low-income"],"documents":[{"ky":"Арыз","ru":"Заявление"}]})";
inline const std::string kDecision =
    R"({"decision":"approved","benefits":["low-income"],"members":["b1-01","b1-02","b1-03"],
  "documents":[{"ky":"Арыз","ru":"Заявление"}],"protocolNumber":"77/9001","sittingDate":"2026-01-15",
  "kindergarten":"kg-bishkek-12"})";

}  // namespace balalyk::tests
