#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "PortalFixture.h"
#include "pipeline/casework/SendNotices.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr NoticeTimes kAtOnce{.quiet = minutes(0), .longest = minutes(0), .fromHour = 0, .untilHour = 24};

// A commission with a chairperson, two secretaries and the account of one of them.
struct Outbox : Portal {
  Outbox() {
    put(chairperson, "tore@example.kg");
    put(secretary("S1"), "aigul@example.kg");
    put(secretary("S2"), "nurlan@example.kg");
    account = open().accounts().add({{kLocalIssuer, "aigul"}, "", ""}, "login:me").value();
    open().accounts().grant(account, {Role::secretary, "K1", "S1"}, "login:me");
  }

  Notices& notices() { return open().notices(); }
  Member secretary(const std::string& id) const {
    auto one = member;
    one.id = id;
    one.active = true;
    return one;
  }
  void put(Member one, const std::string& email) {
    one.email = email;
    tables.put(one);
  }
  void gather(const NoticeTimes& times = kAtOnce) {
    while (!notices().gather(times)) {
    }
  }
  // All that are due, claimed: «S1: returned 2».
  std::vector<std::string> due() {
    std::vector<std::string> found;
    while (const auto claim = notices().claim(hours(1))) {
      const auto& counts = claim->notice.counts;
      std::string text = claim->notice.memberId + ":";
      for (const auto& [word, count] : {std::pair("waiting", counts.waiting), std::pair("returned", counts.returned),
                                        std::pair("rejected", counts.rejected), std::pair("signed", counts.signed_)})
        if (count > 0) text += " " + std::string(word) + " " + std::to_string(count);
      found.push_back(text);
    }
    std::ranges::sort(found);
    return found;
  }
  std::vector<std::string> gathered() {
    gather();
    return due();
  }
  void sendBy(const std::string& actor, const std::string& id) {
    open().sending().recall({&id, 1}, {actor, "K1"});
    BOOST_REQUIRE(open().sending().send({&id, 1}, {actor, "K1"}).at(0).outcome == SendingOutcome::done);
  }
  std::string sentBy(const std::string& actor, const std::string& key) {
    const auto id = documentIn(State::sent, newDocument(key));
    sendBy(actor, id);
    return id;
  }
  std::string signedBy(const std::string& actor, const std::string& key) {
    const auto id = sentBy(actor, key);
    authorise(id);
    for (const auto stage : {Stage::sign, Stage::publish}) BOOST_REQUIRE(complete(claim(stage).at(0), stage));
    return id;
  }
  std::string problemOf(const std::string& member) {
    for (const auto& notice : notices().list(100))
      if (notice.memberId == member && !notice.problems.empty()) return notice.problems[0].code;
    return "";
  }
  // The outbox as it is the next day.
  void nextDay() { sql("UPDATE balalyk_notice SET day = '2020-01-01' WHERE day <> ''"); }

  std::string account;
};

using Texts = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(NoticesToPeople, Outbox)

BOOST_AUTO_TEST_CASE(a_chairperson_hears_once_a_day_how_much_waits) {
  BOOST_CHECK(gathered().empty());
  documentIn(State::sent, newDocument("A1"));
  documentIn(State::sent, newDocument("A2"));
  documentIn(State::decided, newDocument("A3"));
  BOOST_CHECK(gathered() == Texts{"M1: waiting 2"});
  documentIn(State::sent, newDocument("A4"));
  BOOST_CHECK(gathered().empty());
  nextDay();
  // The open one is for tomorrow's first hour: that has come now.
  sql("UPDATE balalyk_notice SET ready_at = 1 WHERE state = 'open'");
  BOOST_CHECK(due() == Texts{"M1: waiting 3"});
}

BOOST_AUTO_TEST_CASE(what_was_recalled_or_authorised_meanwhile_does_not_wait) {
  const auto first = sentBy("S1", "A1"), second = documentIn(State::sent, newDocument("A2"));
  gather();
  open().sending().recall({&first, 1}, {"S1", "K1"});
  authorise(second);
  BOOST_CHECK(due().empty());
  BOOST_CHECK_EQUAL(problemOf("M1"), "noticePointless");
  // Nothing was sent that day, so that what comes later is.
  documentIn(State::sent, newDocument("A3"));
  BOOST_CHECK(gathered() == Texts{"M1: waiting 1"});
}

BOOST_AUTO_TEST_CASE(one_mail_for_all_that_happened_to_the_secretary_who_sent_it) {
  signedBy(account, "A1");
  signedBy("S1", "A2");
  const auto third = sentBy(account, "A3");
  BOOST_REQUIRE(authorisations().reject(third, "M1", "жок"));
  BOOST_CHECK(gathered() == Texts{"S1: rejected 1 signed 2"});
  BOOST_CHECK(gathered().empty());
}

BOOST_AUTO_TEST_CASE(what_nobody_of_them_sent_concerns_every_active_secretary) {
  auto wrong = newDocument("A1");
  wrong.state = State::returned;
  wrong.problems = {{"pinWrong", {}}};
  take(wrong);
  BOOST_CHECK(gathered() == (Texts{"S1: returned 1", "S2: returned 1"}));
  tables.setActive("S2", false);
  signedBy("login:operator", "A2");
  BOOST_CHECK(gathered() == Texts{"S1: signed 1"});
}

BOOST_AUTO_TEST_CASE(what_a_check_returns_concerns_who_saved_it_last) {
  tables.put(application("A1"), PortalTables::Decision::approved);
  sql("UPDATE application SET saved_by = $1", {account});
  auto wrong = newDocument("A1");
  wrong.state = State::returned;
  wrong.problems = {{"pinWrong", {}}};
  take(wrong);
  BOOST_CHECK(gathered() == Texts{"S1: returned 1"});
}

BOOST_AUTO_TEST_CASE(what_is_on_its_way_again_is_no_news) {
  auto wrong = newDocument("A1");
  wrong.state = State::returned;
  wrong.problems = {{"pinWrong", {}}};
  take(wrong);
  gather();
  documentIn(State::decided, newDocument("A1", "corrected"));
  BOOST_CHECK(due().empty());
  BOOST_CHECK_EQUAL(problemOf("S1"), "noticePointless");
}

BOOST_AUTO_TEST_CASE(a_document_is_counted_for_the_last_that_happened_to_it) {
  const auto id = sentBy("S1", "A1");
  BOOST_REQUIRE(authorisations().reject(id, "M1", "жок"));
  signedBy("S1", "A2");
  gather();
  auto again = newDocument("A1");
  again.replaceEqual = true;
  const auto second = take(again);
  BOOST_REQUIRE(complete(claim(Stage::fill).at(0), Stage::fill));
  sendBy("S1", second);
  BOOST_CHECK(due() == Texts{"S1: signed 1"});
}

BOOST_AUTO_TEST_CASE(who_has_no_address_is_inactive_or_wants_none_gets_no_mail) {
  put(secretary("S1"), "");
  tables.put(secretary("S2"));
  notices().setWanted(account, false);
  documentIn(State::sent, newDocument("A0"));
  signedBy("login:operator", "A1");
  tables.setActive("M1", false);
  BOOST_CHECK(gathered().empty());
  BOOST_CHECK_EQUAL(problemOf("S1"), "noticeRefused");
  BOOST_CHECK_EQUAL(problemOf("S2"), "noticeReaderWithoutAddress");
  BOOST_CHECK_EQUAL(problemOf("M1"), "noticeReaderGone");
  BOOST_CHECK(gathered().empty());  // not made again and again
  BOOST_CHECK(!notices().wanted(account));
  notices().setWanted(account, true);
  BOOST_CHECK(notices().wanted(account));
  put(secretary("S1"), "aigul@example.kg");
  signedBy(account, "A2");
  BOOST_CHECK(gathered() == Texts{"S1: signed 1"});
}

BOOST_AUTO_TEST_CASE(one_that_failed_until_its_reader_was_gone_holds_up_no_other_of_the_next_day) {
  documentIn(State::sent, newDocument("A1"));
  gather();
  const auto first = notices().claim(hours(1)).value();
  BOOST_REQUIRE(notices().failed(first.notice, {"mailFailed", {{"status", "75"}}}, hours(4)));
  nextDay();
  gather();
  sql("UPDATE balalyk_notice SET ready_at = 1 WHERE state = 'open'");
  BOOST_CHECK(due() == Texts{"M1: waiting 1"});
  tables.setActive("M1", false);
  BOOST_CHECK_EQUAL(notices().hasten(false), 1);
  BOOST_CHECK(due().empty());
  BOOST_CHECK_EQUAL(problemOf("M1"), "noticeReaderGone");
  signedBy("S1", "A2");
  BOOST_CHECK(gathered() == Texts{"S1: signed 1"});
}

BOOST_AUTO_TEST_CASE(the_language_is_the_accounts_or_the_commissions) {
  const auto languageOf = [&](const std::string& key) {
    signedBy("S1", key);
    gather();
    const auto claim = notices().claim(hours(1));
    BOOST_REQUIRE(claim);
    BOOST_CHECK_EQUAL(claim->address, "aigul@example.kg");
    BOOST_CHECK_EQUAL(claim->commission.ky, commission.name.ky);
    return claim->language;
  };
  BOOST_CHECK_EQUAL(languageOf("A1"), "ky");
  sql("UPDATE commission SET languages = 'ru'");
  BOOST_CHECK_EQUAL(languageOf("A2"), "ru");
  open().accounts().setLanguage(account, "en");
  BOOST_CHECK_EQUAL(languageOf("A3"), "en");
}

BOOST_AUTO_TEST_CASE(a_claim_fences_and_what_is_composed_stays_the_same) {
  signedBy("S1", "A1");
  gather();
  const auto first = notices().claim(minutes(10)).value();
  BOOST_CHECK(!notices().claim(minutes(10)));
  signedBy("S1", "A2");  // is for the next mail
  gather();
  sql("UPDATE balalyk_notice SET ready_at = 0 WHERE state = 'composed'");  // the lease is over: its host was killed
  const auto second = notices().claim(minutes(10)).value();
  BOOST_CHECK_EQUAL(second.notice.id, first.notice.id);
  BOOST_CHECK(second.notice.counts == first.notice.counts);
  BOOST_CHECK(second.notice.composedAt == first.notice.composedAt);
  BOOST_CHECK_EQUAL(second.notice.attempts, 2);
  BOOST_CHECK(!notices().sent(first.notice));
  BOOST_CHECK(!notices().failed(first.notice, {"mailFailed", {{"status", "75"}}}, minutes(1)));
  BOOST_CHECK(notices().sent(second.notice));
  BOOST_CHECK(!notices().sent(second.notice));
  BOOST_CHECK(due() == Texts{"S1: signed 1"});
}

BOOST_AUTO_TEST_CASE(what_failed_waits_and_what_was_given_up_is_kept_until_it_is_asked_for) {
  signedBy("S1", "A1");
  gather();
  const Problem problem{"mailFailed", {{"status", "75"}}};
  auto claim = notices().claim(hours(1)).value();
  BOOST_CHECK_EQUAL(notices().hasten(true), 0);  // that one is being sent
  BOOST_CHECK(notices().failed(claim.notice, problem, hours(4)));
  BOOST_CHECK(!notices().claim(hours(1)));
  BOOST_CHECK_EQUAL(notices().hasten(false), 1);
  claim = notices().claim(hours(1)).value();
  BOOST_CHECK_EQUAL(notices().hasten(true), 0);  // and once more
  BOOST_CHECK(!notices().claim(hours(1)));
  BOOST_CHECK(notices().failed(claim.notice, problem, std::nullopt));
  BOOST_CHECK(notices().list(10).at(0).state == NoticeState::failed);
  BOOST_CHECK(notices().list(10).at(0).problems == std::vector{problem});
  BOOST_CHECK_EQUAL(notices().hasten(false), 0);
  BOOST_CHECK_EQUAL(notices().hasten(true), 1);
  claim = notices().claim(hours(1)).value();
  BOOST_CHECK_EQUAL(claim.notice.attempts, 1);
}

BOOST_AUTO_TEST_CASE(one_that_ends_whoever_sends_it_is_given_up) {
  struct Killed {};
  struct DeadlyMailer final : Mailer {
    void deliver(const NoticeClaim&) override { throw Killed(); }
  } mailer;
  documentIn(State::sent, newDocument("A1"));
  std::vector<std::string> troubles;
  SendNotices send(notices(), mailer, kAtOnce, milliseconds(-1),
                   [&](const Problem& problem) { troubles.push_back(problem.code); });
  int deaths = 0;
  std::optional<NoticeRound> round;
  while (!round && deaths < 20) {
    try {
      round = send.run({});
    } catch (const Killed&) {
      ++deaths;
    }
  }
  BOOST_CHECK_EQUAL(deaths, 8);
  BOOST_CHECK_EQUAL(round.value().givenUp, 1);
  BOOST_CHECK(troubles == (Texts{"workGivenUp", "noticeGivenUp"}));
}

BOOST_AUTO_TEST_CASE(it_waits_until_nothing_has_happened_for_a_while_but_not_for_ever) {
  constexpr NoticeTimes kTimes{.quiet = minutes(30), .longest = hours(2), .fromHour = 0, .untilHour = 24};
  const auto readyIn = [&] {
    return number("SELECT ready_at - begun_at FROM balalyk_notice WHERE member_id = 'S1'") / 60'000;
  };
  const auto age = [&](const char* by) {
    sql(std::string("UPDATE balalyk_notice SET begun_at = begun_at - ") + by + ", ready_at = ready_at - " + by);
  };
  signedBy("S1", "A1");
  gather(kTimes);
  BOOST_CHECK(due().empty());
  BOOST_CHECK_EQUAL(readyIn(), 30);
  age("1200000");
  signedBy("S1", "A2");
  gather(kTimes);
  BOOST_CHECK_EQUAL(readyIn(), 50);
  age("6000000");
  signedBy("S1", "A3");
  gather(kTimes);
  BOOST_CHECK_EQUAL(readyIn(), 120);
}

BOOST_AUTO_TEST_CASE(several_hosts_send_each_once) {
  for (int i = 0; i < 4; ++i) signedBy(i % 2 == 0 ? "S1" : "S2", "A" + std::to_string(i));
  documentIn(State::sent, newDocument("B1"));
  std::atomic<int> claimed = 0;
  {
    std::vector<std::unique_ptr<PortalDatabase>> hosts;
    for (int i = 0; i < 3; ++i) hosts.push_back(openDatabase(connection()));
    std::vector<std::jthread> threads;
    for (auto& host : hosts)
      threads.emplace_back([&] {
        host->notices().gather(kAtOnce);
        while (host->notices().claim(hours(1))) ++claimed;
      });
  }
  claimed += static_cast<int>(due().size());  // what a host gathered after another had looked
  BOOST_CHECK_EQUAL(claimed, 3);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM balalyk_notice WHERE state = 'composed'"), 3);
}

BOOST_AUTO_TEST_CASE(old_news_are_passed_over_and_old_mails_forgotten) {
  signedBy("S1", "A1");
  gather();
  BOOST_CHECK(notices().sent(notices().claim(hours(1)).value().notice));
  sql("UPDATE balalyk_notice SET begun_at = begun_at - 91 * CAST(86400000 AS BIGINT)");
  gather();
  BOOST_CHECK(notices().list(10).empty());
  // As of an installation that had no mails for long.
  sql("UPDATE balalyk_notice_head SET sequence = 0");
  BOOST_CHECK(gathered() == Texts{"S1: signed 1"});
  sql("UPDATE balalyk_notice_head SET sequence = 0");
  sql(onSqlite() ? "DROP TRIGGER balalyk_audit_update" : "DROP TRIGGER balalyk_audit_grows ON balalyk_audit");
  sql("UPDATE balalyk_audit SET at = at - 4 * CAST(86400000 AS BIGINT)");
  BOOST_CHECK(gathered().empty());
}

BOOST_AUTO_TEST_CASE(mails_keep_to_the_hours_of_the_place) {
  const Zone zone("Asia/Bishkek");
  const NoticeTimes times{.fromHour = 8, .untilHour = 20};
  const auto at = [&](int day, int hour) { return zone.startOf(tests::day(2026, 11, day)) + hours(hour); };
  BOOST_CHECK(withinHours(times, zone, at(2, 3)) == at(2, 8));
  BOOST_CHECK(withinHours(times, zone, at(2, 8)) == at(2, 8));
  BOOST_CHECK(withinHours(times, zone, at(2, 19)) == at(2, 19));
  BOOST_CHECK(withinHours(times, zone, at(2, 20)) == at(3, 8));
  BOOST_CHECK(withinHours(times, zone, at(30, 23)) == zone.startOf(tests::day(2026, 12, 1)) + hours(8));
}

BOOST_AUTO_TEST_SUITE_END()
