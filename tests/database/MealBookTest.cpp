#include <boost/test/unit_test.hpp>

#include "PortalFixture.h"
#include "pipeline/casework/MealDecisions.h"
#include "pipeline/stages/Take.h"
#include "signing/crypto/Digest.h"

using namespace balalyk;
using namespace balalyk::tests;

BOOST_TEST_DONT_PRINT_LOG_VALUE(MealBook::Outcome)
BOOST_TEST_DONT_PRINT_LOG_VALUE(MealDecisions::Outcome)

namespace {

constexpr const char* kActor = "account-1";
const Permission kFirst{.commissions = {"K1"}}, kSecond{.commissions = {"K2"}};

// Says of each file what the test wants to hear: the helper itself has its own suite.
class SaidPdf final : public PdfService {
 public:
  PdfFinding examine(std::string_view) override {
    if (away) throw StageError(Disposition::retry, {"uploadCheckFailed", {}});
    return finding;
  }
  std::vector<std::string> pageImages(std::string_view, const PageImages&) override { return {}; }

  PdfFinding finding{.pages = 2};
  bool away = false;
};

struct Meals : Portal {
  MealBook& book() { return open().mealBook(); }
  MealDecisions decisions() { return {open(), pdf, kActor}; }
  MealEntry entry(const std::string& id) { return book().meal({.everywhere = true}, id).value(); }

  MealSubsidy meal() const {
    return {.commission = commission,
            .protocolNumber = "12/34",
            .sittingDate = day(2026, 5, 15),
            .amountPerDay = 36'00,
            .ticked = {chairperson},
            .comments = "Биринчи сап"};
  }
  std::string saved() { return book().save(kFirst, meal(), 0, "", kActor).id; }
  UploadedFile kept(const std::string& content = "%PDF-1") {
    return book()
        .keepFile(kFirst, "K1",
                  {.name = "Протокол 12.pdf",
                   .content = content,
                   .digest = signing::toHex(signing::sha256(content)),
                   .pages = 2},
                  kActor)
        .value();
  }
  Document documentOf(const std::string& id) { return open().archive().latest(Source::mealSubsidy, id).value(); }

  SaidPdf pdf;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(MealBooks, Meals)

BOOST_AUTO_TEST_CASE(a_decision_of_a_form_that_is_sent_again_is_there_once) {
  for (int i = 0; i < 2; ++i) {
    const auto added = book().add(kFirst, meal(), uuid(7), kActor);
    BOOST_CHECK(added.outcome == MealBook::Outcome::done);
    BOOST_CHECK_EQUAL(added.id, uuid(7));
  }
  BOOST_CHECK_EQUAL(entry(uuid(7)).version, 1);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM meal_subsidy"), 1);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM balalyk_audit WHERE event = 'mealAdded'"), 1);
}

BOOST_AUTO_TEST_CASE(a_decision_is_added_changed_and_shown_to_the_pipeline_as_written) {
  const auto id = saved();
  auto read = entry(id);
  BOOST_CHECK_EQUAL(read.version, 1);
  BOOST_CHECK(read.record.origin.synthetic);  // as the commission's kindergartens are
  BOOST_CHECK(open().records().mealSubsidy(id).value() == read.record);
  auto changed = read.record;
  changed.amountPerDay = 40'50;
  changed.child = Person{{"Асанов", "Үсөн", ""}, "21505202012345", std::nullopt};
  changed.kindergarten = kindergarten;
  changed.ticked = {member, chairperson};
  BOOST_CHECK(book().save(kFirst, changed, 1, "", kActor).outcome == MealBook::Outcome::done);
  const auto shown = open().records().mealSubsidy(id).value();
  BOOST_CHECK_EQUAL(shown.amountPerDay.value(), 40'50);
  BOOST_CHECK(shown.child == changed.child);
  BOOST_REQUIRE_EQUAL(shown.ticked.size(), 2u);
  BOOST_CHECK_EQUAL(shown.ticked[0].id, "M2");
  BOOST_CHECK_GT(shown.origin.changedAt, read.record.origin.changedAt);
  // The same form again is there already; of another text it is a conflict.
  BOOST_CHECK(book().save(kFirst, changed, 1, "", kActor).outcome == MealBook::Outcome::done);
  changed.comments += "!";
  BOOST_CHECK(book().save(kFirst, changed, 1, "", kActor).outcome == MealBook::Outcome::conflict);
}

BOOST_AUTO_TEST_CASE(another_commissions_decision_kindergarten_file_or_member_is_not_found) {
  const auto id = saved();
  BOOST_CHECK(!book().meal(kSecond, id));
  BOOST_CHECK(book().meals(kSecond, "K1", "", 10).empty());
  BOOST_CHECK(book().kindergartens(kSecond, "K1").empty());
  const auto notFound = MealBook::Outcome::notFound;
  BOOST_CHECK(book().save(kSecond, entry(id).record, 1, "", kActor).outcome == notFound);
  BOOST_CHECK(book().save(kSecond, meal(), 0, "", kActor).outcome == notFound);
  BOOST_CHECK(!book().keepFile(kSecond, "K1", {.name = "x.pdf", .content = "x", .digest = "d"}, kActor));
  const auto file = kept();
  BOOST_CHECK(!book().file(kSecond, "K1", file.id));
  BOOST_CHECK(!book().file(kSecond, "K2", file.id));
  auto ofOthers = meal();
  ofOthers.commission = {.id = "K2"};
  ofOthers.uploadId = file.id;
  BOOST_CHECK(book().save(kSecond, ofOthers, 0, "", kActor).outcome == notFound);
  ofOthers.uploadId.clear();
  ofOthers.kindergarten = kindergarten;
  BOOST_CHECK(book().save(kSecond, ofOthers, 0, "", kActor).outcome == notFound);
  auto withForeign = meal();
  withForeign.ticked = {foreign, chairperson};
  const auto added = book().save(kFirst, withForeign, 0, "", kActor);
  BOOST_CHECK_EQUAL(entry(added.id).record.ticked.size(), 1u);
}

BOOST_AUTO_TEST_CASE(decisions_are_given_newest_first_page_by_page) {
  std::vector<std::string> ids;
  for (unsigned month = 1; month <= 5; ++month) {
    auto one = meal();
    if (month > 1)
      one.sittingDate = day(2026, month, 15);
    else
      one.sittingDate.reset();
    ids.push_back(book().save(kFirst, one, 0, "", kActor).id);
  }
  std::vector<std::string> seen;
  for (std::string after;;) {
    const auto page = book().meals(kFirst, "K1", after, 2);
    for (const auto& one : page) seen.push_back(one.record.origin.key);
    if (page.size() < 2) break;
    after = seen.back();
  }
  std::ranges::reverse(ids);
  BOOST_CHECK(seen == ids);
}

BOOST_AUTO_TEST_CASE(what_is_sent_authorised_or_signed_is_frozen_and_what_is_published_wants_a_reason) {
  for (const auto state : {State::sent, State::authorised, State::signed_, State::published}) {
    const auto id = saved();
    auto document = newDocument(id);
    document.source = Source::mealSubsidy;
    document.kind = Kind::mealDecision;
    documentIn(state, document);
    const auto record = entry(id).record;
    const auto result = book().save(kFirst, record, 1, "", kActor);
    const bool published = state == State::published;
    BOOST_CHECK(result.outcome == (published ? MealBook::Outcome::reasonMissing : MealBook::Outcome::frozen));
    BOOST_CHECK(result.state == state);
    BOOST_CHECK_EQUAL(entry(id).version, 1);
    const auto reasoned = book().save(kFirst, record, 1, "Себеп", kActor);
    BOOST_CHECK(reasoned.outcome == (published ? MealBook::Outcome::done : MealBook::Outcome::frozen));
    BOOST_CHECK_EQUAL(reasoned.regenerated.has_value(), published);
    if (published) {
      const auto latest = archive().latest(Source::mealSubsidy, id).value();
      BOOST_CHECK(latest.id == reasoned.regenerated);
      BOOST_CHECK_EQUAL(latest.reason, "Себеп");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_file_is_kept_by_its_content_and_forgotten_when_nothing_names_it) {
  const auto file = kept();
  BOOST_CHECK_EQUAL(kept().id, file.id);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM uploaded_file"), 1);
  BOOST_CHECK_EQUAL(open().records().upload(file.id, 100).value(), "%PDF-1");
  BOOST_CHECK(book().file(kFirst, "K1", file.id) == file);
  auto named = meal();
  named.uploadId = kept("%PDF-2").id;
  const auto id = book().save(kFirst, named, 0, "", kActor).id;
  BOOST_CHECK_EQUAL(entry(id).file.value().name, "Протокол 12.pdf");
  BOOST_CHECK_EQUAL(entry(id).file.value().pages, 2);
  sql("UPDATE uploaded_file SET changed_at = 1");
  kept("%PDF-3");
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM uploaded_file"), 2);
  BOOST_CHECK(book().file(kFirst, "K1", named.uploadId));
  BOOST_CHECK(!book().file(kFirst, "K1", file.id));
}

BOOST_AUTO_TEST_CASE(what_would_be_returned_at_night_is_said_at_once_and_nothing_is_saved) {
  auto wrong = meal();
  wrong.protocolNumber.clear();
  wrong.amountPerDay.reset();
  wrong.sittingDate = day(2100, 1, 1);
  const auto result = decisions().save(kFirst, wrong, {"M2"}, 0, "");
  BOOST_CHECK(result.outcome == MealDecisions::Outcome::wrong);
  std::vector<std::string> codes;
  for (const auto& problem : result.problems) codes.push_back(problem.code);
  // M2 is not active: nobody is left.
  BOOST_CHECK(codes == (std::vector<std::string>{"protocolNumberMissing", "sittingDateInFuture", "chairpersonMissing",
                                                 "attendeesMissing", "amountMissing"}));
  BOOST_CHECK(book().meals(kFirst, "K1", "", 10).empty());
  // What could not be read is said instead of what follows from it.
  const auto unread = decisions().save(
      kFirst, wrong, {"M1"}, 0, "", {{"amountNotWritten", {{"field", "amountPerDay"}, {"instead", "amountMissing"}}}});
  BOOST_CHECK(unread.problems.front() == (Problem{"amountNotWritten", {{"field", "amountPerDay"}}}));
  BOOST_CHECK(std::ranges::none_of(unread.problems, [](const auto& one) { return one.code == "amountMissing"; }));
}

BOOST_AUTO_TEST_CASE(a_saved_decision_is_taken_at_once_and_again_when_it_changes) {
  const auto result = decisions().save(kFirst, meal(), {"M1"}, 0, "");
  BOOST_REQUIRE(result.outcome == MealDecisions::Outcome::done);
  const auto document = documentOf(result.id);
  BOOST_CHECK(document.state == State::decided);
  BOOST_CHECK(document.priority == Priority::interactive);
  BOOST_CHECK(document.kind == Kind::mealDecision);
  auto changed = entry(result.id).record;
  const auto kept = decisions().keepFile(kFirst, "K1", "протокол.pdf", "%PDF-1.7 protocol").value();
  changed.uploadId = kept.file.value().id;
  BOOST_CHECK(decisions().save(kFirst, changed, {"M1"}, 1, "").outcome == MealDecisions::Outcome::done);
  BOOST_CHECK(documentOf(result.id).kind == Kind::mealUpload);
  // The night finds nothing new.
  const auto id = documentOf(result.id).id;
  Take(open()).run("night", {});
  BOOST_CHECK_EQUAL(documentOf(result.id).id, id);
}

BOOST_AUTO_TEST_CASE(a_change_after_publication_is_a_new_revision_with_its_reason) {
  const auto id = decisions().save(kFirst, meal(), {"M1"}, 0, "").id;
  const auto first = documentOf(id).id;
  for (const auto stage : {Stage::fill, Stage::sign, Stage::publish}) {
    if (stage == Stage::sign) authorise(first);
    complete(claim(stage).at(0), stage);
  }
  BOOST_REQUIRE(stateOf(first) == State::published);
  auto changed = entry(id).record;
  changed.amountPerDay = 40'00;
  BOOST_CHECK(decisions().save(kFirst, changed, {"M1"}, 1, " ").outcome == MealDecisions::Outcome::reasonMissing);
  BOOST_CHECK(decisions().save(kFirst, changed, {"M1"}, 1, "Сумма өзгөрдү").outcome == MealDecisions::Outcome::done);
  const auto second = documentOf(id);
  BOOST_CHECK_EQUAL(second.revision, 2);
  BOOST_CHECK_EQUAL(second.reason, "Сумма өзгөрдү");
  BOOST_CHECK(stateOf(first) == State::published);  // until the new one is
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_signed_is_not_kept_and_it_is_said_why) {
  for (const char* code : {"uploadNotPdf", "uploadDamaged", "uploadEncrypted", "uploadRestricted"}) {
    pdf.finding = {.problems = {{code, {}}}};
    const auto kept = decisions().keepFile(kFirst, "K1", "x.pdf", "x").value();
    BOOST_CHECK(!kept.file);
    BOOST_CHECK_EQUAL(kept.problem.value().code, code);
  }
  pdf.finding = {.pages = 1};
  pdf.away = true;
  BOOST_CHECK_EQUAL(decisions().keepFile(kFirst, "K1", "x.pdf", "x").value().problem.value().code, "uploadCheckFailed");
  pdf.away = false;
  const std::string large(kLargestUpload + 1, 'x');
  BOOST_CHECK_EQUAL(decisions().keepFile(kFirst, "K1", "x.pdf", large).value().problem.value().code, "uploadTooLarge");
  BOOST_CHECK(!decisions().keepFile(kSecond, "K1", "x.pdf", "x"));
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM uploaded_file"), 0);
}

BOOST_AUTO_TEST_SUITE_END()
