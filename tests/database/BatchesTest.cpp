#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "TestDatabase.h"
#include "pipeline/ports/Batches.h"
#include "pipeline/stages/StatementXml.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

constexpr auto kLease = std::chrono::minutes(1);

struct Prepared : TestDatabase {
  Prepared() {
    for (const char* key : {"A2", "A1", "A3"}) {
      ids.push_back(documentIn(State::sent, newDocument(key)));
      shown.push_back({ids.back(), document(ids.back()).contentDigest});
    }
    std::map<std::string, std::string> contents;
    for (const auto& [id, content] : shown) contents.emplace(id, content);
    BOOST_REQUIRE(batches().prepare(
        {.id = batch, .chairpersonId = "M1", .accountId = "ACC", .digest = batchDigest(contents)}, shown));
  }

  Batches& batches() { return open().batches(); }
  Batch now() { return batches().find(batch).value(); }
  // By the documents, and by the list's counting of them.
  std::string standing() {
    const auto found = now();
    const std::string word = toString(standingOf(found, batches().documents(batch)));
    BOOST_CHECK_EQUAL(toString(standingOf(found, batches().waiting({batch, uuid(77)}).contains(batch))), word);
    return word;
  }
  std::string outcomes() {
    std::string text;
    const auto found = now();
    for (const auto& entry : batches().documents(batch))
      text += (text.empty() ? "" : " ") + std::string(toString(outcomeOf(found, entry)));
    return text;
  }
  void authoriseAll() {
    authorisations().authorise({.id = batch, .chairpersonId = "M1", .commissionId = "K1", .batchDigest = now().digest},
                               shown);
  }
  void sign(int count) {
    for (const auto& claim : claim(Stage::sign, "w1", count)) BOOST_REQUIRE(complete(claim, Stage::sign));
  }

  const std::string batch = uuid(1);
  std::vector<std::string> ids;
  std::vector<AuthorisedContent> shown;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ConfirmedBatches, Prepared)

BOOST_AUTO_TEST_CASE(a_list_is_frozen_in_the_order_shown_and_never_changed_by_another_of_its_id) {
  const auto found = now();
  BOOST_CHECK_EQUAL(found.chairpersonId + " " + found.accountId, "M1 ACC");
  BOOST_CHECK_EQUAL(found.documents, 3);
  BOOST_CHECK(!found.authorised && !found.alive && !found.begunAt && !found.problem);
  std::vector<std::string> order;
  for (const auto& entry : batches().documents(batch)) {
    order.push_back(entry.document.id);
    BOOST_CHECK_EQUAL(entry.contentDigest, document(entry.document.id).contentDigest);
  }
  BOOST_TEST(order == ids, boost::test_tools::per_element());
  BOOST_CHECK_EQUAL(standing(), "prepared");
  BOOST_CHECK_EQUAL(outcomes(), "waiting waiting waiting");

  BOOST_CHECK(!batches().prepare({.id = batch, .chairpersonId = "M9", .digest = "other"}, {}));
  BOOST_CHECK_EQUAL(now().chairpersonId, "M1");
  BOOST_CHECK(!batches().find(uuid(2)));
  BOOST_CHECK(batches().documents(uuid(2)).empty());
}

BOOST_AUTO_TEST_CASE(one_is_at_it_until_it_is_released_or_not_heard_of) {
  BOOST_CHECK(batches().take(batch, "w1", kLease));
  BOOST_CHECK_EQUAL(standing(), "running");
  BOOST_CHECK(!batches().take(batch, "w2", kLease));
  BOOST_CHECK(!batches().keep(batch, "w2", kLease));
  BOOST_CHECK(!batches().release(batch, "w2", std::nullopt));
  BOOST_CHECK(batches().keep(batch, "w1", kLease));
  sql("UPDATE balalyk_batch SET alive_until = 1");
  BOOST_CHECK_EQUAL(standing(), "interrupted");
  BOOST_CHECK_EQUAL(now().runner, "w1");
  BOOST_CHECK(batches().take(batch, "w2", kLease));
  BOOST_CHECK(!batches().release(batch, "w1", Problem{"keyPinWrong", {}}));
  BOOST_CHECK(batches().release(batch, "w2", std::nullopt));
  BOOST_CHECK(batches().take(batch, "w1", kLease));
}

BOOST_AUTO_TEST_CASE(a_refusal_is_kept_with_its_reason_until_the_next_try_and_is_in_the_trail) {
  BOOST_CHECK(batches().take(batch, "w1", kLease));
  batches().leaveOut(batch, {{ids[1], {"documentChanged", {{"document", ids[1]}}}}});
  BOOST_CHECK(batches().release(batch, "w1", Problem{"batchChangedSinceShown", {{"count", "1"}}}));
  BOOST_CHECK_EQUAL(standing(), "refused");
  BOOST_CHECK_EQUAL(toString(now().problem.value()), "batchChangedSinceShown(count=1)");
  BOOST_CHECK_EQUAL(outcomes(), "waiting skipped waiting");
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM balalyk_audit WHERE event = 'batch-stopped' AND actor = 'ACC'"), 1);
  BOOST_CHECK(!open().audit().firstBroken());

  BOOST_CHECK(batches().take(batch, "w2", kLease));
  BOOST_CHECK(!now().problem);
  BOOST_CHECK_EQUAL(outcomes(), "waiting waiting waiting");
}

BOOST_AUTO_TEST_CASE(what_became_of_it_follows_from_the_documents_whoever_signed_them) {
  BOOST_CHECK(batches().take(batch, "w1", kLease));
  authoriseAll();
  sign(2);
  BOOST_CHECK_EQUAL(standing(), "running");
  sql("UPDATE balalyk_batch SET alive_until = 1");  // killed
  BOOST_CHECK_EQUAL(standing(), "interrupted");
  const auto seen = outcomes();
  BOOST_CHECK_EQUAL(std::ranges::count(seen, 'w'), 1);
  sign(1);  // by the night
  BOOST_CHECK_EQUAL(outcomes(), "signed signed signed");
  BOOST_CHECK_EQUAL(standing(), "finished");
  authorisations().keepReceipt(batch, std::string(64, 'a'));
  BOOST_CHECK_EQUAL(now().receiptDigest, std::string(64, 'a'));
}

BOOST_AUTO_TEST_CASE(another_authorisation_of_the_same_document_is_not_the_batch_s) {
  authorise(ids[0]);
  BOOST_CHECK_EQUAL(standing(), "prepared");
  shown.erase(shown.begin());
  authoriseAll();
  BOOST_CHECK_EQUAL(outcomes(), "skipped waiting waiting");
  BOOST_CHECK(authorisations().reject(ids[1], "M1", "жок"));
  BOOST_CHECK_EQUAL(outcomes(), "skipped skipped waiting");
}

BOOST_AUTO_TEST_CASE(what_it_leaves_out_is_noted_with_the_authorisation_and_for_good) {
  BOOST_CHECK(batches().take(batch, "w1", kLease));
  sql("UPDATE balalyk_document SET state = 'drafted' WHERE id = $1", {ids[0]});
  sql("UPDATE balalyk_document SET content_digest = 'other' WHERE id = $1", {ids[1]});
  authoriseAll();
  // Killed here: nobody else says why.
  sql("UPDATE balalyk_batch SET alive_until = 1");
  BOOST_CHECK(batches().take(batch, "w2", kLease));
  BOOST_CHECK_EQUAL(outcomes(), "skipped skipped waiting");
  const auto entries = batches().documents(batch);
  BOOST_CHECK_EQUAL(toString(entries[0].problem.value()), "documentNotSent(document=" + ids[0] + ", state=drafted)");
  BOOST_CHECK_EQUAL(toString(entries[1].problem.value()), "documentChanged(document=" + ids[1] + ")");
  BOOST_CHECK(!entries[2].problem);
  BOOST_CHECK_EQUAL(authorisations().authorisation(batch).value().documents, 1);
  // Sent again it waits for another list.
  sql("UPDATE balalyk_document SET state = 'sent' WHERE id = $1", {ids[0]});
  BOOST_CHECK_EQUAL(outcomes(), "skipped skipped waiting");
}

BOOST_AUTO_TEST_CASE(one_over_no_document_is_not_recorded) {
  BOOST_CHECK(batches().take(batch, "w1", kLease));
  sql("UPDATE balalyk_document SET state = 'drafted'");
  authoriseAll();
  BOOST_CHECK(!authorisations().authorisation(batch));
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM balalyk_audit WHERE event = 'authorisation'"), 0);
  BOOST_CHECK_EQUAL(outcomes(), "skipped skipped skipped");
  BOOST_CHECK(!now().authorised);
  // The list may be confirmed once more.
  sql("UPDATE balalyk_document SET state = 'sent'");
  BOOST_CHECK(batches().release(batch, "w1", Problem{"batchChangedSinceShown", {{"count", "3"}}}));
  BOOST_CHECK(batches().take(batch, "w2", kLease));
  authoriseAll();
  BOOST_CHECK_EQUAL(outcomes(), "waiting waiting waiting");
}

BOOST_AUTO_TEST_CASE(a_chairperson_s_batches_come_newest_first) {
  for (int i = 2; i < 6; ++i)
    BOOST_CHECK(batches().prepare({.id = uuid(i), .chairpersonId = i == 5 ? "M2" : "M1", .digest = "d"}, {}));
  sql("UPDATE balalyk_batch SET prepared_at = prepared_at + 1000 WHERE id = $1", {uuid(3)});
  const auto found = batches().ofChairperson("M1", 3);
  BOOST_REQUIRE_EQUAL(found.size(), 3u);
  BOOST_CHECK_EQUAL(found[0].id, uuid(3));
}

BOOST_AUTO_TEST_SUITE_END()
