// What the operator sees, and what not: ids, states and codes. What is done there is in the audit trail.
#include <boost/test/unit_test.hpp>

#include "IssuedDocuments.h"
#include "TestBrowser.h"
#include "connectors/portal/pages/AccountVisitors.h"
#include "connectors/portal/pages/AllPages.h"
#include "connectors/portal/web/Tokens.h"
#include "pipeline/casework/ManageAccounts.h"
#include "pipeline/ports/ArchiveExports.h"
#include "pipeline/ports/Quotas.h"

namespace balalyk::tests {
namespace {

using namespace web;

struct Operator : IssuedDocuments {
  Operator() : known(*database), me(account("op")), other(account("aida")) {
    grant(me, {Role::operator_, "", ""});
    grant(other, {Role::archivist, "", ""});
    pages = std::make_unique<Site>(SiteOptions{.address = "https://portal.test", .uploads = folder / "uploads"},
                                   allPages(parts()), database->sessions(), known, log, [] {});
    one.emplace(*pages);
    one->cookies["__Host-balalyk-session"] = session(me);
  }
  std::string account(const std::string& login) {
    return database->accounts().add({{kLocalIssuer, login}, "", "en"}, "test").value();
  }
  void grant(const std::string& id, const Grant& grant) {
    BOOST_REQUIRE(database->accounts().grant(id, grant, "test") == Accounts::Granted::yes);
  }
  std::string session(const std::string& id) {
    const auto token = newToken();
    database->sessions().create({digestOf(token), id, ""});
    return token;
  }
  std::vector<std::string> actorsOf(const std::string& event) {
    std::vector<std::string> actors;
    database->audit().walk([&](const AuditEntry& entry) {
      if (entry.event == event) actors.push_back(entry.actor);
    });
    return actors;
  }
  Response submit(const std::string& page, const std::string& action, const TestBrowser::Fields& typed) {
    one->get(page);
    return one->submit(action, typed);
  }
  bool shows(const std::string& text) const { return one->shows(text); }

  AccountVisitors known;
  std::string me, other;
  std::unique_ptr<Site> pages;
  std::optional<TestBrowser> one;
};

BOOST_FIXTURE_TEST_SUITE(OperatorPages, Operator)

BOOST_AUTO_TEST_CASE(what_was_set_aside_is_shown_by_id_and_code_and_tried_again_by_whoever_asked) {
  const auto id = inQuarantine(), same = inQuarantine(), done = published();
  BOOST_TEST(one->get("/operator").status() == 200);
  BOOST_TEST(shows(id));
  BOOST_TEST(shows("officePdfUnknown"));
  BOOST_TEST(shows("balalyk export " + id + " --bundle --to ."));
  BOOST_TEST(!shows("b0b"));  // where the bundle lies is nobody's here
  for (const auto& one_ : {document(id), document(done)}) {
    BOOST_TEST(!shows(one_.subject));
    BOOST_TEST(!shows(one_.commissionName));
    BOOST_TEST(!shows(">" + one_.number + "<"));
  }
  const auto answer = submit("/operator", "/operator/retry", {{"document", id}});
  BOOST_TEST(answer.location() == "/operator?retried=1&refused=0");
  BOOST_TEST((document(id).state == State::decided));
  BOOST_TEST((actorsOf("retried") == std::vector<std::string>{me}));
  one->get(answer.location());
  BOOST_TEST(shows("1 document is tried again."));
  BOOST_TEST(submit("/operator", "/operator/retry", {{"document", done}}).location() ==
             "/operator?retried=0&refused=1");
  BOOST_TEST(submit("/operator", "/operator/retry", {{"code", "officePdfUnknown"}}).location() ==
             "/operator?retried=1&refused=0");
  BOOST_TEST((document(same).state == State::decided));
}

BOOST_AUTO_TEST_CASE(the_second_of_a_double_click_gives_no_second_try) {
  const auto id = inQuarantine();
  one->get("/operator");
  auto fields = one->hidden("/operator/retry");
  fields.emplace_back("document", id);
  const auto first = one->post("/operator/retry", fields), second = one->post("/operator/retry", fields);
  BOOST_TEST(first.location() == second.location());
  BOOST_TEST(actorsOf("retried").size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_file_of_the_archive_that_was_given_up_is_shown_without_its_owner_and_tried_again) {
  auto& exports = database->archiveExports();
  const auto id = exports.order(other, ExportKind::files, {published()}, "");
  exports.fail(exports.claim(std::chrono::hours(1)).value(), {"workGivenUp", {{"attempts", "5"}}}, std::nullopt);
  BOOST_TEST(one->get("/operator").status() == 200);
  BOOST_TEST(shows(id));
  BOOST_TEST(shows("workGivenUp"));
  BOOST_TEST(!shows(other));
  BOOST_TEST(submit("/operator", "/operator/retry", {{"export", id}}).location() == "/operator?export=1");
  BOOST_TEST(submit("/operator", "/operator/retry", {{"export", id}}).location() == "/operator?moved=1");
  BOOST_TEST((actorsOf("exportRetried") == std::vector<std::string>{me}));
  BOOST_TEST(exports.claim(std::chrono::hours(1)).value().id == id);
}

BOOST_AUTO_TEST_CASE(what_everything_runs_on_is_said_by_the_processes_themselves) {
  published();
  database->processes().report({.name = "w1",
                                .host = "nookat",
                                .command = "worker",
                                .version = "0.3",
                                .stages = {"fill", "sign"},
                                .slots = 2,
                                .troubles = {{"timeStampQuotaSpent", 3, database->now()}},
                                .disks = {{"store", 5u << 20, 500u << 20}}});
  database->processes().report({.name = "w2", .host = "osh", .command = "portal", .version = "0.3"});
  database->processes().forget("w2");
  database->vouchers().setWhole("417", static_cast<int>(database->today().year()), 100);
  BOOST_TEST(one->get("/operator/system").status() == 200);
  for (const char* text : {"nookat", "worker 0.3", "timeStampQuotaSpent", "5 MB", "500 MB", "417", "time stamps (TSA)"})
    BOOST_TEST(shows(text), text);
  BOOST_TEST(!shows("osh<"));
  BOOST_TEST(shows(">low</span>"));
  BOOST_TEST(shows(">soon</span>"));  // 20 days left, as the authorisation has recorded it
  BOOST_TEST(!shows(database->members().shownName(
      document(database->archive().inState(State::published, 1).at(0).id).chairpersonId)));
}

BOOST_AUTO_TEST_CASE(the_days_time_stamps_are_shown_where_they_have_a_limit) {
  one->get("/operator/system");
  BOOST_TEST(!shows("Time stamps of today"));
  database->quotas().spend(Quotas::kTimeStamps, 7, 10);
  one->get("/operator/system");
  BOOST_TEST(shows("Time stamps of today"));
  BOOST_TEST(shows("<dd class=\"number\">7</dd>"));
  BOOST_TEST(shows("<dd class=\"number\">3</dd>"));
  database->quotas().spend(Quotas::kTimeStamps, 7, 10);
  one->get("/operator/system");
  BOOST_TEST(shows("spent</span>"));
}

BOOST_AUTO_TEST_CASE(accounts_are_shown_page_by_page) {
  for (int i = 0; i < 120; ++i) account("u" + std::to_string(1000 + i));
  one->get("/operator/accounts");
  BOOST_TEST(shows(">aida<"));
  BOOST_TEST(!shows(">u1119<"));
  const std::string mark = "href=\"/operator/accounts?after=";
  const auto at = one->page().find(mark);
  BOOST_REQUIRE(at != std::string::npos);
  const auto next = one->page().substr(at + 6, one->page().find('"', at + 6) - at - 6);
  one->get(next);
  BOOST_TEST(shows(">u1119<"));
  BOOST_TEST(!shows(">aida<"));
  one->get("/operator/accounts?login=U1");
  BOOST_TEST(shows(">u1000<"));
  BOOST_TEST(shows("?login=u1&amp;after="));
}

BOOST_AUTO_TEST_CASE(an_account_is_added_given_a_role_and_a_password_that_is_shown_once) {
  BOOST_TEST(submit("/operator/accounts/new", "/operator/accounts/new", {{"login", "Жок"}}).status() == 422);
  const auto added = submit("/operator/accounts/new", "/operator/accounts/new", {{"login", "nurlan"}});
  BOOST_REQUIRE_EQUAL(added.status(), 303);
  const auto path = added.location().substr(0, added.location().find('?'));
  const auto id = path.substr(path.rfind('/') + 1);
  BOOST_TEST(submit(path, path + "/grant", {{"role", "secretary"}}).status() == 422);  // of which commission?
  BOOST_TEST(submit(path, path + "/grant", {{"role", "secretary"}, {"member", "b1-02"}}).status() == 303);
  BOOST_TEST(database->accounts().account(id)->grants.at(0).place == "bishkek-1may");
  const auto answer = submit(path, path + "/password", {});
  BOOST_TEST(answer.status() == 200);
  const auto stored = database->accounts().password({kLocalIssuer, "nurlan"}).value();
  const std::string mark = "<code class=\"print\">";
  const auto at = one->page().find(mark) + mark.size();
  const signing::Secret shown(one->page().substr(at, one->page().find('<', at) - at));
  BOOST_TEST((passwords->verify(stored.hash, shown) == Passwords::Verdict::right));
  BOOST_TEST(stored.first);
  one->get(path);
  BOOST_TEST(!shows(std::string(shown.reveal())));
}

BOOST_AUTO_TEST_CASE(sessions_end_and_an_account_is_disabled_in_the_operators_name) {
  session(other);
  const auto path = "/operator/accounts/" + other;
  BOOST_TEST(submit(path, path + "/sessions", {}).status() == 303);
  BOOST_TEST(database->sessions().list(other, {}).empty());
  BOOST_TEST((actorsOf("sessionsEnded") == std::vector<std::string>{me}));
  session(other);
  BOOST_TEST(submit(path, path + "/active", {{"active", "no"}}).status() == 303);
  BOOST_TEST(!database->accounts().account(other)->active);
  BOOST_TEST(database->sessions().list(other, {}).empty());
  BOOST_TEST(submit(path, path + "/active", {{"active", "yes"}}).status() == 303);
  BOOST_TEST(submit(path, path + "/withdraw", {{"role", "archivist"}, {"place", ""}}).status() == 303);
  BOOST_TEST(database->accounts().account(other)->grants.empty());
}

BOOST_AUTO_TEST_CASE(nobody_changes_the_own_account_here) {
  const auto path = "/operator/accounts/" + me;
  one->get("/operator/accounts/" + other);
  const auto token = one->hidden("/operator/accounts/" + other + "/active");
  const auto send = [&](const std::string& what, TestBrowser::Fields more) {
    for (const auto& [name, value] : token)
      if (name == "csrf") more.emplace_back(name, value);
    more.emplace_back("once", newToken());
    return one->post(path + "/" + what, more).status();
  };
  BOOST_TEST(send("grant", {{"role", "secretary"}, {"member", "b1-02"}}) == 422);
  BOOST_TEST(send("active", {{"active", "no"}}) == 422);
  BOOST_TEST(send("withdraw", {{"role", "operator"}, {"place", ""}}) == 422);
  BOOST_TEST(send("password", {}) == 422);
  const auto account = database->accounts().account(me).value();
  BOOST_TEST(account.active);
  BOOST_TEST(account.grants.size() == 1u);
}

BOOST_AUTO_TEST_CASE(accounts_are_found_by_the_beginning_of_their_login) {
  account("zarina");
  one->get("/operator/accounts?login=ai");
  BOOST_TEST(shows("<bdi class=\"as-is\">aida</bdi>"));
  BOOST_TEST(!shows("zarina"));
  BOOST_TEST(one->get("/operator/accounts/nobody-here").status() == 404);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
