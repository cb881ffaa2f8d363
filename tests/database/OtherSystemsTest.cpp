// Tokens, applications handed in, kept answers, the event feed and its subscriptions.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <set>
#include <thread>

#include "PortalFixture.h"
#include "RolesFixture.h"
#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/session/Connection.h"
#include "pipeline/ports/ApiAnswers.h"
#include "pipeline/ports/ApiTokens.h"
#include "pipeline/ports/EventFeed.h"
#include "pipeline/ports/Intake.h"
#include "pipeline/ports/Webhooks.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

template <class Base>
struct SystemsOver : Base {
  using Base::application;
  using Base::open;

  ApiTokens& tokens() { return open().apiTokens(); }
  ApiAnswers& answers() { return open().apiAnswers(); }
  EventFeed& feed() { return open().events(); }
  Webhooks& webhooks() { return open().webhooks(); }

  ApiToken wanted(Timestamp until) const {
    return {
        .name = "parents", .scopes = {ApiScope::intake, ApiScope::events}, .commissions = {"K1"}, .expiresAt = until};
  }
  std::string token(const std::string& digest) {
    return tokens().add(wanted(open().now() + hours(24)), digest, "login:me");
  }
  // As it comes: undecided, with a number of the register.
  Application handedIn(const std::string& number) const {
    auto one = application("");
    one.applicationNumber = number;
    one.protocolNumber = {};
    one.sittingDate.reset();
    one.ticked.clear();
    one.comments = {};
    one.amountPerMonth.reset();
    one.kindergarten.reset();
    one.benefits = {Base::categories[0]};
    one.guardian.phone = "996555123456";
    return one;
  }
  std::vector<std::string> heard(std::int64_t after, const FeedFilter& filter, int limit = 100) {
    std::vector<std::string> events;
    for (const auto& event : feed().after(after, filter, limit).events)
      events.push_back(event.event + " " + (event.documentId.empty() ? event.sourceKey : event.documentId));
    return events;
  }
};
using Systems = SystemsOver<Portal>;

const FeedFilter kEverything{.everywhere = true};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(OtherSystems, Systems)

BOOST_AUTO_TEST_CASE(a_token_is_found_by_its_digest_while_it_is_in_force) {
  const auto id = token("d1");
  const auto found = tokens().use("d1");
  BOOST_REQUIRE(found);
  BOOST_CHECK_EQUAL(found->id, id);
  BOOST_CHECK(found->has(ApiScope::intake) && !found->has(ApiScope::decide));
  BOOST_CHECK(found->covers("K1") && !found->covers("K2"));
  BOOST_CHECK(!tokens().use("d2"));
  BOOST_CHECK(tokens().list().at(0).lastUsedAt.has_value());
  BOOST_CHECK(tokens().revoke(id, "login:me"));
  BOOST_CHECK(!tokens().revoke(id, "login:me"));
  BOOST_CHECK(!tokens().use("d1"));
  tokens().add(wanted(open().now() - seconds(1)), "d3", "login:me");
  BOOST_CHECK(!tokens().use("d3"));
  BOOST_CHECK(tokens().commissions() == (std::vector<std::string>{"K1", "K2"}));
}

BOOST_AUTO_TEST_CASE(an_application_is_taken_in_once_by_its_number) {
  using enum Received::Outcome;
  auto& intake = open().intake();
  const auto first = intake.receive(handedIn("2026-1"), "same", "token:t");
  BOOST_REQUIRE(first.outcome == added);
  const auto again = intake.receive(handedIn("2026-1"), "same", "token:t");
  BOOST_CHECK(again.outcome == already && again.id == first.id);
  BOOST_CHECK(intake.receive(handedIn("2026-1"), "other", "token:t").outcome == numberUsed);
  auto elsewhere = handedIn("2026-2");
  elsewhere.commission.id = "K9";
  BOOST_CHECK(intake.receive(elsewhere, "x", "token:t").outcome == commissionUnknown);
  auto unknown = handedIn("2026-3");
  unknown.benefits = {{"riches", {}}};
  BOOST_CHECK(intake.receive(unknown, "x", "token:t").outcome == benefitUnknown);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM application"), 1);

  const auto kept = open().applications().open(first.id, {"K1"});
  BOOST_REQUIRE(kept);
  BOOST_CHECK_EQUAL(kept->child.name.full(), "Асанов Үсөн Өмүрбекович");
  BOOST_CHECK(kept->state == ApplicationState::waiting && kept->receivedAt);
  BOOST_CHECK_EQUAL(kept->form.benefits.at(0), "low-income");
  BOOST_CHECK_EQUAL(open().applications().search({"K1"}, "усон", 10).rows.size(), 1u);
  BOOST_CHECK(open().records().applications({}, 10).empty());  // nobody has decided it
  BOOST_CHECK(heard(0, kEverything) == std::vector<std::string>{"applicationReceived " + first.id});
}

BOOST_AUTO_TEST_CASE(an_application_that_came_another_way_keeps_its_number) {
  auto other = application("A1");
  other.applicationNumber = "2026-1";
  tables.put(other, PortalTables::Decision::undecided);
  BOOST_CHECK(open().intake().receive(handedIn("2026-1"), "x", "token:t").outcome == Received::Outcome::numberUsed);
}

BOOST_AUTO_TEST_CASE(the_same_application_from_many_at_once_is_one) {
  open();
  std::atomic<int> added{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      const auto one = open().intake().receive(handedIn("2026-1"), "same", "token:t");
      if (one.outcome == Received::Outcome::added) ++added;
    });
  threads.clear();
  BOOST_CHECK_EQUAL(added.load(), 1);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM application"), 1);
}

BOOST_AUTO_TEST_CASE(an_answer_is_kept_for_its_request_and_a_key_belongs_to_one) {
  using State = ApiAnswerBefore::State;
  BOOST_CHECK(answers().begin("t", "k", "r1", minutes(2)).state == State::begun);
  BOOST_CHECK(answers().begin("t", "k", "r1", minutes(2)).state == State::running);
  BOOST_CHECK(answers().begin("t", "k", "r2", minutes(2)).state == State::other);
  BOOST_CHECK(answers().begin("u", "k", "r2", minutes(2)).state == State::begun);
  answers().finish("t", "k", {201, "{\"id\":\"1\"}", "\"1\""});
  const auto before = answers().begin("t", "k", "r1", minutes(2));
  BOOST_CHECK(before.state == State::done);
  BOOST_CHECK_EQUAL(before.answer.body, "{\"id\":\"1\"}");
  BOOST_CHECK_EQUAL(before.answer.status, 201);
  BOOST_CHECK_EQUAL(before.answer.etag, "\"1\"");
  answers().drop("t", "k");  // done: it stays
  BOOST_CHECK(answers().begin("t", "k", "r1", minutes(2)).state == State::done);
  answers().drop("u", "k");
  BOOST_CHECK(answers().begin("u", "k", "r3", minutes(2)).state == State::begun);
  // Its process ended: after the patience it can begin again.
  sql("UPDATE portal_api_answer SET begun_at = begun_at - 200000 WHERE token_id = 'u'");
  BOOST_CHECK(answers().begin("u", "k", "r3", minutes(2)).state == State::begun);
  sql("UPDATE portal_api_answer SET begun_at = begun_at - 90000000");
  answers().sweep();
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM portal_api_answer"), 0);
}

BOOST_AUTO_TEST_CASE(the_feed_shows_what_happened_in_order_and_to_each_reader_its_own) {
  const auto first = documentIn(State::sent, newDocument("A1"));
  open().audit().append("S1", "signedIn", "{}");
  auto foreign = newDocument("B1");
  foreign.commissionId = "K2";
  const auto second = take(foreign);
  const auto all = heard(0, kEverything);
  BOOST_CHECK(all ==
              (std::vector<std::string>{"taken " + first, "drafted " + first, "sent " + first, "taken " + second}));
  BOOST_CHECK(heard(0, {.commissions = {"K2"}}) == std::vector<std::string>{"taken " + second});
  BOOST_CHECK(heard(0, {.everywhere = true, .events = {"sent"}}) == std::vector<std::string>{"sent " + first});
  BOOST_CHECK(heard(0, {}).empty());
  // In pages: nothing twice, nothing left out, and the end is the end.
  std::vector<std::string> paged;
  FeedPage page;
  do {
    page = feed().after(page.next, kEverything, 1);
    for (const auto& event : page.events) paged.push_back(event.event + " " + event.documentId);
  } while (page.more);
  BOOST_CHECK(paged == all);
  BOOST_CHECK_EQUAL(page.next, feed().end());
  const auto entry = feed().after(0, kEverything, 1).events.at(0);
  BOOST_CHECK_EQUAL(entry.commissionId, "K1");
  BOOST_CHECK_EQUAL(entry.sourceKey, "A1");
  BOOST_CHECK_EQUAL(entry.revision, 1);
}

// Sequences of databases have gaps while transactions are open: a reader that passes one would miss what is committed
// into it later. Ours is numbered under a lock that is held to the commit.
BOOST_AUTO_TEST_CASE(nothing_is_missed_by_a_reader_beside_two_writers) {
  constexpr int kEach = 40;
  open();
  std::atomic<int> writing{2};
  std::vector<std::jthread> writers;
  for (const char* prefix : {"X", "Y"})
    writers.emplace_back([&, prefix] {
      const auto database = openDatabase(connection());
      for (int i = 0; i < kEach; ++i) {
        const auto document = newDocument(prefix + std::to_string(i));
        database->queue().take({&document, 1}, "w");
      }
      --writing;
    });
  std::vector<std::int64_t> seen;
  std::int64_t cursor = 0;
  while (true) {
    const bool last = writing == 0;
    const auto page = feed().after(cursor, kEverything, 7);
    for (const auto& event : page.events) seen.push_back(event.sequence);
    cursor = page.next;
    if (last && !page.more) break;
  }
  BOOST_REQUIRE_EQUAL(seen.size(), 2u * kEach);
  for (std::size_t i = 0; i < seen.size(); ++i) BOOST_CHECK_EQUAL(seen[i], static_cast<std::int64_t>(i) + 1);
}

BOOST_AUTO_TEST_CASE(an_open_transaction_holds_back_who_comes_after_it,
                     *boost::unit_test::precondition(onlyOnPostgres)) {
  const auto engine = makeEngine(connection(), {});
  const SqlCatalogue catalogue(engine->dialect());
  const auto session = engine->connect(std::chrono::steady_clock::now() + minutes(1));
  session->begin(SqlAccess::write);
  ChangeLog changes(*session, catalogue, "slow");
  changes.note("", "applicationSaved", R"({"application":"A1","state":"waiting"})");
  changes.write();
  session->run(catalogue["now"]);  // what was posted is there, and not committed
  std::atomic<bool> done{false};
  std::jthread second([&] {
    open().audit().append("fast", "applicationSaved", R"({"application":"A2","state":"waiting"})");
    done = true;
  });
  BOOST_CHECK(!tests::eventually([&] { return done.load(); }, milliseconds(200)));
  const auto between = feed().after(0, kEverything, 10);
  BOOST_CHECK(between.events.empty());
  session->commit();
  second.join();
  const auto after = feed().after(between.next, kEverything, 10);
  BOOST_REQUIRE_EQUAL(after.events.size(), 2u);
  BOOST_CHECK_EQUAL(after.events[0].sourceKey, "A1");
  BOOST_CHECK_EQUAL(after.events[1].sourceKey, "A2");
}

BOOST_AUTO_TEST_CASE(a_subscription_is_lent_to_one_and_moves_only_for_who_has_it) {
  take(newDocument("A0"));
  Webhook webhook{.id = {}, .address = "https://x.example/", .filter = kEverything};
  const auto id = webhooks().add(webhook, "secret", "login:me");
  // Of what was before it hears nothing; its own entry is none of the feed, so that it is passed in silence.
  const auto quiet = webhooks().claim(minutes(1));
  BOOST_REQUIRE(quiet);
  BOOST_CHECK(feed().after(quiet->webhook.cursor, kEverything, 10).events.empty());
  BOOST_CHECK(!webhooks().claim(minutes(1)));
  BOOST_CHECK(webhooks().delivered(*quiet, feed().end(), false));
  BOOST_CHECK(!webhooks().claim(minutes(1)));  // nothing new
  take(newDocument("A1"));
  const auto lost = webhooks().claim(milliseconds(0));
  BOOST_REQUIRE(lost);
  BOOST_CHECK_EQUAL(lost->secret, "secret");
  const auto claim = webhooks().claim(minutes(1));
  BOOST_REQUIRE(claim);
  BOOST_CHECK(!webhooks().delivered(*lost, feed().end(), true));
  const Problem problem{"webhookRefused", {{"host", "x.example"}, {"status", "500"}}};
  BOOST_CHECK(webhooks().failed(*claim, problem, seconds(0)));
  BOOST_CHECK(webhooks().list().at(0).problem == problem);
  BOOST_CHECK_EQUAL(webhooks().list()[0].attempts, 1);
  BOOST_CHECK(webhooks().list()[0].failingSince.has_value());
  const auto third = webhooks().claim(minutes(1));
  BOOST_REQUIRE(third);
  BOOST_CHECK_EQUAL(third->webhook.cursor, claim->webhook.cursor);  // the same again
  BOOST_CHECK(webhooks().failed(*third, problem, std::nullopt));
  BOOST_CHECK(webhooks().list()[0].paused);
  BOOST_CHECK(!webhooks().claim(minutes(1)));
  BOOST_CHECK(webhooks().setPaused(id, false, "login:me"));
  const auto resumed = webhooks().claim(minutes(1));
  BOOST_REQUIRE(resumed);
  BOOST_CHECK_EQUAL(resumed->webhook.cursor, claim->webhook.cursor);
  BOOST_CHECK(webhooks().delivered(*resumed, feed().end(), true));
  BOOST_CHECK(webhooks().list()[0].deliveredAt.has_value() && !webhooks().list()[0].problem);
  BOOST_CHECK(webhooks().remove(id, "login:me"));
  BOOST_CHECK(webhooks().list().empty());
}

BOOST_AUTO_TEST_SUITE_END()

namespace {
using SystemRoles = SystemsOver<RolesOver<Portal>>;
}  // namespace

BOOST_FIXTURE_TEST_SUITE(PostgresRoles, SystemRoles, *boost::unit_test::precondition(onlyOnPostgres))

BOOST_AUTO_TEST_CASE(the_operator_makes_tokens_and_the_pages_use_them) {
  auto& clerk = openDatabaseAs("clerk");
  auto& pages = openDatabaseAs("pages");
  const auto id = clerk.apiTokens().add(wanted(open().now() + hours(1)), "d1", "login:me");
  BOOST_CHECK(pages.apiTokens().use("d1"));
  BOOST_CHECK_EQUAL(pages.apiTokens().commissions().size(), 2u);
  BOOST_CHECK_EQUAL(clerk.apiTokens().list().size(), 1u);
  BOOST_CHECK(clerk.apiTokens().revoke(id, "login:me"));
  BOOST_CHECK_EQUAL(codeOf([&] { pages.apiTokens().add(wanted(open().now()), "d2", "x"); }).empty(), false);
  BOOST_CHECK(!may("pages", "UPDATE portal_token SET scopes = '[\"decide\"]'"));
  BOOST_CHECK(!may("pages", "UPDATE portal_token SET revoked_at = NULL"));
  BOOST_CHECK(!may("mailer", "SELECT 1 FROM portal_token"));
  const auto received = pages.intake().receive(handedIn("2026-1"), "x", "token:t");
  BOOST_CHECK(received.outcome == Received::Outcome::added);
  BOOST_CHECK(!may("pages", "UPDATE application SET child_pin = 'x'"));
  BOOST_CHECK(!may("pages", "UPDATE portal_intake SET digest = 'x'"));
  BOOST_CHECK(pages.apiAnswers().begin("t", "k", "r", minutes(1)).state == ApiAnswerBefore::State::begun);
  pages.apiAnswers().finish("t", "k", {200, "{}", ""});
  pages.apiAnswers().drop("t", "k");
  pages.apiAnswers().sweep();
  BOOST_CHECK_EQUAL(pages.events().after(0, kEverything, 10).events.size(), 1u);
}

BOOST_AUTO_TEST_CASE(the_operator_adds_addresses_and_only_the_pages_read_the_secret_and_deliver) {
  auto& clerk = openDatabaseAs("clerk");
  auto& pages = openDatabaseAs("pages");
  const auto id =
      clerk.webhooks().add({.id = {}, .address = "https://x.example/", .filter = kEverything}, "secret", "me");
  take(newDocument("A1"));
  auto claim = pages.webhooks().claim(minutes(1));
  BOOST_REQUIRE(claim);
  BOOST_CHECK(pages.webhooks().failed(*claim, {"webhookRefused", {}}, seconds(0)));
  claim = pages.webhooks().claim(minutes(1));
  BOOST_REQUIRE(claim);
  BOOST_CHECK(pages.webhooks().failed(*claim, {"webhookRefused", {}}, std::nullopt));
  BOOST_CHECK(clerk.webhooks().setPaused(id, false, "me"));
  claim = pages.webhooks().claim(minutes(1));
  BOOST_REQUIRE(claim);
  BOOST_CHECK(pages.webhooks().delivered(*claim, pages.events().end(), true));
  BOOST_CHECK(!may("pages", "UPDATE portal_webhook SET address = 'https://evil.example/'"));
  BOOST_CHECK(!may("pages", "INSERT INTO portal_webhook (id) VALUES ('x')"));
  for (const char* other : {"filler", "archivist", "mailer", "keys", "nightly", "clerk"})
    BOOST_CHECK(!may(other, "SELECT secret FROM portal_webhook"));
  BOOST_CHECK_EQUAL(clerk.webhooks().list().size(), 1u);
  BOOST_CHECK(clerk.webhooks().remove(id, "me"));
}

BOOST_AUTO_TEST_SUITE_END()
