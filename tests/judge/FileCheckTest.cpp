#include <boost/test/unit_test.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "CraftedZip.h"
#include "JudgeFixture.h"
#include "connectors/pdf/ConfinedFileCheck.h"
#include "connectors/pdf/verifier/ReportFrames.h"

// Files that anybody may send: judged as `balalyk verify` does, by processes that end with the answer.
using namespace balalyk;
using namespace std::chrono_literals;
using balalyk::test::firstReport;
using balalyk::test::helperSettings;
using balalyk::test::wordsOf;
namespace fs = std::filesystem;

namespace {

FileCheckSettings settings() {
  return {.helper = helperSettings(),
          .verifier = TEST_VERIFIER,
          .signers = signing::test::Keyring::get().anchors(),
          .authorities = signing::test::Keyring::get().anchors()};
}

// Below this process, by the kernel's lists of children.
int processesBelow(int parent) {
  int count = 0;
  for (const auto& thread : fs::directory_iterator("/proc/" + std::to_string(parent) + "/task")) {
    std::ifstream list(thread.path() / "children");
    for (int child = 0; list >> child;) count += 1 + processesBelow(child);
  }
  return count;
}

std::string codeOf(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.problem().code;
  }
  return {};
}

// With a table of its objects, so that nothing but the script is to be said of it.
std::string scriptedPdf() {
  std::string pdf = "%PDF-1.4\n", table = "xref\n0 4\n0000000000 65535 f \n";
  int number = 0;
  for (const char* object : {"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>",
                             "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"}) {
    auto place = std::to_string(pdf.size());
    table += std::string(10 - place.size(), '0') + place + " 00000 n \n";
    pdf += std::to_string(++number) + " 0 obj\n" + object + "\nendobj\n";
  }
  const auto start = std::to_string(pdf.size());
  return pdf + table + "trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n" + start + "\n%%EOF\n";
}

std::string billionLaughs() {
  std::string xml = "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"ha\">";
  for (char c = 'b'; c < 'm'; ++c) {
    xml += std::string("<!ENTITY ") + c + " \"";
    for (int i = 0; i < 10; ++i) xml += std::string("&") + static_cast<char>(c - 1) + ";";
    xml += "\">";
  }
  return xml + "]><l>&l;</l>";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(FilesOfStrangers)

BOOST_AUTO_TEST_CASE(both_judges_say_what_they_say_in_our_own_process) {
  ConfinedFileCheck check(settings());
  for (const char* member : {"rsa2048", "p256"}) {
    const auto container = signing::test::signedContainer(member);
    const auto checked = check.judge(container);
    auto here =
        signing::Validator{signing::test::Keyring::get().anchors()}.verify(container, checked.first.validationTime);
    BOOST_TEST(toJson(checked.first) == toJson(here));
    BOOST_TEST(checked.first.passed());
    BOOST_TEST(wordsOf(checked.second) == "accepted");
    auto broken = container;
    broken[broken.find("%PDF") + 6] ^= 1;
    BOOST_TEST(!check.judge(broken).first.passed());
  }
}

BOOST_AUTO_TEST_CASE(no_process_outlives_its_answer) {
  const auto before = processesBelow(getpid());
  ConfinedFileCheck check(settings());
  check.judge(signing::test::signedContainer("p256"));
  check.examine(scriptedPdf());
  BOOST_TEST(processesBelow(getpid()) == before);
}

BOOST_AUTO_TEST_CASE(hostile_files_are_refused_within_a_second) {
  using signing::test::CraftedZip;
  ConfinedFileCheck check(settings());
  const auto container = signing::test::signedContainer("p256");
  auto bomb = CraftedZip::from(container);
  bomb.entries.push_back({.name = "bomb.bin", .content = std::string(200u << 20, '\0'), .deflated = true});
  auto liar = CraftedZip::from(container);
  liar.entries.push_back(
      {.name = "liar.bin", .content = std::string(60u << 20, '\0'), .deflated = true, .declaredSize = 10});
  auto many = CraftedZip::from(container);
  for (int i = 0; i < 1'000; ++i) many.entries.push_back({.name = "f" + std::to_string(i), .content = "x"});
  auto laughing = CraftedZip::from(container);
  for (auto& entry : laughing.entries)
    if (entry.name.ends_with(".xml") && entry.name.starts_with("META-INF/sig")) entry.content = billionLaughs();
  auto deep = CraftedZip::from(container);
  for (auto& entry : deep.entries)
    if (entry.name.starts_with("META-INF/sig")) {
      entry.content.clear();
      for (int i = 0; i < 100'000; ++i) entry.content += "<a>";
    }
  const std::pair<const char*, std::string> files[] = {
      {"a zip of 200 MB of nothing", bomb.build()},
      {"a zip that lies about its size", liar.build()},
      {"a zip of a thousand entries", many.build()},
      {"XML of a billion words in a container", laughing.build()},
      {"XML of a billion words", billionLaughs()},
      {"XML of a hundred thousand levels", deep.build()},
      {"nothing", ""},
      {"noise", std::string(1u << 20, '\x7f')},
  };
  for (const auto& [what, bytes] : files) {
    const auto begun = std::chrono::steady_clock::now();
    bool passed = false;
    const auto code = codeOf([&] { passed = check.judge(bytes).first.passed(); });
    BOOST_TEST((code.empty() || code == "fileCheckFailed"), what << ": " << code);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    BOOST_TEST(!passed, what);
    BOOST_TEST(took.count() < 1'000, what << ": " << took.count() << " ms");
  }
  const auto begun = std::chrono::steady_clock::now();
  const auto finding = check.examine(scriptedPdf());
  BOOST_REQUIRE(!finding.problems.empty());
  BOOST_TEST(finding.problems.at(0).code == "uploadActive");
  BOOST_TEST((std::chrono::steady_clock::now() - begun < 1s));
}

BOOST_AUTO_TEST_CASE(more_files_than_there_are_places_are_busy_at_once) {
  auto one = settings();
  one.atOnce = 1;
  ConfinedFileCheck check(std::move(one));
  const auto container = signing::test::signedContainer("p256");
  std::atomic<int> judged{0}, busy{0};
  {
    std::vector<std::jthread> senders;
    for (int i = 0; i < 4; ++i)
      senders.emplace_back([&] { ++(codeOf([&] { check.judge(container); }) == "fileCheckBusy" ? busy : judged); });
  }
  BOOST_TEST(judged + busy == 4);
  BOOST_TEST(judged >= 1);
}

BOOST_AUTO_TEST_CASE(a_verifier_that_dies_or_lies_is_believed_nothing) {
  std::string folder = fs::temp_directory_path() / "balalyk-verifier-XXXXXX";
  BOOST_REQUIRE(::mkdtemp(folder.data()) != nullptr);
  const auto script = fs::path(folder) / "balalyk-verifier";
  const auto says = [&](const std::string& text) {
    std::ofstream(script) << "#!/bin/sh\nprintf '\\001\\000\\000\\000\\000' >&3\n" << text << "\n";
    fs::permissions(script, fs::perms::owner_all);
    auto wrong = settings();
    wrong.verifier = script;
    ConfinedFileCheck check(std::move(wrong));
    return codeOf([&] { check.judge("anything"); });
  };
  BOOST_TEST(says("exit 1") == "fileCheckFailed");
  BOOST_TEST(says("printf '\\004\\000\\000\\000abcd' >&3; sleep 1") == "fileCheckFailed");
  fs::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(of_an_answer_only_a_report_is_taken) {
  const auto report = firstReport(signing::test::signedContainer("p256"));
  const auto frame = verifier::encodeReport(report);
  const auto body = std::string_view(frame).substr(4);
  BOOST_TEST(toJson(verifier::decodeReport(body)) == toJson(report));
  for (std::size_t cut = 0; cut < body.size(); cut += 7)
    BOOST_CHECK_THROW(verifier::decodeReport(body.substr(0, cut)), frames::Malformed);
  for (std::size_t at = 0; at < body.size(); ++at) {  // whatever it says, it is a report or nothing
    std::string other(body);
    other[at] = static_cast<char>(other[at] ^ 0xFF);
    try {
      verifier::decodeReport(other);
    } catch (const frames::Malformed&) {
      continue;
    }
  }
  auto better = report;
  better.signatures.at(0).indication = signing::Indication::totalFailed;
  BOOST_CHECK_THROW(verifier::decodeReport(verifier::encodeReport(better).substr(4)), frames::Malformed);
  better.signatures.clear();
  BOOST_CHECK_THROW(verifier::decodeReport(verifier::encodeReport(better).substr(4)), frames::Malformed);
}

BOOST_AUTO_TEST_SUITE_END()
