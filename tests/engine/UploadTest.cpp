#include <boost/test/unit_test.hpp>

#include "EngineFixture.h"
#include "connectors/database/PortalTables.h"
#include "pipeline/stages/Fill.h"
#include "pipeline/stages/Take.h"

using namespace balalyk;
using namespace balalyk::tests;

// An uploaded protocol from the portal to the draft: only the very file that was taken with the record becomes one.

namespace {

struct NoOffice final : Office {
  FilledDocument fill(const FillRequest&) override { throw std::logic_error("an upload needs no office"); }
  int slots() const override { return 1; }
  Counters counters() const override { return {}; }
};

struct AnyPdf final : PdfService {
  PdfFinding examine(std::string_view) override { return {{}, 1}; }
  std::vector<std::string> pageImages(std::string_view, const PageImages&) override { return {}; }
};

struct UploadFixture : EngineFixture {
  UploadFixture() : tables(connection) {
    using namespace std::chrono;
    const Commission commission{"K1", {"Комиссия", "Комиссия"}, {"Бишкек", "Бишкек"}, "41711000000000"};
    const Member chairperson{"M1", "K1", {"Сыдыкова", "Айнура", ""}, "11505197500011", {}, CommissionRole::chairperson};
    tables.put(commission);
    tables.put(chairperson);
    tables.put(MealSubsidy{.origin = {.key = "S1"},
                           .commission = commission,
                           .protocolNumber = "1",
                           .sittingDate = Date{year(2026), month(11), day(2)},
                           .child = Person{{"Асанов", "Үсөн", ""}, "21505202200011", {}},
                           .ticked = {chairperson},
                           .uploadId = "U1"});
  }

  void night() { Take(*database).run("night", {.overlap = std::chrono::milliseconds(0)}); }

  void fill() {
    NoOffice office;
    AnyPdf pdf;
    const TemplateContract contract;
    Worker(Worker::newName(), *database,
           {std::make_shared<Fill>(office, pdf, database->records(), *store, contract, FillOptions{})}, observer, {})
        .drain({});
  }

  Document latest() { return database->archive().latest(Source::mealSubsidy, "S1").value(); }
  std::string problem() { return latest().problems.empty() ? "" : latest().problems[0].code; }

  PortalTables tables;
  CountingObserver observer;
};

}  // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(State)

BOOST_FIXTURE_TEST_SUITE(uploads, UploadFixture)

BOOST_AUTO_TEST_CASE(the_file_that_was_taken_is_drafted_as_it_is) {
  tables.putUpload("U1", "протокол.pdf", "%PDF first");
  night();
  fill();
  BOOST_TEST((latest().state == State::sent));
  BOOST_TEST(store->get(latest().files.at(0).digest).value() == "%PDF first");
}

BOOST_AUTO_TEST_CASE(a_file_that_was_replaced_after_it_was_taken_is_not_drafted_and_the_next_night_takes_it) {
  tables.putUpload("U1", "протокол.pdf", "%PDF first");
  night();
  tables.putUpload("U1", "протокол.pdf", "%PDF other");
  fill();
  BOOST_TEST((latest().state == State::returned));
  BOOST_TEST(problem() == "uploadChanged");
  night();
  fill();
  BOOST_TEST((latest().state == State::sent));
  BOOST_TEST(latest().revision == 2);
  BOOST_TEST(store->get(latest().files.at(0).digest).value() == "%PDF other");
}

BOOST_AUTO_TEST_CASE(a_draft_whose_file_was_replaced_gives_way_to_a_new_revision) {
  tables.putUpload("U1", "протокол.pdf", "%PDF first");
  night();
  fill();
  const auto first = latest().id;
  tables.putUpload("U1", "протокол.pdf", "%PDF other");
  night();
  BOOST_TEST((stateOf(first) == State::superseded));
  BOOST_TEST((latest().state == State::decided));
}

BOOST_AUTO_TEST_CASE(what_only_the_secretary_can_correct_goes_back_to_her_and_comes_again_corrected) {
  tables.putUpload("U1", "протокол.pdf", std::string(kLargestUpload + 1, 'x'));
  night();
  fill();
  BOOST_TEST((latest().state == State::returned));
  BOOST_TEST(problem() == "uploadTooLarge");
  tables.putUpload("U1", "протокол.pdf", "%PDF smaller");
  night();
  fill();
  BOOST_TEST((latest().state == State::sent));
}

BOOST_AUTO_TEST_CASE(a_file_that_comes_later_is_taken_then) {
  night();
  fill();
  BOOST_TEST(problem() == "uploadMissing");
  tables.putUpload("U1", "протокол.pdf", "%PDF late");
  night();
  fill();
  BOOST_TEST((latest().state == State::sent));
}

BOOST_AUTO_TEST_SUITE_END()
