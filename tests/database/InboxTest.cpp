#include <boost/test/unit_test.hpp>
#include <set>

#include "TestDatabase.h"
#include "pipeline/casework/ConfirmBatch.h"
#include "pipeline/casework/ReviewInbox.h"
#include "pipeline/stages/StatementXml.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

const Account kChairperson{
    .id = "ACC", .active = true, .grants = {{.role = Role::chairperson, .place = "K1", .memberId = "M1"}}};
const Account kOther{
    .id = "OTHER", .active = true, .grants = {{.role = Role::chairperson, .place = "K2", .memberId = "M9"}}};
const Account kSecretary{
    .id = "SEC", .active = true, .grants = {{.role = Role::secretary, .place = "K1", .memberId = "M2"}}};

struct Waiting : TestDatabase {
  std::string sent(const std::string& key, Kind kind = Kind::voucherApproval, const std::string& chairperson = "M1") {
    auto document = newDocument(key);
    document.kind = kind;
    document.chairpersonId = chairperson;
    const auto id = documentIn(State::sent, document);
    // One after the other, whatever the clock's step is.
    sql("UPDATE balalyk_document SET changed_at = $2 WHERE id = $1", {id, ++time});
    return id;
  }

  std::vector<std::string> listed(const InboxPage& page) {
    std::vector<std::string> keys;
    for (const auto& row : page.rows) keys.push_back(row.document.sourceKey + (row.openedAt ? "*" : ""));
    return keys;
  }
  std::vector<std::string> waiting(const InboxFilter& filter = {}) {
    return listed(ReviewInbox(open(), kChairperson).waiting(filter, "", 50));
  }

  std::int64_t time = 1'000;
};

using Keys = std::vector<std::string>;

// Authorises at once, as a signer does; what is asked of it is written down.
class AtOnce final : public Signer {
 public:
  explicit AtOnce(PortalDatabase& database) : database_(database) {}
  BatchReport sign(const BatchOrder& order, signing::Secret password, const Heard& heard) override {
    last = order;
    if (password.reveal() != "right") throw Error("keyPasswordWrong", {{"member", order.memberId}});
    database_.authorisations().authorise(
        {.id = order.id, .chairpersonId = order.memberId, .commissionId = "K1", .batchDigest = order.digest},
        order.documents);
    stopped = !heard({.authorised = true});
    return {};
  }
  std::string grant(const StandingOrder&, signing::Secret) override { return {}; }
  void revoke(const std::string&, const std::string&, signing::Secret) override {}

  BatchOrder last;
  bool stopped = false;

 private:
  PortalDatabase& database_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(TheChairpersonsInbox, Waiting)

BOOST_AUTO_TEST_CASE(what_has_flags_comes_first_and_then_what_was_sent_first) {
  sent("A1");
  sent("A2");
  const auto flagged = sent("A3");
  sent("A4");
  documentIn(State::drafted, newDocument("A5"));
  queue().mark({flagged}, {"amountDiffers", {}}, true, "me");
  BOOST_TEST(waiting() == (Keys{"A3", "A1", "A2", "A4"}), boost::test_tools::per_element());
  authorise(flagged);
  BOOST_TEST(waiting() == (Keys{"A1", "A2", "A4"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(it_is_narrowed_by_kind_and_day_and_read_page_by_page) {
  for (int i = 1; i < 6; ++i) sent("A" + std::to_string(i), i == 4 ? Kind::voucherRefusal : Kind::voucherApproval);
  BOOST_TEST(waiting({.kind = Kind::voucherRefusal}) == (Keys{"A4"}), boost::test_tools::per_element());
  const auto date = archive().inState(State::sent, 1).at(0).date.value();
  const auto before = Date(std::chrono::sys_days(date) - std::chrono::days(1));
  BOOST_TEST(waiting({.from = date, .to = date}).size() == 5u);
  BOOST_TEST(waiting({.to = before}).empty());

  const ReviewInbox inbox(open(), kChairperson);
  std::string after;
  Keys all;
  for (int pages = 1;; ++pages) {
    const auto page = inbox.waiting({}, after, 2);
    for (const auto& key : listed(page)) all.push_back(key);
    after = page.next;
    if (!after.empty()) continue;
    BOOST_TEST(pages == 3);
    break;
  }
  BOOST_TEST(all == (Keys{"A1", "A2", "A3", "A4", "A5"}), boost::test_tools::per_element());
  BOOST_TEST(inbox.waiting({}, "../nonsense", 2).rows.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_document_has_its_neighbours_of_the_list_also_when_it_is_in_it_no_more) {
  const auto first = sent("A1"), second = sent("A2", Kind::voucherRefusal), third = sent("A3"), flagged = sent("A4");
  queue().mark({flagged}, {"amountDiffers", {}}, true, "me");
  const ReviewInbox inbox(open(), kChairperson);
  const auto beside = [&](const std::string& id, const InboxFilter& filter = {}) {
    const auto [previous, next] = inbox.neighbours(filter, id);
    return std::pair(previous, next);
  };
  BOOST_CHECK(beside(flagged) == std::pair(std::string(), first));
  BOOST_CHECK(beside(first) == std::pair(flagged, second));
  BOOST_CHECK(beside(third) == std::pair(second, std::string()));
  BOOST_CHECK(beside(first, {.kind = Kind::voucherApproval}) == std::pair(flagged, third));
  sql("UPDATE balalyk_document SET state = 'returned' WHERE id = $1", {second});
  BOOST_CHECK(beside(second) == std::pair(first, third));
  const auto nothing = ReviewInbox(open(), kOther).neighbours({}, first);
  BOOST_CHECK(nothing.previous.empty() && nothing.next.empty());
}

BOOST_AUTO_TEST_CASE(opened_is_said_of_an_account_and_of_the_content_that_it_saw) {
  const auto id = sent("A1");
  sent("A2");
  const ReviewInbox inbox(open(), kChairperson);
  BOOST_TEST(!inbox.find(id).value().openedAt);
  inbox.markOpened(inbox.find(id).value());
  BOOST_TEST(inbox.find(id).value().openedAt.has_value());
  BOOST_TEST(waiting() == (Keys{"A1*", "A2"}), boost::test_tools::per_element());
  const auto counts = inbox.counts();
  BOOST_REQUIRE_EQUAL(counts.size(), 1u);
  BOOST_TEST(counts[0].waiting == 2);
  BOOST_TEST(counts[0].unopened == 1);
  BOOST_TEST(counts[0].flagged == 0);
  sql("UPDATE balalyk_document SET content_digest = 'drawn again' WHERE id = $1", {id});
  BOOST_TEST(waiting() == (Keys{"A1", "A2"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(other_chairpersons_and_secretaries_find_nothing) {
  const auto id = sent("A1");
  for (const auto& account : {kOther, kSecretary, Account{.id = "NONE", .active = true}}) {
    const ReviewInbox inbox(open(), account);
    BOOST_TEST(inbox.waiting({}, "", 50).rows.empty());
    BOOST_TEST(inbox.counts().empty());
    BOOST_TEST(!inbox.find(id));
    BOOST_TEST(codeOf([&] { inbox.giveBack(id, "жок"); }) == "documentNotFound");
    BOOST_TEST(codeOf([&] { ConfirmBatch(open(), account).prepare({id}); }) == "documentNotFound");
  }
  auto leaving = kChairperson;
  leaving.mustChangePassword = true;
  BOOST_TEST(ReviewInbox(open(), leaving).waiting({}, "", 50).rows.empty());
}

BOOST_AUTO_TEST_CASE(what_is_given_back_has_a_reason_and_is_with_the_secretary) {
  const auto id = sent("A1");
  const ReviewInbox inbox(open(), kChairperson);
  BOOST_TEST(codeOf([&] { inbox.giveBack(id, " \n"); }) == "reasonMissing");
  BOOST_TEST(codeOf([&] { inbox.giveBack(id, "\u202E\u200B"); }) == "reasonMissing");
  inbox.giveBack(id, " Атасынын\u202E аты туура\u200B эмес");
  BOOST_CHECK(stateOf(id) == State::returned);
  BOOST_TEST(document(id).reason == "Атасынын аты туура эмес");
  BOOST_TEST(codeOf([&] { inbox.giveBack(id, "дагы"); }) == "documentNotSent");
}

BOOST_AUTO_TEST_CASE(a_batch_is_frozen_confirmed_and_found_again_by_its_id) {
  const auto first = sent("A1"), second = sent("A2");
  const ReviewInbox inbox(open(), kChairperson);
  inbox.markOpened(inbox.find(first).value());
  const ConfirmBatch batches(open(), kChairperson);
  const auto shown = batches.prepare({second, first, second});
  BOOST_TEST(shown.documents.size() == 2u);
  BOOST_CHECK(shown.standing == BatchStanding::prepared);
  BOOST_TEST((shown.unopened == std::set<std::string>{second}));
  BOOST_TEST(shown.batch.digest ==
             batchDigest(std::map<std::string, std::string>{{first, document(first).contentDigest},
                                                            {second, document(second).contentDigest}}));
  BOOST_TEST(batches.recent(5).size() == 1u);

  AtOnce signer(open());
  const auto id = shown.batch.id, digest = shown.batch.digest;
  BOOST_TEST(codeOf([&] { batches.confirm(id, "another", signing::Secret("right"), signer); }) ==
             "batchChangedSinceShown");
  BOOST_TEST(codeOf([&] { batches.confirm(id, digest, signing::Secret("wrong"), signer); }) == "keyPasswordWrong");
  const auto confirmed = batches.confirm(id, digest, signing::Secret("right"), signer);
  BOOST_TEST(signer.stopped);
  BOOST_TEST(signer.last.accountId == "ACC");
  BOOST_TEST(signer.last.documents.at(0).documentId == second);
  BOOST_TEST(confirmed.count(ReceiptOutcome::waiting) == 2);
  BOOST_CHECK(confirmed.standing == BatchStanding::interrupted);  // this signer stops there

  // What the chairperson took back in the meantime is left out; nothing failed.
  ReviewInbox(open(), kChairperson).giveBack(second, "ката");
  const auto without = batches.find(id).value();
  BOOST_TEST(without.count(ReceiptOutcome::skipped) == 1);
  BOOST_TEST(without.count(ReceiptOutcome::failed) == 0);

  BOOST_TEST(!ConfirmBatch(open(), kOther).find(id));
  BOOST_TEST(codeOf([&] { ConfirmBatch(open(), kOther).confirm(id, digest, signing::Secret("right"), signer); }) ==
             "batchMissing");
}

BOOST_AUTO_TEST_CASE(a_batch_of_nothing_of_two_chairpersons_or_of_what_is_not_sent_is_not_made) {
  const auto id = sent("A1"), drafted = documentIn(State::drafted, newDocument("A2"));
  auto both = kChairperson;
  both.grants.push_back({.role = Role::chairperson, .place = "K2", .memberId = "M9"});
  const auto foreign = sent("A3", Kind::voucherApproval, "M9");
  const ConfirmBatch batches(open(), both);
  BOOST_TEST(codeOf([&] { batches.prepare({}); }) == "nothingToAuthorise");
  BOOST_TEST(codeOf([&] { batches.prepare({id, foreign}); }) == "chairpersonsSeveral");
  BOOST_TEST(codeOf([&] { batches.prepare({id, drafted}); }) == "documentNotSent");
  BOOST_TEST(codeOf([&] { batches.prepare({id, uuid(999)}); }) == "documentNotFound");
  BOOST_TEST(codeOf([&] { batches.prepareEach({}); }) == "nothingToAuthorise");
  BOOST_TEST(codeOf([&] { batches.prepareEach({id, foreign, uuid(999)}); }) == "documentNotFound");
  BOOST_TEST(number("SELECT count(*) FROM balalyk_batch") == 0);
}

BOOST_AUTO_TEST_CASE(who_chairs_two_commissions_gets_a_list_for_each) {
  auto both = kChairperson;
  both.grants.push_back({.role = Role::chairperson, .place = "K2", .memberId = "M9"});
  const auto first = sent("A1"), second = sent("A2"), foreign = sent("A3", Kind::voucherApproval, "M9");
  const auto made = ConfirmBatch(open(), both).prepareEach({first, foreign, second, first});
  BOOST_REQUIRE(made.size() == 2u);
  std::map<std::string, std::size_t> sizes;
  for (const auto& one : made) {
    sizes[one.batch.chairpersonId] = one.documents.size();
    for (const auto& entry : one.documents) BOOST_TEST(entry.document.chairpersonId == one.batch.chairpersonId);
  }
  BOOST_TEST(sizes.size() == 2u);
  BOOST_TEST(sizes["M9"] == 1u);
  BOOST_TEST(ConfirmBatch(open(), kChairperson).prepareEach({first}).size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
