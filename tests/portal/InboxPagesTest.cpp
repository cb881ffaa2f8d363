// The chairperson's pages: rights, what is said, what is kept, and that nothing is done twice.
#include <boost/test/unit_test.hpp>

#include "InboxFixture.h"
#include "connectors/database/PortalTables.h"
#include "connectors/portal/pages/BatchView.h"
#include "connectors/portal/web/Tokens.h"
#include "pipeline/actions/KeyHolder.h"

namespace balalyk::tests {
namespace {

BOOST_FIXTURE_TEST_SUITE(InboxPages, Chairperson)

BOOST_AUTO_TEST_CASE(the_list_has_what_waits_for_this_chairperson_and_the_menu_counts_it) {
  auto one = chair();
  BOOST_TEST(one.get("/inbox").status() == 200);
  BOOST_TEST(one.shows(own[0].subject));
  BOOST_TEST(!one.shows(foreign[0].subject));
  BOOST_TEST(one.shows("<span class=\"count number\">" + std::to_string(own.size()) + "</span></a>"));
  BOOST_TEST(one.get("/inbox?kind=voucher-refusal&from=1999-01-01&to=1999-12-31").status() == 200);
  BOOST_TEST(one.shows("No document fits"));
  BOOST_TEST(one.get("/inbox?kind=nonsense&from=x&after=-1--").status() == 200);
  BOOST_TEST(secretary().get("/inbox").status() == 403);
}

BOOST_AUTO_TEST_CASE(a_document_is_read_with_its_pictures_its_record_and_its_neighbours) {
  auto one = chair();
  const auto at = "/inbox/" + own[1].id;
  BOOST_TEST(one.get(at).status() == 200);
  BOOST_TEST(one.shows(own[1].subject));
  BOOST_TEST(one.shows("rel=\"prev\" data-key=\"k\""));
  BOOST_TEST(one.shows("rel=\"next\" data-key=\"j\""));
  BOOST_TEST(one.get(at + "/files/protocol-ky/1").body() == "picture of %PDF of " + own[1].id);
  BOOST_TEST(one.get(at + "/files/protocol-ky").body() == "%PDF of " + own[1].id);
  BOOST_TEST(one.get(at + "/files/protocol-ky/2").status() == 404);
  BOOST_TEST(one.get(at + "/files/record").status() == 404);
  one.get("/inbox");
  BOOST_TEST(one.shows("state-approved"));  // opened
  BOOST_TEST(openedOf(own[1]) == 1);
  auto other = otherChair();
  for (const char* what : {"", "/files/protocol-ky", "/files/protocol-ky/1"})
    BOOST_TEST(other.get(at + what).status() == 404);
  BOOST_TEST(secretary().get(at).status() == 403);
}

BOOST_AUTO_TEST_CASE(opened_is_what_was_shown_to_its_last_page_or_fetched_whole) {
  auto one = chair();
  const auto at = "/inbox/" + own[0].id;
  drawer.pages = 2;
  one.get(at);
  BOOST_TEST(one.shows("/files/protocol-ky/2\""));
  BOOST_TEST(openedOf(own[0]) == 0);
  one.get(at + "/files/protocol-ky/1");
  BOOST_TEST(openedOf(own[0]) == 0);
  one.get(at + "/files/protocol-ky/2");
  BOOST_TEST(openedOf(own[0]) == 1);
  drawer.away = true;
  const auto without = "/inbox/" + own[1].id;
  one.get(without);
  BOOST_TEST(one.shows("href=\"" + without + "/files/protocol-ky\""));
  BOOST_TEST(openedOf(own[1]) == 0);  // nothing of it could be seen
  one.get(without + "/files/protocol-ky");
  BOOST_TEST(openedOf(own[1]) == 1);
}

BOOST_AUTO_TEST_CASE(what_is_returned_has_a_reason_which_its_secretary_reads_and_is_written_of) {
  auto one = chair();
  const auto at = "/inbox/" + own[0].id;
  one.get(at);
  BOOST_TEST(one.submit(at + "/return", {{"words", " \n"}}).status() == 422);
  BOOST_TEST(one.submit(at + "/return", {{"reason", "person"}, {"words", std::string(4'001, 'x')}}).status() == 422);
  BOOST_TEST(one.shows("value=\"person\" checked"));
  BOOST_CHECK(stateOf(own[0]) == State::sent);
  const auto done = one.submit(at + "/return", {{"reason", "person"}, {"words", "<b>атасынын аты"}});
  BOOST_TEST(done.status() == 303);
  BOOST_TEST(done.location().starts_with("/inbox/"));  // the next one
  const auto document = database->archive().document(own[0].id).value();
  BOOST_CHECK(document.state == State::returned);
  BOOST_TEST(document.reason == "The data of the child or the parent: <b>атасынын аты");
  one.get(at);
  BOOST_TEST(one.shows("does not wait for your signature"));
  // Back and again: it says what it is.
  BOOST_TEST(one.post(at + "/return",
                      {{"csrf", one.hidden("/sign-out").at(0).second}, {"once", newToken()}, {"reason", "text"}})
                 .location() == at);
  auto clerk = secretary();
  clerk.get("/applications");
  BOOST_TEST(clerk.shows("&lt;b&gt;атасынын аты"));

  auto& notices = database->notices();
  while (!notices.gather({.quiet = {}, .longest = {}, .fromHour = 0, .untilHour = 24})) continue;
  bool written = false;
  while (const auto claim = notices.claim(std::chrono::minutes(1))) {
    written = written || (claim->notice.kind == NoticeKind::outcome && claim->notice.memberId == "b1-02" &&
                          claim->notice.counts.rejected == 1);
    notices.sent(claim->notice);
  }
  BOOST_TEST(written);
}

BOOST_AUTO_TEST_CASE(another_chairperson_returns_nothing) {
  auto other = otherChair();
  other.get("/inbox");
  const auto csrf = other.hidden("/sign-out").at(0).second;
  BOOST_TEST(other.post("/inbox/" + own[0].id + "/return", {{"csrf", csrf}, {"once", newToken()}, {"reason", "text"}})
                 .status() == 404);
  BOOST_TEST(other.post("/inbox/batch", {{"csrf", csrf}, {"once", newToken()}, {"document", own[0].id}}).status() ==
             409);
  BOOST_CHECK(stateOf(own[0]) == State::sent);
}

BOOST_AUTO_TEST_CASE(a_list_is_frozen_shown_with_its_digest_and_what_was_never_opened) {
  auto one = chair();
  one.get("/inbox/" + own[0].id + "/files/protocol-ky");
  one.get("/inbox");
  BOOST_TEST(one.submit("/inbox/batch", {{"which", "ticked"}}).location() == "/inbox?nothing=1");
  const auto at = prepare(one, {own[0], own[1]});
  BOOST_TEST(one.get(at).status() == 200);
  const auto batch = database->batches().find(at.substr(at.rfind('/') + 1)).value();
  BOOST_TEST(one.shows(inGroups(batch.digest)));
  BOOST_TEST(one.shows("You never opened 1 document."));
  BOOST_TEST(inGroups("0123456789") == "0123 4567 89");
  // All of a kind.
  one.get("/inbox/batch");
  one.submit("/inbox/batch", {{"which", "all"}});
  BOOST_TEST(database->batches().ofChairperson("b1-01", 1).at(0).documents > 1);
}

BOOST_AUTO_TEST_CASE(a_wrong_password_says_how_many_tries_are_left_and_is_shown_nowhere) {
  auto one = chair();
  const auto at = prepare(one, {own[0]});
  one.get(at);
  BOOST_TEST(one.submit(at, {}).status() == 422);
  const auto attempt = KeyHolder::attemptAt("b1-01");
  database->signIn().attempt({&attempt, 1});
  BOOST_TEST(one.submit(at, {{"password", "жаңылыш сөз"}}).status() == 422);
  BOOST_TEST(one.shows("4 tries are left"));
  BOOST_TEST(!one.shows("жаңылыш"));
  BOOST_TEST(!one.shows("b1-01"));
  for (int i = 0; i < 4; ++i) database->signIn().attempt({&attempt, 1});
  BOOST_TEST(one.submit(at, {{"password", "жаңылыш сөз"}}).status() == 422);
  BOOST_TEST(one.shows("No try is left"));
  BOOST_TEST(signer.orders == 0);
  for (const auto& trouble : log.all()) BOOST_TEST(toString(trouble.problem).find("жаңылыш") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(while_the_signer_is_away_that_is_said_and_the_list_stays) {
  auto one = chair();
  const auto at = prepare(one, {own[0], own[1]});
  one.get(at);
  signer.password.clear();
  BOOST_TEST(one.submit(at, {{"password", kKey}}).status() == 422);
  BOOST_TEST(one.shows("does not answer"));
  BOOST_TEST(one.shows(own[1].subject));
  signer.password = kKey;
  signer.trouble = Problem{"signerLost", {}};
  BOOST_TEST(one.submit(at, {{"password", kKey}}).location() == at);  // its page says what became of it
  signer.trouble = Problem{"certificateUnknown", {{"member", "b1-01"}}};
  one.get(at);
  BOOST_TEST(one.submit(at, {{"password", kKey}}).status() == 422);
  signer.trouble.reset();
  one.get(at);
  BOOST_TEST(one.submit(at, {{"password", kKey}}).location() == at);
  BOOST_TEST(signer.orders == 1);
}

BOOST_AUTO_TEST_CASE(a_double_click_gives_one_order_and_the_page_says_what_became_of_it) {
  auto one = chair();
  const auto at = prepare(one, {own[0], own[1], own[2]});
  const auto id = at.substr(at.rfind('/') + 1);
  one.get(at);
  auto fields = one.hidden(at);
  fields.emplace_back("password", kKey);
  BOOST_TEST(one.post(at, fields).location() == at);
  BOOST_TEST(one.post(at, fields).location() == at);
  BOOST_TEST(signer.orders == 1);
  BOOST_CHECK(stateOf(own[0]) == State::authorised);
  one.get(at);
  BOOST_TEST(one.shows("The signing was interrupted"));  // this signer stops there
  BOOST_TEST(one.get(at + "/receipt").status() == 404);
  one.get("/inbox");
  BOOST_TEST(one.shows("is not finished yet"));

  const std::vector<std::string> ids{own[0].id, own[1].id};
  for (const auto& claim :
       database->queue().claim({.worker = "w", .stage = Stage::sign, .limit = 9, .onlyDocuments = ids})) {
    const Completed done{.documentId = claim.document.id,
                         .token = claim.token,
                         .result = Signed{.container = {"p.asice", "application/zip", store->put("c"), 1},
                                          .certificateDigest = "d",
                                          .level = "B-B",
                                          .flags = {}}};
    BOOST_REQUIRE(database->queue().complete("w", {&done, 1}).at(0));
  }
  database->authorisations().reject(own[2].id, "b1-01", "кеч калды");
  database->authorisations().keepReceipt(id, store->put("a receipt"));
  one.get(at);
  BOOST_TEST(one.shows("Signed: 2"));
  BOOST_TEST(one.shows("Left out: 1"));
  BOOST_TEST(one.shows("кеч калды"));
  BOOST_TEST(!one.shows("type=\"password\""));
  BOOST_TEST(one.get(at + "/receipt").body() == "a receipt");
  BOOST_TEST(one.get(at + "/status").body().find("\"ready\": true") != std::string::npos);
  one.get("/inbox/batch");
  BOOST_TEST(one.shows(at + "/receipt"));
  one.get("/inbox");
  BOOST_TEST(!one.shows("is not finished yet"));
}

BOOST_AUTO_TEST_CASE(a_form_that_is_sent_again_since_the_portal_was_killed_makes_no_second_list) {
  auto one = chair();
  one.get("/inbox");
  auto fields = one.hidden("/inbox/batch");
  fields.insert(fields.end(), {{"which", "ticked"}, {"document", own[0].id}, {"document", own[1].id}});
  const auto first = one.post("/inbox/batch", fields).location();
  BOOST_REQUIRE(first.starts_with("/inbox/batches/"));
  change("UPDATE portal_once SET location = NULL, begun_at = 1");  // done, and its answer never kept
  BOOST_TEST(one.post("/inbox/batch", fields).location() == first);
  BOOST_TEST(database->batches().ofChairperson("b1-01", 10).size() == 1u);
  // Other documents are another list, whatever the form was.
  fields.pop_back();
  BOOST_TEST(one.post("/inbox/batch", fields).location() != first);
}

BOOST_AUTO_TEST_CASE(a_list_that_changed_since_it_was_shown_says_so_and_becomes_a_new_one_of_what_waits) {
  auto one = chair();
  const auto at = prepare(one, {own[0], own[1]});
  database->sending().recall({&own[0].id, 1}, {"aigul", "bishkek-1may"});
  one.get(at);
  BOOST_TEST(one.shows("1 document of the list has changed or was recalled"));
  const auto again = one.submit("/inbox/batch", {{"which", "again"}}).location();
  BOOST_TEST(again != at);
  one.get(again);
  BOOST_TEST(one.shows(own[1].subject));
  BOOST_TEST(!one.shows(own[0].id));
  // What the form confirms is the list that it shows.
  auto fields = one.hidden(again);
  for (auto& [name, value] : fields)
    if (name == "digest") value = std::string(64, '0');
  fields.emplace_back("password", kKey);
  BOOST_TEST(one.post(again, fields).status() == 422);
  BOOST_TEST(signer.orders == 0);
}

BOOST_AUTO_TEST_CASE(all_of_two_commissions_becomes_a_list_for_each_which_says_whose_it_is) {
  auto one = chair();
  const auto account = database->accounts().ofIdentity({kLocalIssuer, "chair"}).value().id;
  change(
      "UPDATE commission_member SET pin = (SELECT pin FROM commission_member WHERE id = 'b1-01') WHERE id = 'tk-01'");
  BOOST_REQUIRE(database->accounts().grant(account, {Role::chairperson, "tokmok", "tk-01"}, "test") ==
                Accounts::Granted::yes);
  one.get("/inbox");
  const auto answer = one.submit("/inbox/batch", {{"which", "all"}});
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.location() == "/inbox/batch?several=1");
  const auto mine = database->batches().ofChairperson("b1-01", 9),
             other = database->batches().ofChairperson("tk-01", 9);
  BOOST_REQUIRE(mine.size() == 1u);
  BOOST_REQUIRE(other.size() == 1u);
  BOOST_TEST(static_cast<std::size_t>(mine[0].documents) == own.size());
  BOOST_TEST(static_cast<std::size_t>(other[0].documents) == foreign.size());
  one.get(answer.location());
  BOOST_TEST(one.shows("a list was made for each"));
  const auto tokmok = database->applications().commission("tokmok").value().name.in(Language::ru);
  const auto ky = database->applications().commission("tokmok").value().name.in(Language::ky);
  BOOST_TEST((one.shows(tokmok) || one.shows(ky)));
  one.get("/inbox/batches/" + other[0].id);
  BOOST_TEST((one.shows(tokmok) || one.shows(ky)));
}

BOOST_AUTO_TEST_CASE(a_list_whose_document_went_to_another_chairperson_is_made_again_of_the_rest) {
  auto one = chair();
  const auto at = prepare(one, {own[0], own[1], own[2]});
  database->sending().recall({&own[2].id, 1}, {"aigul", "bishkek-1may"});
  change("UPDATE balalyk_document SET chairperson_id = 'tk-01' WHERE id = '" + own[0].id + "'");
  one.get(at);
  BOOST_TEST(one.submit("/inbox/batch", {{"which", "again"}}).status() == 303);
}

BOOST_AUTO_TEST_CASE(a_reason_is_one_that_its_reader_sees) {
  auto one = chair();
  const auto at = "/inbox/" + own[0].id;
  one.get(at);
  for (const char* nothing : {"\u200b\u200b", "\u202e", "\u00a0\u3000"})
    BOOST_TEST(one.submit(at + "/return", {{"words", nothing}}).status() == 422);
  BOOST_CHECK(stateOf(own[0]) == State::sent);
  BOOST_TEST(one.submit(at + "/return", {{"words", "ката\u202e aty"}}).status() == 303);
  BOOST_TEST(database->archive().document(own[0].id).value().reason == "ката aty");
}

BOOST_AUTO_TEST_CASE(a_batch_that_is_not_finished_is_named_however_many_lists_were_made_since) {
  auto one = chair();
  const auto at = prepare(one, {own[0]});
  signer.password = kKey;
  one.get(at);
  BOOST_REQUIRE(one.submit(at, {{"password", kKey}}).status() == 303);
  for (int i = 0; i < 8; ++i) prepare(one, {own[1]});
  one.get("/inbox");
  BOOST_TEST(one.shows("href=\"" + at + "\""));
}

BOOST_AUTO_TEST_CASE(a_batch_of_another_is_not_found_and_a_secretary_has_none) {
  auto one = chair();
  const auto at = prepare(one, {own[0]});
  auto other = otherChair();
  other.get("/inbox");
  const auto csrf = other.hidden("/sign-out").at(0).second;
  for (const char* what : {"", "/status", "/receipt"}) BOOST_TEST(other.get(at + what).status() == 404);
  BOOST_TEST(other.post(at, {{"csrf", csrf}, {"once", newToken()}, {"password", kKey}}).status() == 404);
  BOOST_TEST(
      other
          .post("/inbox/batch",
                {{"csrf", csrf}, {"once", newToken()}, {"which", "again"}, {"batch", at.substr(at.rfind('/') + 1)}})
          .status() == 404);
  BOOST_TEST(secretary().get(at).status() == 403);
  BOOST_TEST(signer.orders == 0);
}

BOOST_AUTO_TEST_CASE(a_standing_authorisation_is_granted_over_the_statement_shown_and_revoked) {
  signer.grants = [this](const StandingOrder& order) {
    const std::string id = "00000000-0000-7000-8000-000000000001";
    database->authorisations().recordStanding({.id = id,
                                               .chairpersonId = order.memberId,
                                               .commissionId = order.commissionId,
                                               .standing = true,
                                               .kinds = order.kinds,
                                               .validFrom = order.from,
                                               .validTo = order.to,
                                               .recordedAt = database->now(),
                                               .statementDigest = "s",
                                               .certificateDigest = "c"});
    return id;
  };
  auto one = chair();
  BOOST_TEST(one.get("/inbox/standing").status() == 200);
  BOOST_TEST(one.get("/inbox/standing/new?look=1&from=2040-01-01&to=2039-01-01").status() == 200);
  BOOST_TEST(one.shows("No kind of document is ticked"));
  BOOST_TEST(one.shows("before the first"));
  BOOST_TEST(!one.shows("type=\"password\""));
  one.get("/inbox/standing/new?look=1&kind=voucher-list&from=2039-01-01&to=2039-12-31");
  BOOST_TEST(one.shows("I authorise the signing with my key"));
  BOOST_TEST(one.submit("/inbox/standing", {{"password", "wrong"}}).status() == 422);
  BOOST_TEST(signer.granted.empty());
  const auto at = one.submit("/inbox/standing", {{"password", kKey}}).location();
  BOOST_REQUIRE_EQUAL(signer.granted.size(), 1u);
  BOOST_TEST(signer.granted[0].memberId == "b1-01");
  BOOST_CHECK(signer.granted[0].kinds == std::vector{Kind::voucherList});
  one.get("/inbox/standing");
  BOOST_TEST(one.shows("not begun yet"));
  one.get(at);
  BOOST_TEST(one.submit(at + "/revoke", {{"password", kKey}}).location() == at);
  BOOST_TEST(signer.revoked.size() == 1u);
  auto other = otherChair();
  BOOST_TEST(other.get(at).status() == 404);
  BOOST_TEST(other.get("/inbox/standing/new?commission=bishkek-1may").status() == 404);
  const auto csrf = (other.get("/inbox"), other.hidden("/sign-out").at(0).second);
  BOOST_TEST(other
                 .post("/inbox/standing", {{"csrf", csrf},
                                           {"once", newToken()},
                                           {"commission", "bishkek-1may"},
                                           {"kind", "voucher-list"},
                                           {"from", "2039-01-01"},
                                           {"to", "2039-12-31"},
                                           {"password", kKey}})
                 .status() == 404);
  BOOST_TEST(other.post(at + "/revoke", {{"csrf", csrf}, {"once", newToken()}, {"password", kKey}}).status() == 404);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
