#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "jobs/monitoring/Metrics.h"
#include "jobs/monitoring/ProblemPart.h"
#include "jobs/text/Messages.h"
#include "jobs/text/ReadFile.h"

namespace balalyk {
namespace {

using namespace std::chrono_literals;

Document document(Kind kind) {
  Document result;
  result.id = "0b9f7f2e-5f0f-4a0e-9d55-2f6b4f7a1c11";
  result.kind = kind;
  result.subject = "Асанов Үсөн";
  return result;
}

bool has(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

std::set<std::string> namesIn(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  std::set<std::string> names;
  for (std::sregex_iterator found(text.begin(), text.end(), expression), end; found != end; ++found) {
    names.insert((*found)[1]);
  }
  return names;
}

BOOST_AUTO_TEST_SUITE(monitoring)

BOOST_AUTO_TEST_CASE(a_problem_belongs_to_the_part_that_its_code_begins_with) {
  BOOST_TEST(partOf("keyPinWrong") == "key");
  BOOST_TEST(partOf("certificateExpired") == "key");
  BOOST_TEST(partOf("timeStampRefused") == "timeStamp");
  BOOST_TEST(partOf("serviceUnreachable") == "timeStamp");
  BOOST_TEST(partOf("serviceSuspended") == "timeStamp");
  BOOST_TEST(partOf("revocationUnreachable") == "revocation");
  BOOST_TEST(partOf("revocationRefused") == "revocation");
  BOOST_TEST(partOf("revocationCleared") == "authorisation");
  BOOST_TEST(partOf("pinImpossible") == "document");  // a person's number, not a key's
  BOOST_TEST(partOf("databaseTimeout") == "database");
  BOOST_TEST(partOf("storeFull") == "store");
  for (const auto* code :
       {"viewUnreadable", "viewShowsNothing", "recordTimesInFuture", "recordsShownTwice", "cursorInFuture"})
    BOOST_TEST(partOf(code) == "portal", code);
  BOOST_TEST(partOf("recordWithdrawn") == "document");
  BOOST_TEST(partOf("officeCrashed") == "office");
  BOOST_TEST(partOf("valueRefused") == "document");
}

// The codes with which the parts that hold keys refuse, read from their sources: the alarm must know them all.
BOOST_AUTO_TEST_CASE(every_trouble_with_a_key_rings_the_alarm_for_keys) {
  static const std::regex kThrown(
      R"re((?:KeyError|CertificateError|HttpError|keyTrouble|keyError)\((?:claim, )?\{?"([a-zA-Z]+)")re");
  int found = 0;
  for (const char* folder : {"connectors/keys", "connectors/http", "signing/keys", "pipeline/stages"}) {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::filesystem::path(BALALYK_SOURCES) / folder)) {
      if (entry.path().extension() != ".cpp") continue;
      std::ifstream file(entry.path());
      const std::string text{std::istreambuf_iterator<char>(file), {}};
      for (std::sregex_iterator at(text.begin(), text.end(), kThrown), end; at != end; ++at) {
        const auto code = (*at)[1].str();
        BOOST_TEST(partOf(code) == "key", code << " of " << entry.path().filename());
        ++found;
      }
    }
  }
  BOOST_TEST(found > 30);
  for (const char* code : {"signerRevoked", "signerUnknown", "cscAccessDenied", "httpTimeout"})
    BOOST_TEST(partOf(code) == "key", code);
}

BOOST_AUTO_TEST_CASE(what_happened_is_counted_and_nobody_is_named) {
  const Messages messages("en");
  Metrics metrics(messages);
  metrics.done(document(Kind::voucherApproval), Stage::fill, 40ms);
  metrics.done(document(Kind::voucherApproval), Stage::fill, 300ms);
  metrics.failed(document(Kind::voucherList), Stage::sign, Disposition::wait, {"keyPinWrong", {{"member", "m-1"}}});
  metrics.leaseLost(document(Kind::voucherList), Stage::publish);
  metrics.failed(document(Kind::voucherList), Stage::upgrade, Disposition::wait, {"serviceUnreachable", {}});
  metrics.trouble({"databaseTimeout", {}});
  metrics.trouble({"serviceSuspended", {{"service", "http://tsa.example/"}}});
  metrics.trouble({"revocationUnreachable", {}});
  const auto text = metrics.text();
  BOOST_TEST(text.find("Үсөн") == std::string::npos);
  BOOST_TEST(text.find("0b9f7f2e") == std::string::npos);
  BOOST_TEST(text.find("# HELP balalyk_stage_duration_seconds ") != std::string::npos);
  BOOST_TEST(text.find("balalyk_stage_duration_seconds_count{kind=\"voucher-approval\",stage=\"fill\"} 2") !=
             std::string::npos);
  BOOST_TEST(text.find("stage=\"fill\",le=\"0.05\"} 1") != std::string::npos);
  BOOST_TEST(text.find("part=\"key\",stage=\"sign\"} 1") != std::string::npos);
  BOOST_TEST(text.find("part=\"timeStamp\",stage=\"upgrade\"} 1") != std::string::npos);
  BOOST_TEST(has(text, "balalyk_troubles_total{code=\"serviceSuspended\",part=\"timeStamp\"} 1"));
  BOOST_TEST(has(text, "balalyk_troubles_total{code=\"revocationUnreachable\",part=\"revocation\"} 1"));
  BOOST_TEST(has(text, "balalyk_leases_lost_total{stage=\"publish\"} 1"));
  BOOST_TEST(has(text, "balalyk_troubles_total{code=\"databaseTimeout\",part=\"database\"} 1"));
}

BOOST_AUTO_TEST_CASE(counters_kept_elsewhere_are_carried_over_by_what_they_grew) {
  const Messages messages("en");
  Metrics metrics(messages);
  Sample sample;
  sample.officeOpen = true;
  sample.officeSlots = 2;
  sample.office.filled = 5;
  metrics.sampled(sample);
  sample.office.filled = 8;
  sample.databaseAnswers = true;
  sample.counts = {{State::published, Kind::voucherList, 7}};
  sample.oldestDue = {{Stage::sign, 1500ms}};
  sample.lastNight = "2026-11-21";
  metrics.sampled(sample);
  const auto text = metrics.text();
  BOOST_TEST(has(text, "balalyk_office_documents_total{result=\"filled\"} 8"));
  BOOST_TEST(has(text, "balalyk_office_slots 2"));
  BOOST_TEST(has(text, "balalyk_documents{kind=\"voucher-list\",state=\"published\"} 7"));
  BOOST_TEST(has(text, "balalyk_oldest_due_seconds{stage=\"sign\"} 1.5"));
  BOOST_TEST(has(text, "balalyk_last_night_planned_timestamp_seconds 1795197600"));
  BOOST_TEST(has(text, "balalyk_database_up 1"));
}

BOOST_AUTO_TEST_CASE(the_operators_page_names_every_metric_and_no_other) {
  const Messages messages("en");
  Metrics metrics(messages);
  metrics.done(document(Kind::voucherList), Stage::fill, 40ms);
  metrics.failed(document(Kind::voucherList), Stage::sign, Disposition::wait, {"keyPinWrong", {}});
  metrics.leaseLost(document(Kind::voucherList), Stage::publish);
  metrics.trouble({"databaseTimeout", {}});
  Sample sample;
  sample.officeOpen = sample.databaseAnswers = true;
  sample.counts = {{State::published, Kind::voucherList, 7}};
  sample.waiting = {{State::authorised, {"keyPinWrong", {}}, 3}};
  sample.unanswered = {{State::published, {"revocationNoAddress", {}}, 2}};
  sample.oldestDue = {{Stage::sign, 1500ms}};
  sample.lastNight = "2026-11-21";
  metrics.sampled(sample);
  BOOST_TEST(
      namesIn(metrics.text(), "# TYPE (balalyk_[a-z_]+)") ==
          namesIn(readWholeFile(BALALYK_SOURCES "/jobs/README.md").value(), "(balalyk_(?!pipeline|authoriser)[a-z_]+)"),
      boost::test_tools::per_element());
}

// An alarm about documents that were set aside ends when they went on.
BOOST_AUTO_TEST_CASE(a_state_that_no_document_is_in_any_more_counts_none) {
  const Messages messages("en");
  Metrics metrics(messages);
  Sample sample;
  sample.databaseAnswers = true;
  sample.counts = {{State::quarantined, Kind::voucherList, 2}, {State::published, Kind::voucherList, 5}};
  metrics.sampled(sample);
  sample.counts = {{State::published, Kind::voucherList, 7}};
  metrics.sampled(sample);
  const auto text = metrics.text();
  BOOST_TEST(has(text, "balalyk_documents{kind=\"voucher-list\",state=\"quarantined\"} 0"));
  BOOST_TEST(has(text, "balalyk_documents{kind=\"voucher-list\",state=\"published\"} 7"));
}

BOOST_AUTO_TEST_CASE(what_documents_wait_for_and_what_nobody_answered_about_is_counted_by_code) {
  const Messages messages("en");
  Metrics metrics(messages);
  Sample sample;
  sample.databaseAnswers = true;
  sample.waiting = {{State::authorised, {"revocationUnreachable", {{"issuer", "A"}}}, 3},
                    {State::authorised, {"revocationUnreachable", {{"issuer", "B"}}}, 2}};
  sample.unanswered = {{State::published, {"revocationNoAddress", {{"issuer", "A"}}}, 4}};
  metrics.sampled(sample);
  const std::string waiting =
      "balalyk_documents_waiting{code=\"revocationUnreachable\",part=\"revocation\",state=\"authorised\"} ";
  const std::string unanswered =
      "balalyk_documents_revocation_unanswered{code=\"revocationNoAddress\",part=\"revocation\",state=\"published\"} ";
  BOOST_TEST(has(metrics.text(), waiting + "5"));
  BOOST_TEST(has(metrics.text(), unanswered + "4"));
  sample.waiting.clear();
  sample.unanswered.clear();
  metrics.sampled(sample);
  BOOST_TEST(has(metrics.text(), waiting + "0"));
  BOOST_TEST(has(metrics.text(), unanswered + "0"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk
