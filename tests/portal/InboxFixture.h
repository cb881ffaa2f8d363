#pragma once

#include <boost/test/unit_test.hpp>

#include "TestBrowser.h"
#include "TestSite.h"
#include "connectors/database/session/SqlSession.h"
#include "connectors/portal/pages/AccountVisitors.h"
#include "connectors/portal/pages/AllPages.h"
#include "connectors/portal/web/Tokens.h"
#include "connectors/sample/SamplePortal.h"
#include "pipeline/stages/Take.h"

namespace balalyk::tests {
using namespace web;

inline const std::string kKey = "ачкыч сөз 1";

class Drawer final : public PdfService {
 public:
  PdfFinding examine(std::string_view) override { throw std::logic_error("a PDF to examine"); }
  std::vector<std::string> pageImages(std::string_view pdf, const PageImages&) override {
    if (away) throw Error("pageImagesFailed", {{"detail", "a test"}});
    return std::vector<std::string>(pages, "picture of " + std::string(pdf));
  }
  std::size_t pages = 1;
  bool away = false;
};

// The sample's decided records, drafted and sent; the chairpersons of two commissions and a secretary at browsers.
struct Chairperson : TestSite {
  Chairperson() : known(*database) {
    const auto connection = "sqlite:" + (folder / "portal.db").string();
    seedSamplePortal(connection, SAMPLES);
    Take(*database).run("test", {.everything = true});
    for (const auto& claim : database->queue().claim({.worker = "w", .stage = Stage::fill, .limit = 500})) {
      const auto pdf = "%PDF of " + claim.document.id;
      const StoredFile file{"protocol-ky.pdf", "application/pdf", store->put(pdf), pdf.size()};
      const Completed done{.documentId = claim.document.id,
                           .token = claim.token,
                           .result = Filled{.files = {file},
                                            .contentDigest = contentDigest({file}, claim.document.recordDigest),
                                            .pages = 1,
                                            .provenance = "{}"}};
      BOOST_REQUIRE(database->queue().complete("w", {&done, 1}).at(0));
    }
    for (const auto& document : database->archive().inState(State::sent, 500)) {
      if (document.chairpersonId == "b1-01") own.push_back(document);
      if (document.chairpersonId == "tk-01") foreign.push_back(document);
    }
    BOOST_REQUIRE(own.size() > 3 && !foreign.empty());
    auto with = parts();
    const PageParts all{with.database, with.store,    drawer,    with.files, with.passwords, {},
                        with.origin,   with.sessions, with.zone, signer};
    pages = std::make_unique<Site>(SiteOptions{.address = "https://portal.test", .uploads = folder / "uploads"},
                                   allPages(all), database->sessions(), known, log, [] {});
    signer.password = kKey;
    signer.signs = [this](const BatchOrder& order, const Signer::Heard& heard) { return authorise(order, heard); };
  }

  // As a signer does until the password is known to be right.
  BatchReport authorise(const BatchOrder& order, const Signer::Heard& heard) {
    database->authorisations().authorise(
        {.id = order.id, .chairpersonId = order.memberId, .commissionId = "bishkek-1may", .batchDigest = order.digest},
        order.documents);
    heard({.authorised = true});
    return {};
  }

  TestBrowser as(const std::string& login, const Grant& grant) {
    auto id = database->accounts().ofIdentity({kLocalIssuer, login});
    const auto account = id ? id->id : database->accounts().add({{kLocalIssuer, login}, "", "en"}, "test").value();
    if (!id) BOOST_REQUIRE(database->accounts().grant(account, grant, "test") == Accounts::Granted::yes);
    const auto session = newToken();
    database->sessions().create({digestOf(session), account, ""});
    TestBrowser browser(*pages);
    browser.cookies["__Host-balalyk-session"] = session;
    return browser;
  }
  TestBrowser chair() { return as("chair", {Role::chairperson, "bishkek-1may", "b1-01"}); }
  TestBrowser otherChair() { return as("other", {Role::chairperson, "tokmok", "tk-01"}); }
  TestBrowser secretary() { return as("aigul", {Role::secretary, "bishkek-1may", "b1-02"}); }

  // How many accounts saw it as it is.
  std::int64_t openedOf(const Document& document) {
    std::int64_t unopened = 0;
    for (const auto& row : database->inbox().these({document.id}, {document.chairpersonId}, chairAccount()))
      unopened += row.openedAt ? 0 : 1;
    return 1 - unopened;
  }
  std::string chairAccount() { return database->accounts().ofIdentity({kLocalIssuer, "chair"}).value().id; }

  // The frozen list of these, as the page's address.
  std::string prepare(TestBrowser& browser, const std::vector<Document>& documents) {
    browser.get("/inbox");
    TestBrowser::Fields fields{{"which", "ticked"}};
    for (const auto& document : documents) fields.emplace_back("document", document.id);
    const auto answer = browser.submit("/inbox/batch", fields);
    BOOST_REQUIRE_EQUAL(answer.status(), 303);
    return answer.location();
  }
  void change(const std::string& statement) {
    const auto engine = makeSqliteEngine((folder / "portal.db").string(), std::chrono::milliseconds(100));
    const auto writer = engine->connect(std::chrono::steady_clock::now() + std::chrono::minutes(1));
    writer->begin(SqlAccess::write);
    writer->run({"", statement});
    writer->commit();
  }
  State stateOf(const Document& document) { return database->archive().document(document.id).value().state; }

  AccountVisitors known;
  Drawer drawer;
  std::unique_ptr<Site> pages;
  std::vector<Document> own, foreign;
};

}  // namespace balalyk::tests
