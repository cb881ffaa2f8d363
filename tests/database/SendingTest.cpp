#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "TestDatabase.h"
#include "pipeline/actions/Recall.h"
#include "pipeline/actions/Send.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

const Sender kSecretary{"M2", "K1"};

// A commission whose secretary sends, in the portal's own tables.
struct Gate : TestDatabase {
  Gate() { setSending("K1", "by-secretary"); }

  void setSending(const std::string& commission, const std::string& word) {
    sql("DELETE FROM commission WHERE id = $1", {commission});
    sql("INSERT INTO commission (id, name_ky, name_ru, place_ky, place_ru, soate, languages, changed_at, sending) "
        "VALUES ($1, '', '', '', '', '', 'ky', 0, $2)",
        {commission, word});
  }

  // Filled, wherever that leads.
  std::string filled(const std::string& key) {
    const auto id = take(newDocument(key));
    BOOST_REQUIRE(complete(claim(Stage::fill).at(0), Stage::fill));
    return id;
  }

  std::string outcomes(const std::vector<Handover>& handovers) {
    std::string text;
    for (const auto& [result, problem] : handovers)
      text += (text.empty() ? "" : " ") +
              (problem ? problem->code : std::string(result.outcome == SendingOutcome::done ? "done" : "already"));
    return text;
  }
  std::string send(const std::vector<std::string>& ids, const Sender& by = kSecretary) {
    return outcomes(Send(open()).run(ids, by));
  }
  std::string recall(const std::vector<std::string>& ids, const Sender& by = kSecretary) {
    return outcomes(Recall(open()).run(ids, by));
  }

  bool authorised(const std::string& id, int number) {
    const AuthorisedContent content{id, document(id).contentDigest};
    const Authorisation batch{.id = uuid(number), .chairpersonId = "M1", .commissionId = "K1"};
    return !authorisations().authorise(batch, {&content, 1}).empty();
  }
  void allowEverything() {
    authorisations().recordStanding({.id = uuid(500),
                                     .chairpersonId = "M1",
                                     .commissionId = "K1",
                                     .standing = true,
                                     .kinds = allKinds(),
                                     .validFrom = day(2020, 1, 1),
                                     .validTo = day(2099, 12, 31)});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(SendingToTheChairperson, Gate)

BOOST_AUTO_TEST_CASE(
    what_is_not_sent_is_neither_authorised_nor_rejected_and_no_standing_authorisation_lets_it_through) {
  const auto id = filled("A1");
  BOOST_CHECK(stateOf(id) == State::drafted);
  allowEverything();
  BOOST_CHECK_EQUAL(authorisations().applyStanding(10), 0);
  BOOST_CHECK(!authorised(id, 1));
  BOOST_CHECK(!authorisations().reject(id, "M1", "no"));
  BOOST_CHECK(authorisations().waiting({id}, "M1").empty());
  BOOST_CHECK_EQUAL(archive().draftedByCommission().at(0).count, 1);
  BOOST_CHECK(archive().sentByCommission().empty());

  BOOST_CHECK_EQUAL(send({id}), "done");
  BOOST_CHECK(stateOf(id) == State::sent);
  BOOST_CHECK(authorisations().waiting({id}, "M1") == std::set<std::string>{id});
  BOOST_CHECK(archive().draftedByCommission().empty());
  BOOST_CHECK_EQUAL(archive().sentByCommission().at(0).count, 1);
  BOOST_CHECK_EQUAL(count(State::sent), 1);
  BOOST_CHECK_EQUAL(authorisations().applyStanding(10), 1);
  BOOST_CHECK(stateOf(id) == State::authorised);
  const std::vector<std::string> expected{"taken", "drafted", "sent", "authorised"};
  BOOST_CHECK(events(id) == expected);
  BOOST_CHECK_EQUAL(open().audit().ofDocument(id).at(2).actor, "M2");
  BOOST_CHECK(!open().audit().firstBroken());
}

BOOST_AUTO_TEST_CASE(each_document_has_its_own_outcome_and_doing_it_twice_does_no_harm) {
  const auto drafted = filled("A1"), sent = filled("A2"), published = documentIn(State::decided, newDocument("A3"));
  BOOST_CHECK_EQUAL(send({sent}), "done");
  BOOST_CHECK_EQUAL(send({drafted, sent, published, "nothing", drafted}),
                    "done already documentNotDrafted documentNotFound already");
  BOOST_CHECK_EQUAL(send({drafted, sent}), "already already");
  BOOST_CHECK_EQUAL(recall({sent, sent, published, "nothing"}), "done already documentNotSent documentNotFound");
  BOOST_CHECK(send({}).empty());
  const std::vector<std::string> expected{"taken", "drafted", "sent", "recalled"};
  BOOST_CHECK(events(sent) == expected);
  BOOST_CHECK_EQUAL(count(State::sent), 1);
  BOOST_CHECK_EQUAL(count(State::drafted), 1);
}

BOOST_AUTO_TEST_CASE(more_than_a_transaction_takes_are_sent_in_order_with_one_outcome_each) {
  constexpr int kMany = 1'100;
  std::vector<std::string> ids;
  for (const auto& id : takeMany(kMany)) ids.push_back(id);
  for (const auto& claim : claim(Stage::fill, "w1", kMany)) complete(claim, Stage::fill);
  BOOST_CHECK_EQUAL(Send(open()).drafted("K1").size(), static_cast<std::size_t>(kMany));
  BOOST_CHECK(Send(open()).drafted("K2").empty());
  const auto results = Send(open()).run(ids, kSecretary);
  BOOST_REQUIRE_EQUAL(results.size(), ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) BOOST_REQUIRE_EQUAL(results[i].result.documentId, ids[i]);
  BOOST_CHECK_EQUAL(count(State::sent), kMany);
}

BOOST_AUTO_TEST_CASE(what_was_sent_can_be_recalled_until_it_is_authorised) {
  const auto id = filled("A1");
  BOOST_CHECK_EQUAL(send({id}), "done");
  BOOST_CHECK_EQUAL(recall({id}), "done");
  BOOST_CHECK(stateOf(id) == State::drafted);
  BOOST_CHECK(!authorised(id, 1));
  BOOST_CHECK_EQUAL(send({id}), "done");
  BOOST_CHECK(authorised(id, 2));
  for (const auto stage : {Stage::sign, Stage::publish}) {
    BOOST_CHECK_EQUAL(recall({id}), "documentAuthorised");
    BOOST_CHECK_EQUAL(send({id}), "already");
    BOOST_REQUIRE(complete(claim(stage).at(0), stage));
  }
  BOOST_CHECK_EQUAL(recall({id}), "documentAuthorised");
  BOOST_CHECK(stateOf(id) == State::published);
}

BOOST_AUTO_TEST_CASE(what_waits_again_because_an_authorisation_was_revoked_can_be_recalled_again) {
  const auto id = filled("A1");
  send({id});
  BOOST_CHECK(authorised(id, 1));
  const auto old = claim(Stage::sign).at(0);
  BOOST_CHECK(authorisations().revoke(uuid(1), "M1"));
  BOOST_CHECK(stateOf(id) == State::sent);
  BOOST_CHECK_EQUAL(archive().waitingAgain(10).size(), 1u);
  BOOST_CHECK_EQUAL(recall({id}), "done");
  BOOST_CHECK(document(id).problems.empty());
  // Neither the claim from before nor a retry brings it any further.
  BOOST_CHECK(!complete(old, Stage::sign));
  BOOST_CHECK(!queue().retry(id, "operator"));
  BOOST_CHECK(!queue().signAgain(id, "operator"));
  BOOST_CHECK_EQUAL(queue().hasten(), 0);
  BOOST_CHECK(claim(Stage::sign).empty());
  BOOST_CHECK(stateOf(id) == State::drafted);
}

BOOST_AUTO_TEST_CASE(what_the_chairperson_rejected_is_with_the_secretary_and_is_not_sent_as_it_is) {
  const auto id = filled("A1");
  send({id});
  BOOST_CHECK(authorisations().reject(id, "M1", "wrong address"));
  BOOST_CHECK(stateOf(id) == State::returned);
  BOOST_CHECK_EQUAL(document(id).reason, "wrong address");
  BOOST_CHECK_EQUAL(send({id}), "documentNotDrafted");
  BOOST_CHECK_EQUAL(recall({id}), "documentNotSent");
}

BOOST_AUTO_TEST_CASE(a_secretary_reaches_the_documents_of_the_own_commission_only) {
  const auto id = filled("A1");
  BOOST_CHECK_EQUAL(send({id}, {"M9", "K2"}), "documentNotFound");
  BOOST_CHECK(stateOf(id) == State::drafted);
  BOOST_CHECK_EQUAL(send({id}, {"login:operator", ""}), "done");
  BOOST_CHECK_EQUAL(recall({id}, {"M9", "K2"}), "documentNotFound");
  BOOST_CHECK(stateOf(id) == State::sent);
}

// The commission's word of now, whichever it was when the record was taken.
BOOST_AUTO_TEST_CASE(a_commission_that_changes_its_way_of_sending_changes_what_is_drafted_from_then_on) {
  const auto before = filled("A1");
  setSending("K1", "at-once");
  BOOST_CHECK(stateOf(before) == State::drafted);
  const auto after = filled("A2");
  BOOST_CHECK(stateOf(after) == State::sent);
  BOOST_CHECK_EQUAL(open().audit().ofDocument(after).at(2).detail, R"({"sending":"at-once"})");
  const auto taken = take(newDocument("A3"));
  setSending("K1", "by-secretary");
  complete(claim(Stage::fill).at(0), Stage::fill);
  BOOST_CHECK(stateOf(taken) == State::drafted);
  BOOST_CHECK(stateOf(after) == State::sent);
}

BOOST_AUTO_TEST_CASE(a_commission_that_is_not_shown_sends_at_once_and_one_with_an_unknown_word_does_not) {
  setSending("K1", "sometimes");
  BOOST_CHECK(stateOf(filled("A1")) == State::drafted);
  sql("DELETE FROM commission");
  BOOST_CHECK(stateOf(filled("A2")) == State::sent);
  // Another portal shows another table, or nothing that is a word.
  sql("DROP VIEW balalyk_commission_sending");
  sql("CREATE VIEW balalyk_commission_sending AS SELECT 'K1' AS commission_id, CAST(NULL AS TEXT) AS sending");
  BOOST_CHECK(stateOf(filled("A3")) == State::drafted);
}

BOOST_AUTO_TEST_CASE(what_was_recalled_stays_until_a_person_sends_it_though_the_commission_sends_at_once) {
  setSending("K1", "at-once");
  const auto id = filled("A1");
  BOOST_CHECK(stateOf(id) == State::sent);
  const auto look = [&](State state) {
    auto same = newDocument("A1");
    same.state = state;
    if (state == State::returned) same.problems = {{"recordShownTwice", {{"count", "2"}}}};
    queue().take({&same, 1}, "w");
    return stateOf(id);
  };
  // A problem that shows up and passes: what was not recalled goes back to the chairperson.
  BOOST_CHECK(look(State::returned) == State::returned);
  BOOST_CHECK(look(State::decided) == State::sent);
  const std::vector<std::string> expected{"taken", "drafted", "sent", "returned", "taken", "sent"};
  BOOST_CHECK(events(id) == expected);
  BOOST_CHECK_EQUAL(recall({id}), "done");
  BOOST_CHECK(look(State::returned) == State::returned);
  BOOST_CHECK(look(State::decided) == State::drafted);
  BOOST_CHECK_EQUAL(send({id}), "done");
  BOOST_CHECK(look(State::returned) == State::returned);
  BOOST_CHECK(look(State::decided) == State::sent);
  // A corrected record is another document, and as little for the chairperson.
  BOOST_CHECK_EQUAL(recall({id}), "done");
  const auto corrected = take(newDocument("A1", "second"));
  complete(claim(Stage::fill).at(0), Stage::fill);
  BOOST_CHECK(stateOf(corrected) == State::drafted);
  BOOST_CHECK(stateOf(id) == State::superseded);
  BOOST_CHECK_EQUAL(send({corrected}), "done");
  BOOST_CHECK_EQUAL(count(State::sent), 1);
  BOOST_CHECK(!open().audit().firstBroken());
}

BOOST_AUTO_TEST_CASE(a_recall_and_an_authorisation_at_once_are_never_both_done) {
  constexpr int kDocuments = 40;
  std::vector<std::string> ids;
  for (int i = 0; i < kDocuments; ++i) ids.push_back(filled("A" + std::to_string(i)));
  BOOST_REQUIRE_EQUAL(Send(open()).run(ids, kSecretary).size(), ids.size());
  const auto other = openDatabase(connection());
  std::vector<Handover> recalled;
  std::set<std::string> done;
  {
    const std::jthread chairperson([&] {
      for (int i = 0; i < kDocuments; ++i) {
        const auto content = AuthorisedContent{ids[i], other->archive().document(ids[i])->contentDigest};
        const Authorisation batch{.id = uuid(i + 1), .chairpersonId = "M1", .commissionId = "K1"};
        for (auto& id : other->authorisations().authorise(batch, {&content, 1})) done.insert(std::move(id));
      }
    });
    for (auto id = ids.rbegin(); id != ids.rend(); ++id)
      for (auto& one : Recall(open()).run({*id}, kSecretary)) recalled.push_back(std::move(one));
  }
  for (const auto& [result, problem] : recalled) {
    const bool isRecalled = result.outcome == SendingOutcome::done;
    BOOST_CHECK_NE(isRecalled, done.contains(result.documentId));
    BOOST_CHECK(stateOf(result.documentId) == (isRecalled ? State::drafted : State::authorised));
  }
  BOOST_CHECK_EQUAL(recalled.size(), ids.size());
  BOOST_CHECK(!open().audit().firstBroken());
}

BOOST_AUTO_TEST_SUITE_END()
