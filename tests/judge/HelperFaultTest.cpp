#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "JudgeFixture.h"
#include "connectors/pdf/PdfHelperPool.h"

// What is made of a helper that dies, hangs, lies or cannot be confined: never anything about the document.
using namespace balalyk;
using namespace std::chrono_literals;
using balalyk::test::firstReport;
using balalyk::test::helperSettings;
using balalyk::test::wordsOf;
namespace fs = std::filesystem;

namespace {

struct Signed {
  std::string container = signing::test::signedContainer("p256");
  signing::VerificationReport report = firstReport(container);
};

// The first helper below this process, by the kernel's lists of children; 0 when there is none.
int helperBelow(int parent) {
  for (const auto& thread : fs::directory_iterator("/proc/" + std::to_string(parent) + "/task")) {
    std::ifstream list(thread.path() / "children");
    for (int child = 0; list >> child;) {
      std::ifstream file("/proc/" + std::to_string(child) + "/cmdline", std::ios::binary);
      std::string name;
      std::getline(file, name, '\0');
      if (name.ends_with("/balalyk-pdf-helper")) return child;
      if (const int found = helperBelow(child); found != 0) return found;
    }
  }
  return 0;
}

char stateOf(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(file, line);
  const auto end = line.rfind(')');
  return end == std::string::npos || end + 2 >= line.size() ? '?' : line[end + 2];
}

// A helper that is a shell script.
class Script {
 public:
  explicit Script(const std::string& text) {
    std::string folder = fs::temp_directory_path() / "balalyk-judge-XXXXXX";
    BOOST_REQUIRE(::mkdtemp(folder.data()) != nullptr);
    file_ = fs::path(folder) / "balalyk-pdf-helper";
    write(text);
  }
  ~Script() { fs::remove_all(file_.parent_path()); }
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;

  void write(const std::string& text) const {
    const std::string ready =
        "printf '\\020\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000' "
        ">&3";
    std::ofstream(file_) << "#!/bin/sh\n" << ready << "\n" << text << "\n";
    fs::permissions(file_, fs::perms::owner_all);
  }
  HelperSettings settings() const {
    auto settings = helperSettings();
    settings.helper = file_;
    settings.documentDeadline = 1s;
    return settings;
  }
  const fs::path& file() const { return file_; }

 private:
  fs::path file_;
};

std::string problemOf(XmlsecJudge& judge, const Signed& document) {
  try {
    return wordsOf(judge.judge(document.container, document.report));
  } catch (const StageError& error) {
    BOOST_TEST((error.disposition() == Disposition::wait));  // uses up no attempt
    return toString(error.problem());
  }
}

constexpr const char* kAnswerNonsense = "head -c 1 <&3 >/dev/null; printf '\\001\\000\\000\\000\\144' >&3; sleep 600";

}  // namespace

BOOST_AUTO_TEST_SUITE(faults_of_the_helper)

BOOST_AUTO_TEST_CASE(killed_in_the_middle_of_a_container_it_is_asked_again_in_a_fresh_process) {
  const Signed document;
  XmlsecJudge judge(helperSettings());
  BOOST_TEST(wordsOf(judge.judge(document.container, document.report)) == "accepted");
  const int first = helperBelow(::getpid());
  BOOST_TEST_REQUIRE(first != 0);
  ::kill(first, SIGSTOP);
  while (stateOf(first) != 'T') std::this_thread::yield();
  auto verdict =
      std::async(std::launch::async, [&] { return wordsOf(judge.judge(document.container, document.report)); });
  BOOST_TEST((verdict.wait_for(100ms) == std::future_status::timeout));
  ::kill(first, SIGKILL);
  BOOST_TEST(verdict.get() == "accepted");
  BOOST_TEST(helperBelow(::getpid()) != first);
}

BOOST_AUTO_TEST_CASE(killed_between_containers_it_is_replaced) {
  const Signed document;
  XmlsecJudge judge(helperSettings());
  BOOST_TEST(wordsOf(judge.judge(document.container, document.report)) == "accepted");
  const int first = helperBelow(::getpid());
  ::kill(first, SIGKILL);
  BOOST_TEST(wordsOf(judge.judge(document.container, document.report)) == "accepted");
  BOOST_TEST(helperBelow(::getpid()) != first);
}

BOOST_AUTO_TEST_CASE(what_gives_no_answer_that_can_be_used_is_the_machines_trouble) {
  const Signed document;
  for (const auto& [deed, reason] :
       {std::pair<std::string, std::string>{"head -c 1 <&3 >/dev/null; kill -11 $$", "socket "},
        {"head -c 1 <&3 >/dev/null; sleep 600", "no answer in time"},
        {kAnswerNonsense, "an invalid response from the helper"},
        {"head -c 1 <&3 >/dev/null; printf '\\002\\000\\000\\000\\000\\000' >&3; sleep 600",
         "no answer is that long"}}) {
    const Script script(deed);
    XmlsecJudge judge(script.settings());
    const auto problem = problemOf(judge, document);
    BOOST_TEST(problem.starts_with("judgeUnavailable(reason=" + reason), problem);
  }
}

BOOST_AUTO_TEST_CASE(a_machine_put_right_is_noticed_without_a_new_start) {
  const Signed document;
  const Script script(kAnswerNonsense);
  auto settings = script.settings();
  fs::rename(script.file(), script.file().string() + ".away");
  XmlsecJudge judge(settings);
  BOOST_TEST(problemOf(judge, document).starts_with("judgeUnavailable(reason=officeMissing"));
  fs::copy_file(TEST_HELPER, script.file());
  BOOST_TEST(problemOf(judge, document) == "accepted");
}

// An upload that has taken over whoever read it must not say what the chairperson sees of another document.
BOOST_AUTO_TEST_CASE(who_draws_a_page_has_read_nothing_else_and_reads_nothing_more) {
  const std::string pdf =
      "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj 2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
      "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 90 90]>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n";
  PdfHelperPool pool(helperSettings());
  BOOST_TEST(pool.pageImages(pdf, {.dotsPerInch = 72, .first = 0, .most = 1}).size() == 1u);
  BOOST_TEST(helperBelow(::getpid()) == 0);
  pool.examine(pdf);
  const int reader = helperBelow(::getpid());
  BOOST_TEST_REQUIRE(reader != 0);
  ::kill(reader, SIGSTOP);  // it would not draw
  BOOST_TEST(pool.pageImages(pdf, {.dotsPerInch = 72, .first = 0, .most = 1}).size() == 1u);
  BOOST_TEST(helperBelow(::getpid()) == reader);
  ::kill(reader, SIGCONT);
}

BOOST_AUTO_TEST_CASE(where_nothing_can_be_confined_nothing_is_judged) {
  const Signed document;
  auto settings = helperSettings();
  const Script noShim("exit 1");  // so that the trial of the sandbox fails as it does without user namespaces
  settings.shim = noShim.file();
  settings.sandbox = SandboxPolicy::required;
  XmlsecJudge judge(settings);
  BOOST_TEST(problemOf(judge, document) == "judgeUnavailable(reason=officeSandboxMissing)");
}

BOOST_AUTO_TEST_SUITE_END()
