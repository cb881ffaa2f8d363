#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "EngineFixture.h"
#include "connectors/database/PortalTables.h"
#include "pipeline/actions/Regenerate.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/stages/Take.h"
#include "signing/Time.h"

using namespace balalyk;
using namespace balalyk::tests;
namespace data = boost::unit_test::data;

BOOST_TEST_DONT_PRINT_LOG_VALUE(State)

namespace {

Date day(const char* iso) {
  return dateFromIso(iso).value();
}

// The real database, at another time.
class DatabaseAt final : public PortalDatabase {
 public:
  DatabaseAt(PortalDatabase& real, const char* utc) : real_(real), now_(signing::fromIso(utc).value()) {}
  Records& records() override { return real_.records(); }
  DocumentQueue& queue() override { return real_.queue(); }
  DocumentArchive& archive() override { return real_.archive(); }
  ArchiveSearch& archiveSearch() override { return real_.archiveSearch(); }
  ArchiveExports& archiveExports() override { return real_.archiveExports(); }
  FixityLog& fixity() override { return real_.fixity(); }
  Retention& retention() override { return real_.retention(); }
  Sending& sending() override { return real_.sending(); }
  InformDuty& informing() override { return real_.informing(); }
  Authorisations& authorisations() override { return real_.authorisations(); }
  Batches& batches() override { return real_.batches(); }
  Inbox& inbox() override { return real_.inbox(); }
  SignatureJournal& journal() override { return real_.journal(); }
  Quotas& quotas() override { return real_.quotas(); }
  VoucherQuotas& vouchers() override { return real_.vouchers(); }
  EvidenceLedger& evidence() override { return real_.evidence(); }
  AuditTrail& audit() override { return real_.audit(); }
  Schedule& schedule() override { return real_.schedule(); }
  Sessions& sessions() override { return real_.sessions(); }
  Accounts& accounts() override { return real_.accounts(); }
  CommissionMembers& members() override { return real_.members(); }
  SignInLedger& signIn() override { return real_.signIn(); }
  SecondFactors& secondFactors() override { return real_.secondFactors(); }
  TypedDrafts& drafts() override { return real_.drafts(); }
  Applications& applications() override { return real_.applications(); }
  SavedViews& views() override { return real_.views(); }
  MemberBook& memberBook() override { return real_.memberBook(); }
  MealBook& mealBook() override { return real_.mealBook(); }
  VoucherBook& voucherBook() override { return real_.voucherBook(); }
  PendingSignIns& pendingSignIns() override { return real_.pendingSignIns(); }
  Feedback& feedback() override { return real_.feedback(); }
  Notices& notices() override { return real_.notices(); }
  ApiTokens& apiTokens() override { return real_.apiTokens(); }
  ApiAnswers& apiAnswers() override { return real_.apiAnswers(); }
  Intake& intake() override { return real_.intake(); }
  EventFeed& events() override { return real_.events(); }
  Webhooks& webhooks() override { return real_.webhooks(); }
  Processes& processes() override { return real_.processes(); }
  Timestamp now() override { return now_; }
  const Zone& zone() const override { return real_.zone(); }
  const AmountRules& amounts() const override { return real_.amounts(); }
  void awaitHint(std::chrono::milliseconds limit) override { real_.awaitHint(limit); }

 private:
  PortalDatabase& real_;
  const Timestamp now_;
};

// A commission with a chairperson, a kindergarten and a voucher for October.
struct PortalFixture : EngineFixture {
  PortalFixture() : tables(connection) {
    tables.put(commission);
    tables.put(chairperson);
    tables.put(secretary);
    tables.put(kindergarten, "K1", true);
    tables.put(category);
    tables.put(
        VoucherHolder{
            "V1", {"Асанов", "Үсөн", ""}, 200'000, day("2026-10-01"), day("2026-10-31"), "7", day("2026-09-15")},
        "G1", "", true);
  }

  Application application(const char* sitting) const {
    return {.origin = {.key = "A1", .synthetic = true},
            .commission = commission,
            .protocolNumber = "12/34",
            .sittingDate = day(sitting),
            .approved = true,
            .child = {{"Асанов", "Үсөн", "Өмүрбекович"}, "21505202012345", std::nullopt},
            .guardian = {{{"Асан кызы", "Бермет", ""}, "11505199012345", std::nullopt}, "Бишкек, Чүй 1"},
            .benefits = {category},
            .ticked = {chairperson, secretary},
            .documentsShown = {{"Туулгандыгы тууралуу күбөлүк", "Свидетельство о рождении"}},
            .amountPerMonth = 310'000,
            .kindergarten = kindergarten};
  }

  TakeSummary take(const char* utc, const char* zone = "Asia/Bishkek") {
    database = openDatabase(connection, {.zone = Zone(zone)});
    DatabaseAt at(*database, utc);
    return Take(at).run("test", {});
  }

  const Commission commission{.id = "K1",
                              .name = {"Бишкек комиссиясы", "Комиссия Бишкека"},
                              .place = {"Бишкек ш.", "г. Бишкек"},
                              .soate = "41711000000000",
                              .languages = ProtocolLanguages::ky};
  const Member chairperson{
      "M1", "K1", {"Төраев", "Төрө", ""}, "20101197012345", {"төрага", "председатель"}, CommissionRole::chairperson};
  const Member secretary{"M2",
                         "K1",
                         {"Катчиева", "Айгүл", "Асановна"},
                         "10101198012345",
                         {"катчы", "секретарь"},
                         CommissionRole::secretary};
  const Kindergarten kindergarten{"G1", {"№12 «Ак-Кайың» МЧББУ", "ДОО №12"}};
  const BenefitCategory category{"low-income", {"аз камсыз", "малообеспеченные"}};
  PortalTables tables;
};

struct Night {
  const char *utc, *zone;
  int lists;
};
std::ostream& operator<<(std::ostream& out, const Night& one) {
  return out << one.utc << " " << one.zone;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(days, PortalFixture)

const Night kNights[] = {
    {"2026-09-30T17:59:59Z", "Asia/Bishkek", 0},  // 23:59:59 on the last of September
    {"2026-09-30T18:00:00Z", "Asia/Bishkek", 1},  // midnight
    {"2026-09-30T19:00:00Z", "Asia/Bishkek", 1},  // the night of the first, 01:00
    {"2026-10-31T17:59:59Z", "Asia/Bishkek", 1},
    {"2026-10-31T18:00:00Z", "Asia/Bishkek", 0},
    {"2026-09-30T19:00:00Z", "UTC", 0},
    {"2026-10-01T04:30:00Z", "America/New_York", 1},
    {"2026-10-01T03:30:00Z", "America/New_York", 0},
};

BOOST_DATA_TEST_CASE_F(PortalFixture, the_lists_made_are_those_of_the_month_that_it_is_at_the_place,
                       data::make(kNights), one) {
  auto summary = take(one.utc, one.zone);
  BOOST_TEST(summary.taken[Kind::voucherList] == one.lists);
}

BOOST_AUTO_TEST_CASE(a_sitting_of_today_is_not_in_the_future_in_the_early_morning) {
  tables.put(application("2026-10-01"), PortalTables::Decision::approved);
  auto summary = take("2026-09-30T18:00:00Z");
  BOOST_TEST(summary.taken[Kind::voucherApproval] == 1);
  BOOST_TEST(summary.findings.size() == 0u);
}

BOOST_AUTO_TEST_CASE(a_sitting_of_tomorrow_is_in_the_future_until_midnight) {
  tables.put(application("2026-10-01"), PortalTables::Decision::approved);
  auto summary = take("2026-09-30T17:59:59Z");
  BOOST_TEST(summary.returned[Kind::voucherApproval] == 1);
  BOOST_REQUIRE(summary.findings.size() == 1u);
  BOOST_TEST(summary.findings[0].problems.at(0).code == "sittingDateInFuture");
}

BOOST_AUTO_TEST_CASE(regeneration_has_the_same_today_as_the_night) {
  tables.put(application("2026-09-30"), PortalTables::Decision::approved);
  take("2026-09-30T12:00:00Z");
  tables.put(application("2026-10-01"), PortalTables::Decision::approved);
  const auto regenerated = [&](const char* utc) {
    DatabaseAt at(*database, utc);
    const auto before = database->archive().latest(Source::application, "A1").value();
    return Regenerate(at).run(before, "a wrong date", "M2").state;
  };
  BOOST_TEST(regenerated("2026-09-30T17:59:59Z") == State::returned);
  BOOST_TEST(regenerated("2026-09-30T18:00:00Z") == State::decided);
}

BOOST_AUTO_TEST_SUITE_END()
