#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>
#include <future>
#include <iostream>

#include "FakeProgram.h"
#include "OfficePdf.h"
#include "Processes.h"
#include "connectors/office/OfficePool.h"
#include "connectors/pdf/HelperAnswer.h"
#include "connectors/pdf/helper/Protocol.h"
#include "pipeline/Error.h"

// The process that checks the PDFs: what a PDF does to it, and what it says when one has taken it over.
using namespace balalyk;
using namespace std::chrono_literals;

namespace {

std::string nameOf(int pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/cmdline", std::ios::binary);
  std::string name;
  std::getline(in, name, '\0');
  return name;
}

// Those that check for a pool of the process `root`.
std::vector<processes::Process> checkers(int root = ::getpid()) {
  auto found = processes::descendants(root);
  std::erase_if(found, [](const auto& one) { return !nameOf(one.pid).ends_with("/balalyk-pdf-helper"); });
  return found;
}

bool allGone(const std::vector<processes::Process>& processes) {
  return sheets::eventually([&] { return std::none_of(processes.begin(), processes.end(), processes::exists); });
}

// Forms within each other, each painted many times by the one before: some kilobytes that nobody reads to their end.
std::string endless() {
  constexpr int kFirst = 17, kDepth = 12, kTimes = 50;
  std::string paint = "q ";
  for (int i = 0; i < kTimes; ++i) paint += "/F Do ";
  paint += "Q";
  const auto next = [](int object) { return "<</XObject<</F " + std::to_string(object) + " 0 R>>>>"; };
  std::vector<std::string> objects{"<</Type/StructTreeRoot>>", "<<>>", next(kFirst)};
  for (int i = 0; i < kDepth; ++i) {
    const bool last = i + 1 == kDepth;
    const std::string content = last ? "n" : paint;
    objects.push_back("<</Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources" +
                      (last ? "<<>>" : next(kFirst + i + 1)) + "/Length " + std::to_string(content.size()) +
                      ">>\nstream\n" + content + "\nendstream");
  }
  return officepdf::made({paint, "n"}, objects);
}

// A soffice that answers the first `bad` documents with the endless PDF, the others with a harmless one.
struct Hostile {
  explicit Hostile(int bad)
      : program(
            "cat $GREETING >&3; n=0; while r=$(head -c 4 <&3 | od -An -tu4); [ -n \"$r\" ]; do head -c $r <&3 "
            ">/dev/null; n=$((n+1)); if [ $n -le " +
            std::to_string(bad) +
            " ]; then cat ${GREETING%greeting}endless >&3; else cat ${GREETING%greeting}fine >&3; fi; done") {
    filler::Reply reply;
    reply.status = filler::Reply::Status::done;
    reply.pdf = endless();
    program.answers("endless", reply);
    reply.pdf = officepdf::made({"n"});
    program.answers("fine", reply);
  }
  FakeProgram program;
};

// A checker that is a shell script, in its own filler folder.
class FakeChecker {
 public:
  explicit FakeChecker(const std::string& script) : folder_(program_.folder() / "filler") {
    std::filesystem::create_directories(folder_);
    std::filesystem::copy(std::filesystem::path(TEST_FILLER).parent_path(), folder_,
                          std::filesystem::copy_options::recursive);
    const auto checker = folder_ / "balalyk-pdf-helper";
    std::filesystem::remove(checker);
    writeFile(
        checker,
        "#!/bin/sh\nprintf "
        "'\\020\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000' >&3\n" +
            script + "\n");
    std::filesystem::permissions(checker, std::filesystem::perms::owner_all);
  }
  OfficeSettings settings() const {
    auto settings = sheets::settings();
    settings.filler = folder_ / "filler.component";
    return settings;
  }

 private:
  FakeProgram program_{"exit 1"};
  std::filesystem::path folder_;
};

void checkSetAside(const OfficeError& error, const std::string& ending) {
  BOOST_TEST((error.disposition() == Disposition::quarantined));
  BOOST_TEST(error.problem().code == "pdfUnreadable");
  BOOST_TEST_REQUIRE(error.evidence().runs.size() == 2u);
  for (const auto& run : error.evidence().runs) BOOST_TEST(run.ending.starts_with("check: " + ending), run.ending);
}

PdfExpectation expectation(const FieldValues& values) {
  return {values, {"child.fullName", "not.a.value"}, {{"attendees", {"role", "none"}}}, {}};
}

const std::vector<PdfFinding> kImpossible{
    {{{"officeCrashed", {}}}, 1},
    {{{"pdfUnreadable", {{"detail", "x"}}}}, 1},
    {{{"valueMissingInPdf", {{"field", "protocol.number"}}}}, 1},
    {{{"valueMissingInPdf", {{"field", "not.a.value"}}}}, 1},
    {{{"valueMissingInPdf", {{"field", "attendees.none"}}}}, 1},
    {{{"valueMissingInPdf", {{"font", "child.fullName"}}}}, 1},
    {{{"fontForeignInPdf", {{"font", "A"}, {"field", "child.fullName"}}}}, 1},
    {{}, 0},
    {{}, -1},
};

}  // namespace

namespace balalyk {
std::ostream& operator<<(std::ostream& out, const PdfFinding& check) {
  return out << (check.problems.empty() ? "no problem" : toString(check.problems.front())) << ", " << check.pages;
}
}  // namespace balalyk

BOOST_AUTO_TEST_SUITE(checker_of_pdfs)

BOOST_AUTO_TEST_CASE(a_pdf_that_is_never_read_to_its_end_is_set_aside_and_the_next_document_made) {
  const Hostile hostile(1);
  auto settings = hostile.program.settings();
  settings.documentDeadline = 2s;  // enough for the next document on a busy machine
  sheets::Pool pool(settings);
  BOOST_TEST_REQUIRE(sheets::eventually([&] { return pool.office().counters().slotsReady == 1; }));
  auto document = std::async(std::launch::async, [&] { return pool.failure(); });
  std::vector<processes::Process> seen;
  BOOST_TEST(sheets::eventually([&] { return !(seen = checkers()).empty(); }));
  checkSetAside(document.get(), "no answer in time");
  BOOST_TEST(pool.fill(sheets::values(1)).pages == 1);
  BOOST_TEST(allGone(seen));
  BOOST_TEST(pool.office().counters().restarts == 0u);
  const auto kept = checkers();
  BOOST_TEST(kept.size() == 1u);
  pool.end();
  BOOST_TEST(allGone(kept));
}

BOOST_AUTO_TEST_CASE(other_documents_are_made_meanwhile) {
  const Hostile hostile(1);
  auto settings = hostile.program.settings();
  settings.documentDeadline = 5s;
  sheets::Pool pool(settings);
  BOOST_TEST_REQUIRE(sheets::eventually([&] { return pool.office().counters().slotsReady == 1; }));
  auto document = std::async(std::launch::async, [&] { return pool.failure(); });
  BOOST_TEST(sheets::eventually([&] { return checkers().size() == 1u; }));
  for (int i = 0; i < 5; ++i) BOOST_TEST(pool.fill(sheets::values(1)).pages == 1);
  BOOST_TEST((document.wait_for(0s) == std::future_status::timeout));
  checkSetAside(document.get(), "no answer in time");
}

BOOST_AUTO_TEST_CASE(a_checker_killed_over_a_document_costs_it_nothing) {
  sheets::Pool pool;
  pool.fill(sheets::values(1));
  const auto first = checkers();
  BOOST_TEST_REQUIRE(first.size() == 1u);
  ::kill(first.front().pid, SIGSTOP);  // so that it is in the middle of it
  auto document = std::async(std::launch::async, [&] { return pool.fill(sheets::values(2)); });
  BOOST_TEST(sheets::eventually([&] { return pool.office().counters().filled == 2u; }));
  BOOST_TEST((document.wait_for(100ms) == std::future_status::timeout));
  ::kill(first.front().pid, SIGKILL);
  BOOST_TEST(document.get().pages == 1);
  BOOST_TEST(allGone(first));
  BOOST_TEST(checkers().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_checker_killed_between_documents_is_replaced) {
  sheets::Pool pool;
  pool.fill(sheets::values(1));
  for (const auto& checker : checkers()) ::kill(checker.pid, SIGKILL);
  BOOST_TEST(pool.fill(sheets::values(2)).pages == 1);
}

BOOST_AUTO_TEST_CASE(a_checker_that_crashes_or_talks_nonsense_is_not_believed) {
  for (const auto& [deed, ending] :
       {std::pair<std::string, std::string>{"head -c 1 <&3 >/dev/null; kill -11 $$", "socket "},
        {"head -c 1 <&3 >/dev/null; printf '\\377\\377\\377\\377' >&3; sleep 600", "no answer is that long"},
        {"head -c 1 <&3 >/dev/null; printf '\\001\\000\\000\\000x' >&3; sleep 600",
         "an invalid response from the helper"}}) {
    const FakeChecker fake(deed);
    sheets::Pool pool(fake.settings());
    checkSetAside(pool.failure(), ending);
  }
}

// The file may be fine: that is the machine's trouble, and not reported to the secretary.
BOOST_AUTO_TEST_CASE(an_upload_whose_helper_does_not_answer_is_examined_again_later) {
  for (const char* deed : {"head -c 1 <&3 >/dev/null; kill -11 $$", "head -c 1 <&3 >/dev/null; sleep 600",
                           "head -c 1 <&3 >/dev/null; printf '\\001\\000\\000\\000x' >&3; sleep 600", "exit 1"}) {
    const FakeChecker fake(deed);
    auto settings = fake.settings();
    settings.documentDeadline = 1s;
    const auto service = makePdfService(settings);
    BOOST_CHECK_EXCEPTION(service->examine("%PDF-1.7"), StageError, [](const StageError& error) {
      return error.disposition() == Disposition::retry && error.problem().code == "uploadCheckFailed";
    });
  }
}

BOOST_AUTO_TEST_CASE(a_document_with_a_script_in_it_is_set_aside) {
  const FakeProgram program(
      "cat $GREETING >&3; while r=$(head -c 4 <&3 | od -An -tu4); [ -n \"$r\" ]; do head -c $r <&3 "
      ">/dev/null; cat ${GREETING%greeting}active >&3; done");
  filler::Reply reply;
  reply.status = filler::Reply::Status::done;
  reply.pdf = officepdf::made({"n"}, {"<</S/JavaScript/JS(app.alert\\(1\\))>>"});
  program.answers("active", reply);
  sheets::Pool pool(program.settings());
  const auto failure = pool.failure();
  BOOST_TEST((failure.disposition() == Disposition::quarantined));
  BOOST_TEST(toString(failure.problem()) == "pdfActive(what=script)");
}

BOOST_AUTO_TEST_CASE(without_a_checker_that_starts_the_document_is_tried_again_later) {
  const FakeChecker fake("exit 1");
  writeFile(fake.settings().pdfHelper(), "#!/bin/sh\nexit 1\n");
  sheets::Pool pool(fake.settings());
  const auto failure = pool.failure();
  BOOST_TEST(failure.problem().code == "officeUnavailable");
  BOOST_TEST((failure.disposition() == Disposition::retry));
}

BOOST_DATA_TEST_CASE(what_a_check_cannot_find_is_not_a_finding, boost::unit_test::data::make(kImpossible), finding) {
  const auto values = sheets::values(1);
  const auto frame = pdfhelper::encode(pdfhelper::Answer{.pdf = "%PDF-", .finding = finding});
  BOOST_CHECK_THROW(pdfhelper::decodeFinished(std::string_view(frame).substr(4), expectation(values)),
                    frames::Malformed);
}

BOOST_AUTO_TEST_CASE(what_a_check_finds_comes_across) {
  const auto values = sheets::values(1);
  PdfFinding found{{{"pdfUnreadable", {}},
                    {"valueMissingInPdf", {{"field", "child.fullName"}}},
                    {"valueMissingInPdf", {{"field", "attendees.role"}}},
                    {"fontNotEmbedded", {{"font", "A\n\xD0"}}}},
                   3};
  const auto frame = pdfhelper::encode(pdfhelper::Answer{.pdf = "%PDF-", .finding = found});
  const auto reported = pdfhelper::decodeFinished(std::string_view(frame).substr(4), expectation(values)).finding;
  found.problems.back().params["font"] = "A??";
  BOOST_TEST(reported.pages == 3);
  BOOST_TEST((reported.problems == found.problems));
}

BOOST_AUTO_TEST_CASE(a_checker_is_confined_as_soffice_is) {
  if (!canSandbox(sheets::settings())) {
    std::cerr << "SKIPPED: the sandbox (bubblewrap cannot make its namespaces here)\n";
    return;
  }
  sheets::Pool pool;
  pool.fill(sheets::values(1));
  const auto found = checkers();
  BOOST_TEST_REQUIRE(found.size() == 1u);
  const auto folder = "/proc/" + std::to_string(found.front().pid);
  for (const char* kind : {"net", "mnt", "pid", "user", "ipc"}) {
    const auto own = std::filesystem::read_symlink(std::string("/proc/self/ns/") + kind);
    BOOST_TEST((std::filesystem::read_symlink(folder + "/ns/" + kind) != own), kind);
  }
  for (const char* hidden : {"/root/etc/passwd", "/root/home", "/root/root"}) {
    BOOST_TEST(!std::filesystem::exists(folder + hidden), hidden);
  }
  const auto limits = readFile(folder + "/limits");
  for (const char* limit :
       {"Max core file size        0                    0", "Max data size             1073741824"}) {
    BOOST_TEST(limits.find(limit) != std::string::npos, limit);
  }
  // Besides what every process has, the socket to the pool alone.
  std::size_t descriptors = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder + "/fd")) ++descriptors;
  BOOST_TEST(descriptors == 4u);
}

BOOST_AUTO_TEST_CASE(checks_and_leaves_nothing_without_a_sandbox_too) {
  auto settings = sheets::settings();
  settings.sandbox = SandboxPolicy::off;
  sheets::Pool pool(settings);
  BOOST_TEST(pool.fill(sheets::values(1)).pages == 1);
  const auto found = checkers();
  BOOST_TEST(found.size() == 1u);
  pool.end();
  BOOST_TEST(allGone(found));
}

BOOST_AUTO_TEST_CASE(leaves_no_checker_when_the_program_is_killed) {
  std::string name = std::filesystem::temp_directory_path() / "office-test-XXXXXX";
  BOOST_TEST_REQUIRE(::mkdtemp(name.data()) != nullptr);
  int ready[2];
  BOOST_TEST_REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::execl("/proc/self/exe", "test_office", "--hold-pool", name.c_str(), std::to_string(ready[1]).c_str(), nullptr);
    ::_exit(127);
  }
  ::close(ready[1]);
  char byte = 0;
  BOOST_TEST(::read(ready[0], &byte, 1) == 1);
  ::close(ready[0]);
  const auto found = checkers(child);
  BOOST_TEST(found.size() == 1u);
  for (const auto& checker : found) ::kill(checker.pid, SIGSTOP);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  BOOST_TEST(allGone(found));
  std::filesystem::remove_all(name);
}

BOOST_AUTO_TEST_SUITE_END()
