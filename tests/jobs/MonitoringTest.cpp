#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <vector>

#include "connectors/texts/Messages.h"
#include "jobs/monitoring/Metrics.h"
#include "pipeline/problems/Problems.h"
#include "signing/ReadFile.h"

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

// Code → file, of every problem that is thrown in the folders.
std::map<std::string, std::string> thrownIn(const std::vector<const char*>& folders, const std::string& how) {
  const std::regex thrown(how + R"re(\((?:claim, |Disposition::\w+,\s*)?\{?\s*"([a-z]+[A-Z][a-zA-Z]*)")re");
  std::map<std::string, std::string> codes;
  for (const char* folder : folders) {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::filesystem::path(BALALYK_SOURCES) / folder)) {
      if (entry.path().extension() != ".cpp") continue;
      const auto text = signing::readWholeFile(entry.path()).value();
      for (std::sregex_iterator at(text.begin(), text.end(), thrown), end; at != end; ++at)
        codes.emplace((*at)[1], entry.path().filename().string());
    }
  }
  return codes;
}

// The alarm that rings must be that of the part in which the trouble came up, whatever its code begins with.
BOOST_AUTO_TEST_CASE(what_a_folder_throws_rings_the_alarm_of_that_folder) {
  struct Folder {
    std::vector<const char*> folders;
    const char* how;
    std::set<std::string> parts;
    std::size_t least;  // codes that are thrown there: fewer, and this test no longer reads the sources rightly
  };
  const std::vector<Folder> table = {
      {{"connectors/store"}, "Error", {"store"}, 12},
      {{"connectors/trust", "signing/time"}, "(?:Error|Trouble)", {"timeStamp"}, 4},
      {{"pipeline/evidence"}, "Error", {"evidence", "document"}, 4},
      {{"connectors/database"}, "Error", {"database", "portal", "document"}, 18},
      {{"connectors/office", "connectors/pdf"}, "Error", {"office", "document", "portal"}, 6},
      {{"connectors/keys", "connectors/http", "signing/keys", "pipeline/stages"},
       "(?:KeyError|CertificateError|HttpError|keyTrouble|keyError)",
       {"key"},
       30},
  };
  for (const auto& folder : table) {
    const auto codes = thrownIn(folder.folders, folder.how);
    BOOST_TEST(codes.size() >= folder.least, folder.folders.front() << ": " << codes.size());
    for (const auto& [code, file] : codes)
      BOOST_TEST(folder.parts.contains(toString(problemKind(code).part)),
                 code << " of " << file << " rings for " << toString(problemKind(code).part));
  }
}

BOOST_AUTO_TEST_CASE(the_operators_page_names_every_part_and_no_other) {
  std::set<std::string> parts;
  for (const auto& key : Messages::keys("en"))
    if (key.starts_with("problem.") && key.ends_with(".what"))
      parts.insert(toString(problemKind(std::string_view(key).substr(8, key.size() - 13)).part));
  const auto page = signing::readWholeFile(BALALYK_SOURCES "/jobs/README.md").value();
  const auto begin = page.find("`part` is ");
  BOOST_REQUIRE(begin != std::string::npos);
  const auto sentence = page.substr(begin + 10, page.find(':', begin) - begin - 10);
  auto named = namesIn(sentence, R"re(([a-z]+[A-Za-z]*))re");
  named.erase("or");
  BOOST_TEST(named == parts, boost::test_tools::per_element());
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
  const auto page = signing::readWholeFile(BALALYK_SOURCES "/jobs/README.md").value();
  BOOST_TEST(namesIn(metrics.text(), "# TYPE (balalyk_[a-z_]+)") ==
                 namesIn(page.substr(page.find("## Watch it")), "(balalyk_(?!pipeline|authoriser)[a-z_]+)"),
             boost::test_tools::per_element());
}

// An alarm about documents that were set aside ends when they continued.
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
