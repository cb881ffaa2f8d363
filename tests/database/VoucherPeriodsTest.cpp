#include <boost/test/unit_test.hpp>

#include "CaseworkFixture.h"
#include "connectors/database/Migrations.h"
#include "pipeline/record/RecordXml.h"
#include "pipeline/record/VoucherCsv.h"
#include "pipeline/stages/NewDocuments.h"

using namespace balalyk;
using namespace balalyk::tests;

// Vouchers of an approval that ended and was given again. Months are counted from this one.
namespace {

struct Periods : Casework {
  Periods() {
    tables.put(Kindergarten{"G2", {"«Күн нуру» бала бакчасы", ""}}, "K1", true);
    auto young = waiting("A1");
    const auto birth = std::chrono::year_month_day(month(-30) / 15);
    auto pin = isoDate(birth);
    pin = "2" + pin.substr(8, 2) + pin.substr(5, 2) + pin.substr(0, 4) + "10001";
    young.child.pin = pin;
    put(young);
  }

  std::chrono::year_month month(int from) {
    const auto today = open().today();
    return today.year() / today.month() + std::chrono::months(from);
  }
  Saved decide(int sitting, Decision decision, const std::string& kindergarten = "G1") {
    return decideAs("12/" + std::to_string(++number_), sitting, decision, kindergarten);
  }
  Saved decideAs(const std::string& protocol, int sitting, Decision decision, const std::string& kindergarten) {
    auto form = complete(protocol, decision);
    form.sittingDate = isoDate(sitting == 0 ? open().today() : Date(month(sitting) / 10));
    form.kindergartenId = kindergarten;
    auto saved = save("A1", form);
    BOOST_REQUIRE_EQUAL(codes(saved.problems), "");
    return saved;
  }
  void approve(int sitting, const std::string& kindergarten = "G1") {
    decide(sitting, Decision::approved, kindergarten);
  }
  void approveAs(const std::string& protocol, int sitting, const std::string& kindergarten = "G1") {
    decideAs(protocol, sitting, Decision::approved, kindergarten);
  }
  void end() { decide(0, Decision::rejected); }

  std::vector<VoucherHolder> listed(int of, const std::string& kindergarten = "G1") {
    const auto list = open().records().voucherList(kindergarten, month(of));
    return list ? list->holders : std::vector<VoucherHolder>();
  }
  // The months, of ten before this one to three after it, in which the child is in a kindergarten's list; never twice.
  std::string months(const std::string& kindergarten = "G1") {
    std::string text;
    for (int of = -10; of <= 3; ++of) {
      const auto holders = listed(of, kindergarten);
      BOOST_CHECK_LE(holders.size(), 1u);
      const auto totals = open().voucherBook().totals(month(of), {kindergarten});
      BOOST_CHECK_EQUAL(totals.contains(kindergarten) ? totals.at(kindergarten).children : 0,
                        static_cast<std::int64_t>(holders.size()));
      if (!holders.empty()) text += (text.empty() ? "" : " ") + std::to_string(of);
    }
    return text;
  }
  std::string recordOf(int of) {
    const auto checked = check(open().records().voucherList("G1", month(of)).value(), open().today());
    return newDocument(checked).recordXml;
  }
  std::string csvOf(int of) {
    return voucherCsv(check(open().records().voucherList("G1", month(of)).value(), open().today()).record);
  }

 private:
  int number_ = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(VoucherPeriods, Periods)

BOOST_AUTO_TEST_CASE(the_months_of_one_that_ended_stay_when_it_is_approved_again_with_a_later_sitting) {
  approve(-8);
  BOOST_CHECK_EQUAL(months(), "-7 -6 -5 -4 -3 -2 -1 0 1 2 3");
  end();
  BOOST_CHECK_EQUAL(months(), "-7 -6 -5 -4 -3 -2 -1 0");
  const auto record = recordOf(-5), csv = csvOf(-5);
  approve(0, "G2");
  BOOST_CHECK_EQUAL(months(), "-7 -6 -5 -4 -3 -2 -1 0");
  BOOST_CHECK_EQUAL(months("G2"), "1 2 3");
  // Made again, a list of the past has the same bytes.
  BOOST_CHECK(recordOf(-5) == record);
  BOOST_CHECK(csvOf(-5) == csv);
  const auto before = listed(0).at(0), after = listed(1, "G2").at(0);
  BOOST_CHECK_EQUAL(before.key, "A1");
  BOOST_CHECK_NE(after.key, before.key);
  BOOST_CHECK(before.protocolDate == Date(month(-8) / 10));
  BOOST_CHECK(after.protocolDate == open().today());
  // The new one had not begun: taken back it is gone, and the old one does not run again.
  end();
  BOOST_CHECK_EQUAL(months(), "-7 -6 -5 -4 -3 -2 -1 0");
  BOOST_CHECK_EQUAL(months("G2"), "");
  approve(0);
  BOOST_CHECK_EQUAL(months(), "-7 -6 -5 -4 -3 -2 -1 0 1 2 3");
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM voucher"), 2);
}

BOOST_AUTO_TEST_CASE(one_that_is_approved_again_for_months_that_it_had_is_listed_once) {
  approve(-8);
  end();
  approve(-4, "G2");
  BOOST_CHECK_EQUAL(months(), "-7 -6 -5 -4");
  BOOST_CHECK_EQUAL(months("G2"), "-3 -2 -1 0 1 2 3");
  end();
  BOOST_CHECK_EQUAL(months("G2"), "-3 -2 -1 0");
  // Sooner than both: nothing of either stays beside it.
  approve(-9);
  BOOST_CHECK_EQUAL(months(), "-8 -7 -6 -5 -4 -3 -2 -1 0 1 2 3");
  BOOST_CHECK_EQUAL(months("G2"), "");
  // A sitting that was typed wrong, and is corrected, takes no month away for good.
  approve(-1);
  BOOST_CHECK_EQUAL(months(), "-7 -6 -5 -4 0 1 2 3");
  BOOST_CHECK_EQUAL(months("G2"), "-3 -2 -1");
}

BOOST_AUTO_TEST_CASE(of_several_periods_only_the_last_follows_the_decision) {
  approve(-8);
  end();
  sql("UPDATE voucher SET valid_to = $1, ended_on = $1", {isoDate(Date(month(-6) / 20))});  // it ended then
  approve(-5);
  end();
  sql("UPDATE voucher SET valid_to = $1, ended_on = $1 WHERE later_period = 1", {isoDate(Date(month(-3) / 20))});
  approveAs("12/9", -2);
  BOOST_CHECK_EQUAL(months(), "-7 -6 -4 -3 -1 0 1 2 3");
  decide(0, Decision::rejected);
  BOOST_CHECK_EQUAL(months(), "-7 -6 -4 -3 -1 0");
  approveAs("12/9", -2);  // the same decision again: its voucher continues
  BOOST_CHECK_EQUAL(months(), "-7 -6 -4 -3 -1 0 1 2 3");
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM voucher"), 3);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM voucher WHERE ended_on IS NOT NULL"), 2);
}

BOOST_AUTO_TEST_CASE(a_sitting_that_was_left_as_it_was_when_it_was_approved_again_takes_no_month_away) {
  approveAs("12/1", -8);
  end();
  const auto record = recordOf(-5);
  approveAs("12/1", -8);  // word for word: it continues
  BOOST_CHECK_EQUAL(months(), "-7 -6 -5 -4 -3 -2 -1 0 1 2 3");
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM voucher"), 1);
  approveAs("12/2", 0, "G2");
  BOOST_CHECK_EQUAL(months(), "-7 -6 -5 -4 -3 -2 -1 0");
  BOOST_CHECK_EQUAL(months("G2"), "1 2 3");
  BOOST_CHECK(recordOf(-5) == record);
  end();
  approveAs("12/3", -8, "G2");  // of the same sitting, for another kindergarten
  BOOST_CHECK_EQUAL(months(), "");
  BOOST_CHECK_EQUAL(months("G2"), "-7 -6 -5 -4 -3 -2 -1 0 1 2 3");
  approveAs("12/3", 0, "G2");
  BOOST_CHECK_EQUAL(months(), "-7 -6 -5 -4 -3 -2 -1 0");
  BOOST_CHECK_EQUAL(months("G2"), "1 2 3");
  BOOST_CHECK(recordOf(-5) == record);
}

BOOST_AUTO_TEST_CASE(one_in_force_is_corrected_as_a_whole) {
  approve(-8);
  approve(-4, "G2");
  BOOST_CHECK_EQUAL(months(), "");
  BOOST_CHECK_EQUAL(months("G2"), "-3 -2 -1 0 1 2 3");
  BOOST_CHECK_EQUAL(listed(0, "G2").at(0).key, "A1");
}

BOOST_AUTO_TEST_CASE(what_ended_before_periods_were_kept_has_ended_after_the_upgrade) {
  approve(-8);
  end();
  sql("ALTER TABLE voucher DROP COLUMN later_period");
  sql("ALTER TABLE voucher DROP COLUMN ended_on");
  sql("ALTER TABLE voucher DROP COLUMN ended_before");
  sql("DROP INDEX balalyk_batch_newest");
  sql("CREATE INDEX balalyk_batch_chairperson ON balalyk_batch (chairperson_id, prepared_at)");
  sql("DELETE FROM balalyk_migration WHERE version = 31");
  migrate(connection());
  approve(0, "G2");
  BOOST_CHECK_EQUAL(months(), "-7 -6 -5 -4 -3 -2 -1 0");
  BOOST_CHECK_EQUAL(months("G2"), "1 2 3");
}

BOOST_AUTO_TEST_SUITE_END()
