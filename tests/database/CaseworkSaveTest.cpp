#include <limits>

#include "CaseworkFixture.h"
#include "pipeline/casework/FormProblems.h"

using namespace balalyk;
using namespace balalyk::tests;

BOOST_FIXTURE_TEST_SUITE(CaseworkSaving, Casework)

BOOST_AUTO_TEST_CASE(what_is_incomplete_or_wrong_is_kept_as_typed_and_is_in_work) {
  const ApplicationForm typed{.benefits = {"low-income", "large-family"},
                              .ticked = {},
                              .documentsShown = {{"Маалымкат <b>№1</b> \"x\"", ""}},
                              .comments = " сап \n\n\n сап ",
                              .protocolNumber = " № 7 ",
                              .sittingDate = "кечээ",
                              .chosen = Decision::approved};
  const auto saved = save("A1", typed);
  BOOST_CHECK_EQUAL(toString(saved.now), std::string("waiting"));
  BOOST_CHECK_EQUAL(codes(saved.problems), "sittingDateUnreadable benefitsSeveral chairpersonMissing attendeesMissing");
  BOOST_CHECK(found("A1").form == typed);
  BOOST_CHECK_EQUAL(found("A1").version, 2);
  BOOST_CHECK_EQUAL(saved.version, 2);
  BOOST_CHECK(!open().records().application("A1"));
  const auto row = applications().list({.commissionId = "K1"}).rows.at(0);
  BOOST_CHECK(row.inWork);
  BOOST_CHECK(!applications().list({.commissionId = "K1"}).rows.at(1).inWork);
}

BOOST_AUTO_TEST_CASE(without_a_chosen_decision_nothing_is_judged) {
  auto form = complete("1");
  form.chosen.reset();
  form.benefits = {};
  BOOST_CHECK(save("A1", form).problems.empty());
  BOOST_CHECK_EQUAL(stateOfCase("A1"), "waiting");
}

BOOST_AUTO_TEST_CASE(a_complete_decision_is_taken_and_the_pipeline_reads_what_the_form_says) {
  open().vouchers().setWhole("417", year, 5);
  const auto form = complete("12/34");
  const auto saved = save("A1", form);
  BOOST_CHECK_EQUAL(codes(saved.problems), "");
  BOOST_CHECK_EQUAL(stateOfCase("A1"), "approved");
  BOOST_CHECK_EQUAL(freeOf("41711000000000"), 4);
  const auto record = open().records().application("A1").value();
  auto expected = applications().record("A1", {"K1"}, form).value();
  expected.origin.changedAt = record.origin.changedAt;
  BOOST_CHECK(record == expected);
  BOOST_CHECK_EQUAL(record.amountPerMonth.value(), 310'000);  // the rule's
  BOOST_CHECK_EQUAL(found("A1").amountPerMonth.value(), 310'000);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM voucher WHERE application_id = 'A1'"), 1);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM balalyk_audit WHERE event = 'applicationSaved' AND actor = 'aigul'"),
                    1);
  BOOST_CHECK(!open().audit().firstBroken());

  auto refusal = complete("13", Decision::rejected);
  save("A2", refusal);
  const auto refused = open().records().application("A2").value();
  BOOST_CHECK(!refused.approved);
  BOOST_CHECK_EQUAL(refused.refusalGrounds, "Негиз");
  BOOST_CHECK(!refused.amountPerMonth);
  BOOST_CHECK_EQUAL(freeOf("41711000000000"), 4);
}

BOOST_AUTO_TEST_CASE(a_date_is_understood_as_people_write_it) {
  auto form = complete("1");
  const auto iso = isoDate(sitting);
  form.sittingDate = iso.substr(8, 2) + "." + iso.substr(5, 2) + "." + iso.substr(0, 4);
  save("A1", form);
  BOOST_CHECK_EQUAL(found("A1").form.sittingDate, iso);
  BOOST_CHECK_EQUAL(stateOfCase("A1"), "approved");
  BOOST_CHECK_EQUAL(isoWhereDate(" 5.1.2026 "), "2026-01-05");
  for (const std::string other : {"31.02.2026", "5.1.26", "1..2026", "05-01-2026", "", "  ", "2026-1-5", "123.1.2026"})
    BOOST_CHECK_EQUAL(isoWhereDate(other), other);
}

BOOST_AUTO_TEST_CASE(a_day_that_nobody_means_is_not_decided_on) {
  for (const std::string day : {"0001-05-12", "0000-01-01", "1999-12-31", "01.02.0202"}) {
    auto form = complete("1");
    form.sittingDate = day;
    const auto saved = save("A1", form);
    BOOST_CHECK(codes(saved.problems).starts_with("yearImplausible"));
    BOOST_CHECK_EQUAL(toString(formFieldOf(saved.problems.at(0))), std::string("date"));
    BOOST_CHECK_EQUAL(stateOfCase("A1"), "waiting");
  }
  auto form = complete("1");
  form.sittingDate = "9999-12-31";
  BOOST_CHECK_EQUAL(codes(save("A1", form).problems), "sittingDateInFuture");
  form.sittingDate = isoDate(std::chrono::sys_days(open().today()) + std::chrono::days(1));
  BOOST_CHECK_EQUAL(codes(save("A1", form).problems), "sittingDateInFuture");
}

BOOST_AUTO_TEST_CASE(of_two_who_save_the_second_gets_all_three_states_and_changes_nothing) {
  auto first = complete("1");
  first.chosen.reset();
  save("A1", first);
  auto theirs = first, mine = first;
  theirs.comments = "theirs";
  mine.comments = "mine";
  const auto opened = found("A1").version;
  save("A1", theirs);
  const auto outcome = editor({"K1"}, "bermet").save({"A1", opened, mine, {}});
  BOOST_REQUIRE_EQUAL(wordOf(outcome), "conflict");
  const auto& conflict = std::get<Conflict>(outcome);
  BOOST_REQUIRE(conflict.before);
  BOOST_CHECK(conflict.before->form == first);
  BOOST_CHECK(conflict.theirs.form == theirs);
  BOOST_CHECK_EQUAL(conflict.theirs.version, opened + 1);
  BOOST_CHECK_EQUAL(conflict.theirs.saved.value().accountId, "aigul");
  BOOST_CHECK(found("A1").form == theirs);
  // Over it, after looking.
  BOOST_CHECK_EQUAL(wordOf(editor({"K1"}, "bermet").save({"A1", conflict.theirs.version, mine, {}})), "saved");
  BOOST_CHECK(found("A1").form == mine);
  BOOST_CHECK_EQUAL(found("A1").saved.value().accountId, "bermet");
}

BOOST_AUTO_TEST_CASE(a_form_that_comes_again_since_its_answer_was_lost_is_saved_already) {
  const auto form = complete("1");
  const FormWrite write{"A1", found("A1").version, form, {}};
  BOOST_REQUIRE_EQUAL(wordOf(editor().saveAndMakeProtocol(write)), "saved");
  const auto entries = number("SELECT count(*) FROM balalyk_audit");
  const auto again = editor().saveAndMakeProtocol(write);
  BOOST_REQUIRE_EQUAL(wordOf(again), "saved");
  BOOST_CHECK_EQUAL(std::get<Saved>(again).version, write.version + 1);
  BOOST_CHECK(std::get<Saved>(again).now == ApplicationState::approved);
  BOOST_CHECK_EQUAL(found("A1").version, write.version + 1);
  BOOST_CHECK_EQUAL(latest("A1")->revision, 1);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM balalyk_audit"), entries);
  // Of somebody else, or another text, it is not: what is there has to be looked at.
  BOOST_CHECK_EQUAL(wordOf(editor({"K1"}, "bermet").save(write)), "conflict");
  auto other = form;
  other.comments = "Башка";
  BOOST_CHECK_EQUAL(wordOf(editor().save({"A1", write.version, other, {}})), "conflict");
}

BOOST_AUTO_TEST_CASE(a_form_that_comes_again_is_answered_what_it_was_and_makes_what_is_asked_for_now) {
  const FormWrite plain{"A1", found("A1").version, complete("1"), {}};
  BOOST_REQUIRE_EQUAL(wordOf(editor().save(plain)), "saved");
  BOOST_REQUIRE(!latest("A1"));
  // «Back», and the other button.
  BOOST_REQUIRE_EQUAL(wordOf(editor().saveAndMakeProtocol(plain)), "saved");
  BOOST_REQUIRE_EQUAL(protocolState("A1"), "decided");
  BOOST_CHECK(latest("A1")->priority == Priority::interactive);
  BOOST_CHECK_EQUAL(found("A1").version, plain.version + 1);
  bring("A1", State::sent);
  BOOST_CHECK_EQUAL(wordOf(editor().saveAndMakeProtocol(plain)), "saved");
  BOOST_CHECK_EQUAL(latest("A1")->revision, 1);
  BOOST_CHECK_EQUAL(protocolState("A1"), "sent");

  // One that could not be decided still cannot.
  open().vouchers().setWhole("41711", year, 0);
  const FormWrite refused{"A2", found("A2").version, complete("2"), {}};
  for (int time = 0; time < 2; ++time) {
    const auto outcome = editor().save(refused);
    BOOST_REQUIRE_EQUAL(wordOf(outcome), "saved");
    BOOST_CHECK_EQUAL(codes(std::get<Saved>(outcome).problems), "quotaExceeded");
    BOOST_CHECK(std::get<Saved>(outcome).now == ApplicationState::waiting);
  }
  BOOST_CHECK_EQUAL(found("A2").version, refused.version + 1);
  // A number of somebody's own making.
  BOOST_CHECK_EQUAL(wordOf(editor().save({"A3", std::numeric_limits<int>::max(), complete("3"), {}})), "conflict");
}

BOOST_AUTO_TEST_CASE(a_write_past_the_pages_is_a_version_too) {
  const auto opened = found("A1").version;
  tables.touch(Source::application, "A1");
  BOOST_CHECK_EQUAL(wordOf(editor().save({"A1", opened, complete("1"), {}})), "conflict");
  put(waiting("A1"));
  BOOST_CHECK_EQUAL(found("A1").version, opened + 2);
  // The state in between is not kept, that it was opened with neither.
  BOOST_CHECK(!std::get<Conflict>(editor().save({"A1", opened, complete("1"), {}})).before);
}

BOOST_AUTO_TEST_CASE(what_was_opened_before_anybody_saved_is_known_in_a_conflict) {
  const auto before = found("A1");
  save("A1", complete("1"));
  const auto outcome = editor().save({"A1", before.version, complete("2"), {}});
  BOOST_CHECK(std::get<Conflict>(outcome).before.value().form == before.form);
  for (int i = 0; i < 25; ++i) save("A1", complete(std::to_string(i)));
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM application_version"), 20);
}

BOOST_AUTO_TEST_CASE(another_commissions_application_is_not_found_by_any_way) {
  put(waiting("A9", "K2"));
  const Commissions mine{"K1"}, none;
  for (const auto& commissions : {mine, none}) {
    BOOST_CHECK(!applications().open("A9", commissions));
    BOOST_CHECK(!applications().record("A9", commissions, {}));
    BOOST_CHECK(!applications().show("A9", commissions, HiddenNumber::childPin, "aigul"));
    BOOST_CHECK(applications().search(commissions, "21505202010009", 10).rows.empty());
    auto edit = editor(commissions);
    BOOST_CHECK_EQUAL(wordOf(edit.save({"A9", 1, complete("1"), {}})), "notFound");
    BOOST_CHECK(!edit.check("A9", complete("1")));
    BOOST_CHECK(!edit.makeProtocol("A9"));
  }
  applications().markOpened("A9", mine, "aigul");
  BOOST_CHECK(!applications().open("A9", {"K2"}).value().opened);
  BOOST_CHECK_EQUAL(applications().open("A9", {"K2"}).value().version, 1);
  BOOST_CHECK_EQUAL(wordOf(editor().save({"nothing", 1, {}, {}})), "notFound");
  BOOST_CHECK(applications().search(mine, "Асанов", 10).rows.size() == 3);
  // Decided and drafted over there.
  auto decided = application("A9");
  decided.commission.id = "K2";
  decided.benefits = {categories[0]};
  put(decided, PortalTables::Decision::approved);
  balalyk::Take(open()).run("night", {});
  BOOST_CHECK(!editor().protocol("A9"));
  BOOST_CHECK(!editor().makeProtocol("A9"));
  BOOST_CHECK(!editor().regenerate("A9", "reason"));
}

BOOST_AUTO_TEST_CASE(members_of_another_commission_unknown_categories_and_kindergartens_are_not_taken_from_a_form) {
  auto form = complete("1");
  form.ticked = {"M3", "M1", "nobody"};
  form.benefits = {"invented", "low-income"};
  form.kindergartenId = "elsewhere";
  BOOST_CHECK_EQUAL(codes(save("A1", form).problems), "");
  const auto kept = found("A1").form;
  BOOST_CHECK(kept.ticked == std::vector<std::string>{"M1"});
  BOOST_CHECK(kept.benefits == std::vector<std::string>{"low-income"});
  BOOST_CHECK_EQUAL(kept.kindergartenId, "");
}

BOOST_AUTO_TEST_CASE(a_member_made_inactive_while_ticked_is_shown_as_such_and_left_out_of_the_protocol) {
  tables.setActive("M2", true);
  auto form = complete("1");
  form.ticked = {"M1", "M2"};
  BOOST_CHECK_EQUAL(found("A1").members.size(), 2u);
  tables.setActive("M2", false);
  const auto saved = save("A1", form);
  BOOST_CHECK_EQUAL(codes(saved.flags), "inactiveMemberLeftOut");
  BOOST_CHECK_EQUAL(stateOfCase("A1"), "approved");
  const auto members = found("A1").members;
  BOOST_REQUIRE_EQUAL(members.size(), 2u);
  BOOST_CHECK(members[0].active && members[0].id == "M1");
  BOOST_CHECK(!members[1].active && members[1].id == "M2");
  // The chairperson: then it cannot be decided.
  tables.setActive("M1", false);
  form.protocolNumber = "2";
  BOOST_CHECK_EQUAL(codes(save("A2", form).problems), "chairpersonMissing attendeesMissing");
}

BOOST_AUTO_TEST_CASE(a_number_is_used_once_in_a_commission_and_year) {
  save("A1", complete("К-7"));
  auto second = save("A2", complete("к - 7"));
  BOOST_REQUIRE_EQUAL(codes(second.problems), "numberUsedByApplication");
  BOOST_CHECK_EQUAL(second.problems[0].params.at("key"), "A1");
  BOOST_CHECK_EQUAL(stateOfCase("A2"), "waiting");
  BOOST_CHECK_EQUAL(codes(save("A2", complete("K-7")).problems), "numberUsedByApplication");  // in Latin letters
  // Once a document has it.
  BOOST_CHECK(editor().makeProtocol("A1"));
  second = save("A2", complete("К-7"));
  BOOST_REQUIRE_EQUAL(codes(second.problems), "numberUsedTwice");
  BOOST_CHECK_EQUAL(second.problems[0].params.at("document"), latest("A1")->id);
  BOOST_CHECK_EQUAL(codes(editor().check("A2", complete("K-7")).value().problems), "numberLooksUsed");
  // Given up, it is free.
  save("A1", complete("8"));
  BOOST_CHECK_EQUAL(codes(save("A2", complete("К-7")).problems), "");
}

BOOST_AUTO_TEST_CASE(a_child_with_a_voucher_gets_no_second_one_and_a_decision_taken_back_frees_it) {
  auto twin = waiting("A3");
  twin.child.pin = waiting("A1").child.pin;
  put(twin);
  open().vouchers().setWhole("41711", year, 2);
  save("A1", complete("1"));
  const auto second = save("A3", complete("3"));
  BOOST_REQUIRE_EQUAL(codes(second.problems), "childHasVoucher");
  BOOST_CHECK_EQUAL(codes(editor().check("A3", complete("3")).value().problems), "childHasVoucher");
  BOOST_CHECK_EQUAL(freeOf("41711"), 1);
  auto undone = complete("1");
  undone.chosen.reset();
  const auto back = save("A1", undone);
  BOOST_CHECK(back.before == ApplicationState::approved && back.now == ApplicationState::waiting);
  BOOST_CHECK_EQUAL(freeOf("41711"), 2);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM voucher WHERE application_id = 'A1'"), 0);  // it had not begun
  BOOST_CHECK_EQUAL(codes(save("A3", complete("3")).problems), "");
  BOOST_CHECK_EQUAL(freeOf("41711"), 1);
}

BOOST_AUTO_TEST_CASE(what_no_database_keeps_as_text_becomes_a_problem_of_the_text) {
  auto form = complete("1");
  form.comments = std::string("a\0b\xFF", 4);
  const auto saved = save("A1", form);
  BOOST_REQUIRE_EQUAL(codes(saved.problems), "textHasForbiddenCharacters");
  BOOST_CHECK_EQUAL(toString(formFieldOf(saved.problems[0])), std::string("comments"));
  BOOST_CHECK_EQUAL(found("A1").form.comments,
                    "a\xEF\xBF\xBD"
                    "b\xEF\xBF\xBD");
}

BOOST_AUTO_TEST_CASE(markup_marks_of_direction_and_long_texts_are_kept_and_judged_as_in_the_pipeline) {
  auto form = complete("<b>1</b>\xE2\x80\xAE");
  form.comments = "<script>alert(1)</script> \"quoted\" 'too' & \xE2\x80\xAEmirrored";
  form.documentsShown = {{std::string(1'000, 'x'), ""}};
  auto saved = save("A1", form);
  BOOST_CHECK_EQUAL(codes(saved.problems), "");
  BOOST_CHECK_GE(std::ranges::count(saved.flags, "marksStripped", &Flag::code), 2);
  BOOST_CHECK(found("A1").form == form);
  form.documentsShown[0].ky += "x";
  form.refusalGrounds = std::string(60'000, 'y');
  saved = save("A1", form);
  BOOST_CHECK_EQUAL(codes(saved.problems), "textTooLong commentTooLong");
  BOOST_CHECK_EQUAL(toString(formFieldOf(saved.problems[0])), std::string("documents"));
  BOOST_CHECK_EQUAL(toString(formFieldOf(saved.problems[1])), std::string("grounds"));
  BOOST_CHECK(found("A1").form == form);
  // Names come from the registry: what is wrong with them is said where they are shown.
  auto odd = waiting("A2");
  odd.child.name = {"<i>Асанов</i>\xE2\x80\xAE", std::string(500, 'z'), "\"О'Хара\""};
  put(odd);
  saved = save("A2", complete("2"));
  BOOST_CHECK_EQUAL(codes(saved.problems), "nameHasForbiddenCharacters textTooLong");
  for (const auto& problem : saved.problems) BOOST_CHECK(formFieldOf(problem) == FormField::child);
  BOOST_CHECK(found("A2").child.name == odd.child.name);
  BOOST_CHECK_EQUAL(applications().search({"K1"}, std::string(500, 'z'), 5).rows.size(), 1u);
}

BOOST_AUTO_TEST_CASE(numbers_are_masked_until_they_are_asked_for_and_that_is_in_the_trail) {
  auto known = waiting("A1");
  known.guardian.phone = "996700123456";
  put(known);
  const auto shown = found("A1");
  BOOST_CHECK_EQUAL(shown.child.maskedPin, "••••••••••0001");
  BOOST_CHECK_EQUAL(shown.guardian.maskedPhone, "•••••••••456");
  BOOST_CHECK(shown.child.birthDate == day(2020, 5, 15));
  BOOST_CHECK_EQUAL(applications().show("A1", {"K1"}, HiddenNumber::childPin, "aigul").value(), known.child.pin);
  BOOST_CHECK_EQUAL(applications().show("A1", {"K1"}, HiddenNumber::guardianPin, "aigul").value(), known.guardian.pin);
  BOOST_CHECK_EQUAL(applications().show("A1", {"K1"}, HiddenNumber::guardianPhone, "aigul").value(), "996700123456");
  const auto rows = sql("SELECT detail FROM balalyk_audit WHERE event = 'numberShown' ORDER BY sequence").rows;
  BOOST_REQUIRE_EQUAL(rows.size(), 3u);
  BOOST_CHECK_EQUAL(rows[0].text("detail"), R"({"application":"A1","number":"child-pin"})");
  BOOST_CHECK_EQUAL(found("A1").version, shown.version);
}

BOOST_AUTO_TEST_CASE(who_opened_it_last_is_known_by_name_and_is_no_new_version) {
  const auto account = open().accounts().add({{kLocalIssuer, "aigul"}, "", "ky"}, "me").value();
  tables.setActive("M2", true);
  open().accounts().grant(account, {Role::secretary, "K1", "M2"}, "me");
  applications().markOpened("A1", {"K1"}, account);
  const auto opened = found("A1").opened.value();
  BOOST_CHECK_EQUAL(opened.accountId, account);
  BOOST_CHECK_EQUAL(opened.name, "Катчиева Айгүл Асановна");
  BOOST_CHECK_EQUAL(found("A1").version, 1);
  BOOST_CHECK(!found("A1").saved);
}

BOOST_AUTO_TEST_SUITE_END()
