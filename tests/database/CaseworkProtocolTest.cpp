#include <thread>

#include "CaseworkFixture.h"
#include "pipeline/actions/Regenerate.h"

using namespace balalyk;
using namespace balalyk::tests;

BOOST_FIXTURE_TEST_SUITE(CaseworkProtocols, Casework)

BOOST_AUTO_TEST_CASE(saved_only_it_waits_for_the_night_and_with_its_protocol_it_goes_before_all_others) {
  for (const auto* other : {"B1", "B2", "B3"}) take(newDocument(other));
  save("A1", complete("1"));
  BOOST_CHECK_EQUAL(protocolState("A1"), "none");
  BOOST_CHECK_EQUAL(wordOf(editor().saveAndMakeProtocol(write("A2", complete("2")))), "saved");
  const auto document = latest("A2").value();
  BOOST_CHECK(document.state == State::decided && document.priority == Priority::interactive);
  BOOST_CHECK_EQUAL(open().audit().ofDocument(document.id).at(0).actor, "aigul");
  BOOST_CHECK_EQUAL(claim(Stage::fill, "w", 1).at(0).document.id, document.id);
  // Taken by the night already, and now a person waits.
  balalyk::Take(open()).run("night", {});
  BOOST_CHECK(latest("A1")->priority == Priority::nightly);
  BOOST_CHECK(editor().makeProtocol("A1"));
  BOOST_CHECK_EQUAL(latest("A1")->revision, 1);
  BOOST_CHECK_EQUAL(claim(Stage::fill, "w", 1).at(0).document.id, latest("A1")->id);
  BOOST_CHECK(!editor().makeProtocol("A3"));  // not decided
}

BOOST_AUTO_TEST_CASE(a_draft_that_was_made_is_waited_for) {
  editor().saveAndMakeProtocol(write("A1", complete("1")));
  BOOST_CHECK(editor().awaitProtocol("A1", milliseconds(1)).value().state == State::decided);
  {
    const std::jthread worker([&] { bring("A1", State::drafted); });
    BOOST_CHECK(editor().awaitProtocol("A1", std::chrono::seconds(20)).value().state != State::decided);
  }
  BOOST_CHECK(!editor().awaitProtocol("A3", std::chrono::seconds(20)));
}

BOOST_AUTO_TEST_CASE(what_is_sent_authorised_or_signed_is_frozen_and_a_recall_leads_back) {
  sendingBySecretary();
  editor().saveAndMakeProtocol(write("A1", complete("1")));
  bring("A1", State::sent);
  const auto id = latest("A1")->id;
  const auto before = found("A1");
  const auto frozen = [&] {
    const auto outcome = editor().saveAndMakeProtocol(write("A1", complete("2")));
    BOOST_REQUIRE_EQUAL(wordOf(outcome), "frozen");
    BOOST_CHECK_EQUAL(std::get<Frozen>(outcome).documentId, id);
    BOOST_CHECK(found("A1").form == before.form);
    return std::get<Frozen>(outcome).state;
  };
  BOOST_CHECK(frozen() == State::sent);
  BOOST_CHECK(freezes(found("A1").protocol.value().state));
  BOOST_CHECK_EQUAL(editor().makeProtocol("A1").value().id, id);
  SendProtocols sending(open(), {"K1"}, "aigul");
  BOOST_CHECK_EQUAL(sending.sent().size(), 1u);
  BOOST_CHECK(sending.recall({id}).at(0).result.outcome == SendingOutcome::done);
  save("A1", complete("2"));
  BOOST_CHECK_EQUAL(protocolState("A1"), "decided");  // made again: no draft says what is no longer saved
  BOOST_CHECK_EQUAL(latest("A1")->revision, 2);
  BOOST_CHECK(document(id).state == State::superseded);
}

BOOST_AUTO_TEST_CASE(after_a_recall_what_follows_waits_for_the_secretary_where_all_else_is_sent_at_once) {
  editor().saveAndMakeProtocol(write("A1", complete("1")));
  bring("A1", State::sent);
  SendProtocols sending(open(), {"K1"}, "aigul");
  BOOST_CHECK(!sending.recall({latest("A1")->id}).at(0).problem);
  editor().saveAndMakeProtocol(write("A1", complete("2")));
  BOOST_CHECK_EQUAL(latest("A1")->revision, 2);
  bring("A1", State::drafted);
  BOOST_CHECK_EQUAL(protocolState("A1"), "drafted");
  // A decision taken back and given again does not send it either.
  auto undone = complete("2");
  undone.chosen.reset();
  save("A1", undone);
  BOOST_CHECK_EQUAL(protocolState("A1"), "withdrawn");
  editor().saveAndMakeProtocol(write("A1", complete("3")));
  bring("A1", State::drafted);
  BOOST_CHECK_EQUAL(protocolState("A1"), "drafted");
  BOOST_CHECK(!sending.send({latest("A1")->id}).at(0).problem);
  // Sent by a person, it is as before: what the chairperson returns is sent at once when it is corrected.
  authorisations().reject(latest("A1")->id, "M1", "Дареги башка");
  editor().saveAndMakeProtocol(write("A1", complete("4")));
  bring("A1", State::drafted);
  BOOST_CHECK_EQUAL(protocolState("A1"), "sent");
}

BOOST_AUTO_TEST_CASE(what_a_change_of_the_list_takes_back_from_the_chairperson_says_so_until_it_is_sent) {
  sendingBySecretary();
  editor().saveAndMakeProtocol(write("A1", complete("1")));
  bring("A1", State::sent);
  const auto flagged = [&] { return std::ranges::count(latest("A1")->flags, "sentBefore", &Flag::code); };
  BOOST_CHECK_EQUAL(flagged(), 0);
  auto rename = [&](const std::string& surname) {
    auto entry = open().memberBook().member({.everywhere = true}, "M1").value();
    entry.member.name.surname = surname;
    open().memberBook().change({.everywhere = true}, entry.member, entry.version, "aigul");
    balalyk::Take(open()).run("night", {});
  };
  rename("Төраева");
  BOOST_CHECK_EQUAL(latest("A1")->revision, 2);
  BOOST_CHECK_EQUAL(flagged(), 1);
  bring("A1", State::drafted);
  BOOST_CHECK_EQUAL(protocolState("A1"), "drafted");
  BOOST_CHECK_EQUAL(flagged(), 1);
  rename("Төраева-Осмонова");  // before it was sent again
  BOOST_CHECK_EQUAL(latest("A1")->revision, 3);
  BOOST_CHECK_EQUAL(flagged(), 1);
  bring("A1", State::published);
  BOOST_CHECK(editor().regenerate("A1", "себеп"));
  BOOST_CHECK_EQUAL(flagged(), 0);
}

BOOST_AUTO_TEST_CASE(the_reason_of_a_correction_is_kept_with_what_is_saved) {
  editor().saveAndMakeProtocol(write("A1", complete("1")));
  bring("A1", State::published);
  auto changed = complete("1");
  changed.comments = "Такталды";
  const auto today = open().today();
  // Of the port alone: nobody comes after it who could be stopped in between.
  const auto outcome =
      applications().save({"A1", found("A1").version, changed, "ката бар"}, {"K1"}, "aigul",
                          [&](const Application& record) { return check(record, today, open().amounts()); });
  BOOST_REQUIRE_EQUAL(wordOf(outcome), "saved");
  const auto document = latest("A1").value();
  BOOST_CHECK(std::get<Saved>(outcome).regenerated == document.id);
  BOOST_CHECK_EQUAL(document.revision, 2);
  BOOST_CHECK_EQUAL(document.reason, "ката бар");
  BOOST_CHECK(document.priority == Priority::interactive);
  BOOST_CHECK(archive().recordXml(document.id).value().find("Такталды") != std::string::npos);
  BOOST_CHECK_EQUAL(open().audit().ofDocument(document.id).at(0).actor, "aigul");
  BOOST_CHECK(!open().audit().firstBroken());
}

BOOST_AUTO_TEST_CASE(the_protocol_is_made_and_taken_back_where_its_decision_is_saved) {
  // Of the port alone: nobody comes after it who could be stopped in between.
  const auto today = open().today();
  const auto save = [&](const ApplicationForm& form, Making making) {
    const auto outcome =
        applications().save({"A1", found("A1").version, form, "", making}, {"K1"}, "aigul",
                            [&](const Application& record) { return check(record, today, open().amounts()); });
    BOOST_REQUIRE_EQUAL(wordOf(outcome), "saved");
  };
  save(complete("1"), Making::whenThere);
  BOOST_CHECK(!latest("A1"));
  save(complete("1"), Making::atOnce);
  BOOST_REQUIRE_EQUAL(protocolState("A1"), "decided");
  BOOST_CHECK(latest("A1")->priority == Priority::interactive);
  auto corrected = complete("1");
  corrected.comments = "Такталды";
  save(corrected, Making::whenThere);
  BOOST_CHECK_EQUAL(latest("A1")->revision, 2);
  BOOST_CHECK(archive().recordXml(latest("A1")->id)->find("Такталды") != std::string::npos);
  corrected.chosen.reset();
  save(corrected, Making::whenThere);
  BOOST_CHECK_EQUAL(protocolState("A1"), "withdrawn");
  BOOST_CHECK(!open().audit().firstBroken());
}

BOOST_AUTO_TEST_CASE(of_two_who_make_one_document_again_at_once_one_does) {
  editor().saveAndMakeProtocol(write("A1", complete("1")));
  bring("A1", State::published);
  const auto published = latest("A1").value();
  const auto other = openDatabase(connection());
  std::atomic<int> made{0}, late{0};
  const auto work = [&](PortalDatabase& database, const std::string& account) {
    try {
      Regenerate(database).run(published, "себеп", account);
      ++made;
    } catch (const Error& error) {
      if (error.problem().code == "documentNotLatest") ++late;
    }
  };
  {
    const std::jthread first([&] { work(open(), "aigul"); });
    const std::jthread second([&] { work(*other, "bermet"); });
  }
  BOOST_CHECK_EQUAL(made, 1);
  BOOST_CHECK_EQUAL(late, 1);
  BOOST_CHECK_EQUAL(latest("A1")->revision, 2);
}

BOOST_AUTO_TEST_CASE(what_is_authorised_and_signed_stays_frozen) {
  editor().saveAndMakeProtocol(write("A1", complete("1")));
  bring("A1", State::signed_);
  const auto outcome = editor().save(write("A1", complete("2")));
  BOOST_CHECK(std::get<Frozen>(outcome).state == State::signed_);
  editor().saveAndMakeProtocol(write("A2", complete("2")));
  bring("A2", State::authorised);
  BOOST_CHECK(std::get<Frozen>(editor().save(write("A2", complete("3")))).state == State::authorised);
}

BOOST_AUTO_TEST_CASE(what_was_signed_and_waits_for_an_operator_is_frozen_too) {
  editor().saveAndMakeProtocol(write("A1", complete("1")));
  bring("A1", State::signed_);
  const auto id = latest("A1")->id;
  const auto claim = queue().claim({.worker = "w1", .stage = Stage::publish, .limit = 1}).at(0);
  BOOST_REQUIRE(
      queue().fail("w1", {id, claim.token, Stage::publish, Disposition::quarantined, {"storeDamaged", {}}, {}}));
  BOOST_REQUIRE_EQUAL(protocolState("A1"), "quarantined");
  for (const auto& form : {complete("2"), complete("1", Decision::rejected), ApplicationForm{}})
    BOOST_CHECK_EQUAL(wordOf(editor().saveAndMakeProtocol(write("A1", form), "себеп")), "frozen");
  BOOST_CHECK_EQUAL(stateOfCase("A1"), "approved");
  BOOST_CHECK_EQUAL(latest("A1")->id, id);
}

BOOST_AUTO_TEST_CASE(a_decision_taken_back_withdraws_its_protocol_at_once_and_gives_the_number_back) {
  sendingBySecretary();
  open().vouchers().setWhole("417", year, 3);
  editor().saveAndMakeProtocol(write("A1", complete("1")));
  bring("A1", State::drafted);
  auto undone = complete("1");
  undone.ticked = {};  // no longer complete
  const auto saved = save("A1", undone);
  BOOST_CHECK_EQUAL(codes(saved.problems), "chairpersonMissing attendeesMissing");
  BOOST_CHECK_EQUAL(protocolState("A1"), "withdrawn");
  BOOST_CHECK_EQUAL(freeOf("417"), 3);
  BOOST_CHECK_EQUAL(codes(save("A2", complete("1")).problems), "");
  BOOST_CHECK_EQUAL(wordOf(editor().saveAndMakeProtocol(write("A1", complete("2")))), "saved");
  BOOST_CHECK_EQUAL(protocolState("A1"), "decided");
  BOOST_CHECK_EQUAL(latest("A1")->revision, 2);
  BOOST_CHECK(!open().audit().firstBroken());
}

BOOST_AUTO_TEST_CASE(a_returned_protocol_says_what_to_correct_and_comes_first) {
  editor().saveAndMakeProtocol(write("A2", complete("1")));
  bring("A2", State::sent);
  authorisations().reject(latest("A2")->id, "M1", "Дареги башка");
  auto page = applications().list({.commissionId = "K1"});
  BOOST_REQUIRE_EQUAL(page.rows.size(), 3u);
  BOOST_CHECK_EQUAL(page.rows[0].id, "A2");
  BOOST_CHECK_EQUAL(page.rows[0].protocol.value().reason, "Дареги башка");
  BOOST_CHECK_EQUAL(page.returned, 1);
  BOOST_CHECK(found("A2").protocol.value().state == State::returned);
  // As it is, once more, and corrected.
  BOOST_CHECK(editor().makeProtocol("A2").value().state == State::decided);
  BOOST_CHECK_EQUAL(latest("A2")->revision, 2);
  bring("A2", State::sent);
  authorisations().reject(latest("A2")->id, "M1", "дагы");
  auto corrected = complete("1");
  corrected.comments = "Оңдолду";
  editor().saveAndMakeProtocol(write("A2", corrected));
  BOOST_CHECK_EQUAL(latest("A2")->revision, 3);
  BOOST_CHECK_EQUAL(latest("A2")->reason, "");
  BOOST_CHECK(archive().recordXml(latest("A2")->id)->find("Оңдолду") != std::string::npos);
  page = applications().list({.commissionId = "K1"});
  BOOST_CHECK_EQUAL(page.returned, 0);
}

BOOST_AUTO_TEST_CASE(problems_of_a_returned_one_are_those_that_the_night_found) {
  editor().saveAndMakeProtocol(write("A1", complete("1")));
  tables.setActive("M1", false);
  balalyk::Take(open()).run("night", {.everything = true});
  const auto row = applications().list({.commissionId = "K1"}).rows.at(0);
  BOOST_CHECK_EQUAL(row.id, "A1");
  BOOST_CHECK_EQUAL(codes(row.protocol.value().problems), "chairpersonMissing attendeesMissing");
}

BOOST_AUTO_TEST_CASE(what_is_published_changes_with_a_reason_only_and_never_back_to_waiting) {
  open().vouchers().setWhole("417", year, 3);
  editor().saveAndMakeProtocol(write("A1", complete("1")));
  bring("A1", State::published);
  const auto published = latest("A1")->id;
  auto changed = complete("1");
  changed.comments = "Такталды";
  auto outcome = editor().save(write("A1", changed));
  BOOST_REQUIRE_EQUAL(wordOf(outcome), "afterPublication");
  BOOST_CHECK(std::get<AfterPublication>(outcome).problems.empty());
  BOOST_CHECK_EQUAL(std::get<AfterPublication>(outcome).documentId, published);
  auto undone = changed;
  undone.chosen.reset();
  outcome = editor().save(write("A1", undone), "ката");
  BOOST_CHECK_EQUAL(codes(std::get<AfterPublication>(outcome).problems), "decisionMissing");
  undone = changed;
  undone.benefits = {};
  outcome = editor().save(write("A1", undone), "ката");
  BOOST_CHECK_EQUAL(codes(std::get<AfterPublication>(outcome).problems), "benefitMissing");
  BOOST_CHECK_EQUAL(freeOf("417"), 2);
  BOOST_CHECK_EQUAL(latest("A1")->id, published);

  BOOST_CHECK_EQUAL(wordOf(editor().save(write("A1", changed), "ката")), "saved");
  auto document = latest("A1").value();
  BOOST_CHECK_EQUAL(document.revision, 2);
  BOOST_CHECK_EQUAL(document.reason, "ката");
  BOOST_CHECK(document.priority == Priority::interactive);
  BOOST_CHECK(this->document(published).state == State::published);  // until the new one is
  // On its way it may be corrected, under the same reason, but not taken back.
  changed.comments = "Такталды, кайра";
  BOOST_CHECK_EQUAL(wordOf(editor().save(write("A1", changed))), "saved");
  BOOST_CHECK_EQUAL(latest("A1")->revision, 3);
  BOOST_CHECK_EQUAL(latest("A1")->reason, "ката");
  BOOST_CHECK_EQUAL(wordOf(editor().save(write("A1", undone))), "afterPublication");
  bring("A1", State::published);
  BOOST_CHECK(this->document(published).state == State::superseded);
  // What is saved is what is published: without a change it is made again by a reason, too.
  BOOST_CHECK_EQUAL(editor().regenerate("A1", "дагы").value().revision, 4);
  BOOST_CHECK_EQUAL(codeOf([&] { editor().regenerate("A1", ""); }), "reasonMissing");
}

BOOST_AUTO_TEST_CASE(each_of_a_days_drafts_is_sent_with_its_own_outcome) {
  sendingBySecretary();
  for (const auto* id : {"A1", "A2", "A3"}) {
    editor().saveAndMakeProtocol(write(id, complete(id)));
    bring(id, State::drafted);
  }
  SendProtocols sending(open(), {"K1"}, "aigul"), foreign(open(), {"K2"}, "other"), nobody(open(), {}, "x"),
      empty(open(), {""}, "x");
  BOOST_CHECK_EQUAL(sending.drafts().size(), 3u);
  BOOST_CHECK_EQUAL(applications().list({.commissionId = "K1"}).drafted, 3);
  const auto id = latest("A1")->id;
  for (auto* other : {&foreign, &nobody, &empty}) {
    BOOST_CHECK(other->drafts().empty());
    BOOST_CHECK_EQUAL(other->send({id}).at(0).problem.value().code, "documentNotFound");
  }
  BOOST_CHECK_EQUAL(protocolState("A1"), "drafted");
  const auto results = sending.send({id, "nothing", latest("A2")->id});
  BOOST_REQUIRE_EQUAL(results.size(), 3u);
  BOOST_CHECK(!results[0].problem && results[1].problem && !results[2].problem);
  BOOST_CHECK_EQUAL(sending.drafts().size(), 1u);
  BOOST_CHECK_EQUAL(open().audit().ofDocument(id).back().actor, "aigul");
  // Of two commissions' secretary.
  SendProtocols both(open(), {"K2", "K1"}, "aigul");
  BOOST_CHECK(!both.recall({id}).at(0).problem);
}

// Two programs, each with its own connection.
BOOST_AUTO_TEST_CASE(two_secretaries_at_once_cannot_overdraw_a_quota) {
  constexpr int kApplications = 24, kWhole = 7;
  std::vector<std::string> ids;
  for (int i = 10; i < 10 + kApplications; ++i) {
    ids.push_back("A" + std::to_string(i));
    put(waiting(ids.back()));
  }
  open().vouchers().setWhole("41711", year, kWhole);
  const auto other = openDatabase(connection());
  std::atomic<int> approved{0}, exhausted{0};
  const auto work = [&](PortalDatabase& database, const std::string& account, int from) {
    EditApplication edit(database, {"K1"}, account);
    for (int i = from; i < kApplications; i += 2) {
      const auto outcome = edit.save({ids[i], 1, complete(ids[i]), {}});
      const auto& saved = std::get<Saved>(outcome);
      (saved.now == ApplicationState::approved ? approved : exhausted) += 1;
      if (saved.now != ApplicationState::approved && codes(saved.problems) != "quotaExceeded") approved += 1'000;
    }
  };
  {
    const std::jthread first([&] { work(open(), "aigul", 0); });
    const std::jthread second([&] { work(*other, "bermet", 1); });
  }
  BOOST_CHECK_EQUAL(approved, kWhole);
  BOOST_CHECK_EQUAL(exhausted, kApplications - kWhole);
  BOOST_CHECK_EQUAL(freeOf("41711"), 0);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM application WHERE decision = 'approved'"), kWhole);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM application WHERE decision IS NULL AND saved_at IS NOT NULL"),
                    kApplications - kWhole);
  BOOST_CHECK(!open().audit().firstBroken());
}

BOOST_AUTO_TEST_CASE(of_two_who_save_one_application_at_once_the_second_learns_of_the_first) {
  const auto other = openDatabase(connection());
  for (int round = 0; round < 10; ++round) {
    const auto version = found("A1").version;
    std::atomic<int> saved{0}, conflicts{0};
    const auto work = [&](PortalDatabase& database, const std::string& comments) {
      auto form = complete("1");
      form.comments = comments;
      const auto outcome = EditApplication(database, {"K1"}, comments).save({"A1", version, form, {}});
      (std::holds_alternative<Saved>(outcome) ? saved : conflicts) += 1;
    };
    {
      const std::jthread first([&] { work(open(), "aigul"); });
      const std::jthread second([&] { work(*other, "bermet"); });
    }
    BOOST_CHECK_EQUAL(saved, 1);
    BOOST_CHECK_EQUAL(conflicts, 1);
  }
}

BOOST_AUTO_TEST_SUITE_END()
