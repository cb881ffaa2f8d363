#include <boost/test/unit_test.hpp>

#include "DeadlyStore.h"
#include "TestDatabase.h"
#include "pipeline/archive/ExportMaker.h"
#include "pipeline/archive/FixityCheck.h"
#include "pipeline/ports/ArchiveExports.h"
#include "pipeline/ports/ArchiveSearch.h"
#include "pipeline/ports/FixityLog.h"
#include "pipeline/ports/Retention.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

const Permission kAll{.everywhere = true};
const Permission kFirst{.commissions = {"K1"}};

struct Archived : TestDatabase {
  ArchiveSearch& search = open().archiveSearch();
  ArchiveExports& exports = open().archiveExports();
  FixityLog& fixity = open().fixity();
  Retention& retention = open().retention();

  std::string published(const std::string& key, Date date, const std::string& commission = "K1",
                        const std::string& level = "B-B", const std::string& subject = "Асанов Үсөн") {
    auto document = newDocument(key);
    document.commissionId = commission;
    document.date = date;
    document.subject = subject;
    document.number = key;
    const auto id = take(document);
    move(id, State::published, level);
    return id;
  }
  void move(const std::string& id, State state, const std::string& level = "B-B") {
    const auto before = this->document(id);
    sql("UPDATE balalyk_document SET state = $2, stage = NULL, published_at = 5, level = $3, container_name = "
        "'a.asice', "
        "container_media_type = 'application/vnd.etsi.asic-e+zip', container_size = 3, container_digest = $4 WHERE id "
        "= $1",
        {id, std::string(toString(state)), level, "c-" + id});
    sql("UPDATE balalyk_count SET documents = documents - 1 WHERE state = $1 AND kind = $2",
        {std::string(toString(before.state)), std::string(toString(before.kind))});
    sql("INSERT INTO balalyk_count (state, kind, documents) VALUES ($1, $2, 1) "
        "ON CONFLICT (state, kind) DO UPDATE SET documents = balalyk_count.documents + 1",
        {std::string(toString(state)), std::string(toString(before.kind))});
  }
  static std::string keys(const std::vector<Document>& documents) {
    std::string keys;
    for (const auto& document : documents) keys += (keys.empty() ? "" : " ") + document.sourceKey;
    return keys;
  }
  std::string listed(const ArchiveFilter& filter, const Permission& by = kAll) {
    return keys(search.list(filter, by, "", 50).rows);
  }
  int audited(const std::string& event) {
    int count = 0;
    open().audit().walk([&](const AuditEntry& entry) { count += entry.event == event ? 1 : 0; });
    return count;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(Archiving, Archived)

BOOST_AUTO_TEST_CASE(what_was_published_is_listed_newest_sitting_first_and_nothing_else) {
  published("A1", day(2025, 1, 1));
  published("A2", day(2026, 1, 1), "K2");
  published("A3", day(2025, 6, 1));
  take(newDocument("A4"));
  BOOST_CHECK_EQUAL(listed({}), "A2 A3 A1");
  BOOST_CHECK_EQUAL(listed({}, kFirst), "A3 A1");
  BOOST_CHECK_EQUAL(listed({}, {}), "");
  BOOST_CHECK_EQUAL(listed({.commissionId = "K2"}), "A2");
  BOOST_CHECK_EQUAL(listed({.commissionId = "K2"}, kFirst), "");
  BOOST_CHECK_EQUAL(listed({.number = " A3 "}), "A3");
  BOOST_CHECK_EQUAL(listed({.number = "A2"}, kFirst), "");
  BOOST_CHECK_EQUAL(listed({.from = day(2025, 6, 1), .to = day(2025, 12, 31)}), "A3");
  BOOST_CHECK_EQUAL(listed({.kind = Kind::voucherList}), "");
}

BOOST_AUTO_TEST_CASE(superseded_ones_and_levels_are_found_when_they_are_asked_for) {
  const auto old = published("A1", day(2025, 1, 1));
  move(old, State::superseded);
  published("A2", day(2025, 1, 2), "K1", "B-LTA");
  for (const auto& by : {kAll, kFirst}) {
    BOOST_CHECK_EQUAL(listed({}, by), "A2");
    BOOST_CHECK_EQUAL(listed({.withSuperseded = true}, by), "A2 A1");
    BOOST_CHECK_EQUAL(listed({.state = State::superseded}, by), "A1");
    BOOST_CHECK_EQUAL(listed({.level = "B-LTA"}, by), "A2");
    BOOST_CHECK_EQUAL(listed({.level = "B-T"}, by), "");
  }
}

BOOST_AUTO_TEST_CASE(pages_follow_one_another_without_a_gap_or_a_repetition) {
  for (int i = 0; i < 7; ++i)
    published("A" + std::to_string(i), day(2025, 1, static_cast<unsigned>(1 + i / 2)), i % 2 ? "K2" : "K1",
              i % 3 ? "B-B" : "B-T");
  std::string seen, after;
  for (int pages = 0; pages < 10; ++pages) {
    const auto page = search.list({}, kAll, after, 3);
    seen += keys(page.rows) + "|";
    after = page.next;
    if (after.empty()) break;
  }
  BOOST_CHECK_EQUAL(seen, "A6 A5 A4|A3 A2 A1|A0|");
  BOOST_CHECK_EQUAL(keys(search.list({}, kAll, "2025-13-45.x", 2).rows), "A6 A5");
}

BOOST_AUTO_TEST_CASE(a_name_is_found_within_what_may_be_seen) {
  published("A1", day(2025, 1, 1), "K1", "B-B", "Асанов Үсөн");
  published("A2", day(2025, 1, 2), "K2", "B-T", "Асанова Айгүл");
  auto unpublished = newDocument("A3");
  unpublished.subject = "Асанов Нурлан";
  take(unpublished);
  BOOST_CHECK_EQUAL(keys(search.search("асан", {}, kAll, 10).rows), "A2 A1");
  BOOST_CHECK_EQUAL(keys(search.search("асан", {}, kFirst, 10).rows), "A1");
  BOOST_CHECK_EQUAL(keys(search.search("асан", {.commissionId = "K2"}, kFirst, 10).rows), "");
  BOOST_CHECK_EQUAL(keys(search.search("асан", {.level = "B-T"}, kAll, 10).rows), "A2");
  BOOST_CHECK(search.search("асан", {}, kAll, 1).more);
}

BOOST_AUTO_TEST_CASE(a_foreign_or_unpublished_document_is_not_found) {
  const auto own = published("A1", day(2025, 1, 1)), foreign = published("A2", day(2025, 1, 1), "K2");
  const auto draft = take(newDocument("A3"));
  BOOST_CHECK(search.document(own, kFirst));
  BOOST_CHECK(!search.document(foreign, kFirst));
  BOOST_CHECK(search.document(foreign, kAll));
  BOOST_CHECK(!search.document(draft, kAll));
  BOOST_CHECK_EQUAL(search.these({own, foreign, draft}, kFirst).size(), 1u);
}

BOOST_AUTO_TEST_CASE(an_export_is_made_once_and_only_its_owner_sees_it) {
  const auto id = exports.order("acc-1", ExportKind::files, {"D1", "D2"}, uuid(7));
  BOOST_CHECK_EQUAL(exports.order("acc-1", ExportKind::files, {"D1", "D2"}, id), id);  // of a form that is sent again
  BOOST_CHECK(!exports.find(id, "acc-2"));
  BOOST_CHECK_EQUAL(exports.of("acc-1", 10).size(), 1u);
  const auto claimed = exports.claim(std::chrono::hours(1)).value();
  BOOST_CHECK_EQUAL(claimed.id, id);
  BOOST_CHECK(!exports.claim(std::chrono::hours(1)));
  BOOST_CHECK_EQUAL(exports.documentsOf(id).at(1), "D2");
  BOOST_CHECK(exports.finish(claimed, {"f1", "m1", 10, true}, "w1"));
  BOOST_CHECK(!exports.finish(claimed, {"f2", "m2", 10, true}, "w1"));
  const auto ready = exports.find(id, "acc-1").value();
  BOOST_CHECK(ready.state == ExportState::ready && ready.stamped && ready.digest == "f1" && ready.readyAt);
  BOOST_CHECK_EQUAL(exports.files().at(0), "f1");
  BOOST_CHECK_EQUAL(audited("exportOrdered"), 1);
  BOOST_CHECK_EQUAL(audited("exportReady"), 1);
}

BOOST_AUTO_TEST_CASE(what_a_killed_worker_held_is_begun_again_and_its_late_result_is_not_taken) {
  exports.order("acc-1", ExportKind::package, {"D1"}, "");
  const auto killed = exports.claim(milliseconds(-1)).value();  // its lease is over
  const auto other = exports.claim(std::chrono::hours(1)).value();
  BOOST_CHECK_EQUAL(other.id, killed.id);
  BOOST_CHECK_EQUAL(other.attempts, 2);
  BOOST_CHECK(!exports.finish(killed, {"f1", "m1", 1, false}, "w1"));
  BOOST_CHECK(!exports.fail(killed, {"storeFull", {}}, std::nullopt));
  BOOST_CHECK(exports.fail(other, {"storeFull", {}}, milliseconds(0)));
  BOOST_CHECK_EQUAL(exports.of("acc-1", 1).at(0).problems.at(0).code, "storeFull");
  const auto last = exports.claim(std::chrono::hours(1)).value();
  BOOST_CHECK(exports.fail(last, {"storeFull", {}}, std::nullopt));
  BOOST_CHECK(exports.of("acc-1", 1).at(0).state == ExportState::failed);
  BOOST_CHECK(!exports.claim(std::chrono::hours(1)));
}

BOOST_AUTO_TEST_CASE(an_export_that_ends_whoever_makes_it_is_given_up_until_the_operator_retries) {
  const auto id = exports.order("acc-1", ExportKind::files, {published("A1", day(2025, 1, 1))}, "");
  DeadlyStore store(this->document(open().archive().find({.number = "A1", .limit = 1}).at(0).id).container->digest);
  std::vector<std::string> troubles;
  const auto run = [&] {
    ExportMaker maker(
        open(), store, [] { return nullptr; },
        {.submitter = "x", .version = "1", .worker = "w1", .lease = milliseconds(-1)},
        [&](const Problem& problem) { troubles.push_back(problem.code); });
    maker.run({});
  };
  int deaths = 0;
  while (deaths < 20) {
    try {
      run();
      break;
    } catch (const Killed&) {
      ++deaths;
    }
  }
  BOOST_CHECK_EQUAL(deaths, 5);
  const auto one = exports.find(id, "acc-1").value();
  BOOST_CHECK(one.state == ExportState::failed);
  BOOST_CHECK_EQUAL(one.problems.at(0).code, "workGivenUp");
  BOOST_CHECK_EQUAL(one.problems.at(0).params.at("attempts"), "5");
  BOOST_CHECK(troubles == std::vector<std::string>{"workGivenUp"});
  BOOST_CHECK_EQUAL(exports.failed(std::chrono::hours(1), 10).size(), 1u);
  BOOST_CHECK(exports.failed(milliseconds(-1000), 10).empty());
  BOOST_CHECK(exports.retry(id, "op"));
  BOOST_CHECK(!exports.retry(id, "op"));
  BOOST_CHECK(exports.failed(std::chrono::hours(1), 10).empty());
  BOOST_CHECK_EQUAL(audited("exportRetried"), 1);
  const auto again = exports.claim(std::chrono::hours(1)).value();
  BOOST_CHECK_EQUAL(again.attempts, 1);
  BOOST_CHECK(exports.finish(again, {"f1", "m1", 1, false}, "w1"));
  BOOST_CHECK(!exports.retry(id, "op"));
}

BOOST_AUTO_TEST_CASE(a_file_that_ends_whoever_reads_it_does_not_stop_the_check_of_the_others) {
  const auto before = published("A1", day(2025, 1, 1)), deadly = published("A2", day(2025, 1, 2)),
             after = published("A3", day(2025, 1, 3));
  DeadlyStore store("c-" + deadly);
  std::vector<std::string> troubles;
  int deaths = 0;
  bool ended = false;
  for (int round = 0; round < 30 && !ended; ++round) {
    FixityCheck check(open(), store, "w1", [&](const Problem& problem) { troubles.push_back(problem.code); });
    try {
      ended = check.run(std::chrono::hours(1), milliseconds(0), {});
    } catch (const Killed&) {
      ++deaths;
      const auto tries = fixity.tries(fixity.last().value());  // at the same time as the other: counted once
      BOOST_CHECK_EQUAL(fixity.tries(fixity.last().value()), tries);
      sql("UPDATE balalyk_fixity SET tried_at = tried_at - 20000");
    }
  }
  BOOST_CHECK(ended);
  BOOST_CHECK_EQUAL(deaths, 6);  // three of all, then three of the one
  const auto run = fixity.lastEnded().value();
  const auto findings = fixity.findings(run.id, 10);
  BOOST_REQUIRE_EQUAL(findings.size(), 1u);
  BOOST_CHECK_EQUAL(findings[0].documentId, deadly);
  BOOST_CHECK_EQUAL(findings[0].problem.code, "workGivenUp");
  BOOST_CHECK(troubles == std::vector<std::string>{"workGivenUp"});
  BOOST_CHECK_EQUAL(run.files, 2);
  BOOST_CHECK_EQUAL(run.damaged, 1);
  BOOST_CHECK_EQUAL(store.read.back(), "c-" + after);
}

BOOST_AUTO_TEST_CASE(the_last_document_is_not_blamed_for_a_file_of_none) {
  const auto sent = this->document(documentIn(State::sent, newDocument("B1")));
  const AuthorisedContent content{sent.id, sent.contentDigest};
  open().authorisations().authorise({.id = uuid(1),
                                     .chairpersonId = sent.chairpersonId,
                                     .commissionId = sent.commissionId,
                                     .statementDigest = "deadly"},
                                    std::span(&content, 1));
  published("A1", day(2025, 1, 1));
  DeadlyStore store("deadly");
  FixityCheck check(open(), store, "w1", [](const Problem&) {});
  bool ended = false;
  for (int round = 0; round < 30 && !ended; ++round) {
    try {
      ended = check.run(std::chrono::hours(1), milliseconds(0), {});
    } catch (const Killed&) {
      sql("UPDATE balalyk_fixity SET tried_at = tried_at - 20000");
    }
  }
  BOOST_CHECK(ended);
  const auto findings = fixity.findings(fixity.lastEnded().value().id, 10);
  BOOST_REQUIRE_EQUAL(findings.size(), 1u);
  BOOST_CHECK_EQUAL(findings[0].documentId, "");
  BOOST_CHECK_EQUAL(findings[0].problem.code, "workGivenUp");
}

BOOST_AUTO_TEST_CASE(a_store_that_is_away_for_long_makes_nobodys_file_damaged) {
  published("A1", day(2025, 1, 1));
  published("A2", day(2025, 1, 2));
  DeadlyStore store("");
  std::vector<std::string> troubles;
  FixityCheck check(open(), store, "w1", [&](const Problem& problem) { troubles.push_back(problem.code); });
  store.away = true;
  for (int round = 0; round < 20; ++round) {
    BOOST_CHECK_THROW(check.run(std::chrono::hours(1), milliseconds(0), {}), Error);
    sql("UPDATE balalyk_fixity SET tried_at = tried_at - 20000");
  }
  store.away = false;
  BOOST_CHECK(check.run(std::chrono::hours(1), milliseconds(0), {}));
  const auto run = fixity.lastEnded().value();
  BOOST_CHECK(fixity.findings(run.id, 10).empty());
  BOOST_CHECK_EQUAL(run.files, 2);
  BOOST_CHECK_EQUAL(run.damaged, 0);
  BOOST_CHECK(troubles.empty());
}

BOOST_AUTO_TEST_CASE(an_export_whose_days_are_over_is_removed_once) {
  const auto id = exports.order("acc-1", ExportKind::files, {"D1"}, "");
  exports.finish(exports.claim(std::chrono::hours(1)).value(), {"f1", "m1", 1, false}, "w1");
  BOOST_CHECK(exports.expire(std::chrono::hours(1), 10).empty());
  BOOST_CHECK_EQUAL(exports.expire(milliseconds(-1000), 10).size(), 1u);
  BOOST_CHECK(exports.expire(milliseconds(-1000), 10).empty());
  BOOST_CHECK(exports.find(id, "acc-1").value().state == ExportState::removed);
  BOOST_CHECK(exports.files().empty());
}

BOOST_AUTO_TEST_CASE(a_check_of_the_store_continues_where_it_was_and_each_step_counts_once) {
  const auto id = published("A1", day(2025, 1, 1));
  const auto run = fixity.begin();
  BOOST_CHECK_EQUAL(fixity.begin().id, run.id);
  const auto part = fixity.filesAfter(run.position, 100);
  BOOST_CHECK(part.last);
  BOOST_REQUIRE_EQUAL(part.files.size(), 1u);
  const FixityStep step{part.position, 1, 1, 0, {{id, {"storeDamaged", {{"digest", "c"}}}, {}}}};
  BOOST_CHECK(fixity.add(run, step));
  BOOST_CHECK(!fixity.add(run, step));
  const auto now = fixity.last().value();
  BOOST_CHECK_EQUAL(now.files, 1);
  BOOST_CHECK_EQUAL(now.damaged, 1);
  BOOST_CHECK(!fixity.lastEnded());
  fixity.end(now, "w1");
  BOOST_CHECK(fixity.lastEnded().value().endedAt);
  BOOST_CHECK_EQUAL(fixity.findings(run.id, 10).at(0).problem.code, "storeDamaged");
  BOOST_CHECK(fixity.begin().id != run.id);
  BOOST_CHECK_EQUAL(audited("storeChecked"), 1);
}

BOOST_AUTO_TEST_CASE(a_hold_is_of_all_revisions_and_is_set_and_lifted_once) {
  const auto id = published("A1", day(2025, 1, 1));
  BOOST_CHECK(!retention.setHold(take(newDocument("A2")), "иш", "acc-1"));  // not published
  BOOST_CHECK(retention.setHold(id, "иш", "acc-1"));
  BOOST_CHECK(!retention.setHold(id, "башка", "acc-2"));
  BOOST_CHECK_EQUAL(retention.hold(id).value().reason, "иш");
  BOOST_CHECK_EQUAL(retention.holds(kFirst, 10).size(), 1u);
  BOOST_CHECK(retention.holds({.commissions = {"K2"}}, 10).empty());
  BOOST_CHECK(retention.liftHold(id, "бүттү", "acc-1"));
  BOOST_CHECK(!retention.liftHold(id, "бүттү", "acc-1"));
  BOOST_CHECK_EQUAL(audited("holdSet"), 1);
  BOOST_CHECK_EQUAL(audited("holdLifted"), 1);
}

BOOST_AUTO_TEST_CASE(only_kinds_with_a_time_are_due_and_only_after_it) {
  const auto old = published("A1", day(2015, 1, 1));
  published("A2", day(2024, 1, 1));
  BOOST_CHECK(retention.due({}, 10).empty());
  BOOST_CHECK(retention.due({{Kind::voucherList, 1}}, 10).empty());
  retention.setHold(old, "иш", "acc-1");
  const auto due = retention.due({{this->document(old).kind, 10}}, 10);
  BOOST_REQUIRE_EQUAL(due.size(), 1u);
  BOOST_CHECK_EQUAL(due[0].document.id, old);
  BOOST_CHECK(due[0].held);
  BOOST_CHECK(due[0].keptUntil == day(2025, 1, 1));
}

BOOST_AUTO_TEST_CASE(only_what_is_due_and_not_held_is_removed_and_a_tombstone_remains) {
  const auto old = published("A1", day(2015, 1, 1)), young = published("A2", day(2024, 1, 1));
  const RetentionYears years{{this->document(old).kind, 10}};
  const auto removed = [&](const std::string& id, const RetentionYears& rules) {
    return retention.remove(id, rules, "мөөнөтү бүттү", "login:me").outcome;
  };
  BOOST_CHECK(removed(old, {}) == Removed::notDue);
  BOOST_CHECK(removed(young, years) == Removed::notDue);
  BOOST_CHECK(removed(take(newDocument("A3")), years) == Removed::notFound);
  retention.setHold(old, "иш", "acc-1");
  BOOST_CHECK(removed(old, years) == Removed::held);
  retention.liftHold(old, "бүттү", "acc-1");
  sql("INSERT INTO balalyk_level_count (level, documents) VALUES ('B-B', 2)");
  const auto before = this->document(old);
  const auto ordered = exports.order("acc-1", ExportKind::files, {young, old}, "");
  exports.finish(exports.claim(std::chrono::hours(1)).value(), {"the-zip", "m", 1, false}, "w1");
  const auto removal = retention.remove(old, years, "мөөнөтү бүттү", "login:me");
  BOOST_CHECK(removal.outcome == Removed::done);
  BOOST_CHECK(std::ranges::find(removal.files, before.container->digest) != removal.files.end());
  BOOST_CHECK(std::ranges::find(removal.files, "the-zip") != removal.files.end());
  BOOST_CHECK(exports.find(ordered, "acc-1").value().state == ExportState::removed);
  BOOST_CHECK(removed(old, years) == Removed::notFound);
  BOOST_CHECK(!search.document(old, kAll));
  BOOST_CHECK(search.search("асанов", {}, kAll, 10).rows.size() == 1u);
  BOOST_CHECK(!archive().recordXml(old));
  const auto after = this->document(old);
  BOOST_CHECK(after.subject.empty() && !after.container && after.files.empty() && after.state == State::published);
  BOOST_CHECK_EQUAL(number("SELECT documents FROM balalyk_level_count WHERE level = 'B-B'"), 1);
  const auto tombstone = retention.tombstones(kFirst, 10).at(0);
  BOOST_CHECK_EQUAL(tombstone.documentId, old);
  BOOST_CHECK_EQUAL(tombstone.number, "A1");
  BOOST_CHECK_EQUAL(tombstone.containerDigest, before.container->digest);
  BOOST_CHECK_EQUAL(tombstone.actor, "login:me");
  BOOST_CHECK(retention.tombstones({.commissions = {"K2"}}, 10).empty());
  BOOST_CHECK_EQUAL(audited("removed"), 1);
  // What was decided is not taken again.
  take(newDocument("A1"));
  BOOST_CHECK_EQUAL(archive().revisions(Source::application, "A1").size(), 1u);
}

BOOST_AUTO_TEST_CASE(a_file_with_a_document_that_was_removed_meanwhile_is_never_ready) {
  const auto old = published("A1", day(2015, 1, 1)), young = published("A2", day(2024, 1, 1));
  const auto ordered = exports.order("acc-1", ExportKind::files, {young, old}, "");
  const auto claimed = exports.claim(std::chrono::hours(1)).value();
  const auto removal = retention.remove(old, {{this->document(old).kind, 10}}, "мөөнөтү бүттү", "login:me");
  BOOST_CHECK(removal.outcome == Removed::done);
  BOOST_CHECK(!exports.finish(claimed, {"the-zip", "m", 1, false}, "w1"));
  BOOST_CHECK(exports.find(ordered, "acc-1").value().state == ExportState::waiting);
  BOOST_CHECK(exports.files().empty());
  BOOST_CHECK_EQUAL(retention.tombstone(old).value().number, "A1");
  BOOST_CHECK(!retention.tombstone(young));
  BOOST_CHECK_EQUAL(archive().ofFile("c-" + old).value().id, old);
}

BOOST_AUTO_TEST_SUITE_END()
