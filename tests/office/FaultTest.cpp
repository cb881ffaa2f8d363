#include <sys/resource.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>
#include <future>
#include <optional>
#include <thread>

#include "FakeProgram.h"
#include "connectors/office/TemplateStore.h"
#include "pipeline/Error.h"
#include "signing/crypto/Digest.h"

using namespace balalyk;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

std::function<bool(const StageError&)> code(const std::string& code) {
  return [=](const StageError& e) { return e.problem().code == code && e.disposition() == Disposition::retry; };
}

// Whether it waits or is tried again depends on how many starts have failed by then.
bool isUnavailable(const StageError& e) {
  return e.problem().code == "officeUnavailable";
}

std::vector<fs::path> deskFolders(const fs::path& work) {
  auto found = sheets::workFolders(work, "instance-");
  std::erase_if(found, [](const fs::path& entry) { return !fs::is_directory(entry); });
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(faults)

BOOST_AUTO_TEST_CASE(a_soffice_that_only_asks_to_be_started_again_is_given_up_and_said) {
  const FakeProgram program("exit 81");
  sheets::Pool pool(program.settings());
  BOOST_CHECK_EXCEPTION(pool.fill(sheets::values(1)), StageError, isUnavailable);
}

BOOST_AUTO_TEST_CASE(a_soffice_that_ends_at_once_is_given_up_and_said) {
  const FakeProgram program("exit 1");
  sheets::Pool pool(program.settings());
  BOOST_CHECK_EXCEPTION(pool.fill(sheets::values(1)), StageError, isUnavailable);
}

BOOST_AUTO_TEST_CASE(a_soffice_that_never_answers_is_given_up_and_said) {
  const FakeProgram program("exec sleep 600");
  auto settings = program.settings();
  settings.startDeadline = 1s;
  sheets::Pool pool(settings);
  BOOST_CHECK_EXCEPTION(pool.fill(sheets::values(1)), StageError, isUnavailable);
}

BOOST_AUTO_TEST_CASE(a_soffice_that_speaks_nonsense_is_given_up_and_said) {
  const FakeProgram program("printf 'garbage garbage' >&3; exec sleep 600");
  sheets::Pool pool(program.settings());
  BOOST_CHECK_EXCEPTION(pool.fill(sheets::values(1)), StageError, isUnavailable);
}

BOOST_AUTO_TEST_CASE(a_document_that_brings_the_office_down_twice_is_set_aside_with_what_there_is_to_see) {
  const FakeProgram program("cat $GREETING >&3; echo here it ends; head -c 1 <&3 >/dev/null; exit 139");
  sheets::Pool pool(program.settings());
  const auto isSetAside = [](const OfficeError& e) {
    BOOST_TEST(e.problem().code == "officeCrashed");
    BOOST_TEST((e.disposition() == Disposition::quarantined));
    BOOST_TEST_REQUIRE(e.evidence().runs.size() == 2u);
    for (const auto& run : e.evidence().runs) {
      BOOST_TEST(run.ending.find("signal 11") != std::string::npos, run.ending);
      BOOST_TEST(run.output == "here it ends\n");
    }
    BOOST_TEST(e.evidence().provenance.officeVersion == "An office 1.0");
    BOOST_TEST(*e.evidence().templateBytes == readFile(fs::path(TEST_TEMPLATES) / "sheet.ky.odt"));
    BOOST_TEST(e.evidence().provenance.templateDigest == signing::toHex(signing::sha256(*e.evidence().templateBytes)));
    return true;
  };
  BOOST_CHECK_EXCEPTION(pool.fill(sheets::values(1)), OfficeError, isSetAside);
}

BOOST_AUTO_TEST_CASE(a_soffice_that_never_answers_a_document_is_replaced_at_the_deadline) {
  const FakeProgram program("cat $GREETING >&3; exec sleep 600");
  auto settings = program.settings();
  settings.documentDeadline = 300ms;
  sheets::Pool pool(settings);
  const auto hung = [](const OfficeError& e) {
    return e.problem().code == "officeTimedOut" && e.disposition() == Disposition::quarantined &&
           e.evidence().runs.size() == 2;
  };
  BOOST_CHECK_EXCEPTION(pool.fill(sheets::values(1)), OfficeError, hung);
}

// The first two documents may have all their PDFs made side by side; nobody waits for the others.
BOOST_AUTO_TEST_CASE(a_document_of_several_pdfs_on_which_soffice_hangs_holds_one_slot) {
  const FakeProgram program("cat $GREETING >&3; exec sleep 600");
  auto settings = program.settings(2);
  settings.documentDeadline = 300ms;
  sheets::Pool pool(settings);
  for (int i = 0; i < 2; ++i) BOOST_CHECK_THROW(pool.fill(sheets::values(i)), OfficeError);
  BOOST_TEST_REQUIRE(sheets::eventually([&] { return pool.office().counters().slotsReady == 2; }));
  const auto before = pool.office().counters().failed;
  const auto values = sheets::values(1);
  const FillRequest one{.documentId = "document-1",
                        .kind = "sheet",
                        .language = "ky",
                        .values = &values,
                        .title = "Sheet",
                        .trial = true};
  const std::vector<FillRequest> requests(4, one);
  std::size_t inWork = 9;
  BOOST_CHECK_THROW(pool.office().fillAll(requests, inWork), OfficeError);
  BOOST_TEST(inWork == 0u);
  std::this_thread::sleep_for(3 * settings.documentDeadline);  // another slot's failure would be counted by then
  BOOST_TEST(pool.office().counters().failed == before + 1);
}

BOOST_AUTO_TEST_CASE(an_office_that_does_not_start_for_long_makes_documents_wait_and_uses_up_nothing) {
  const FakeProgram program("exit 1");
  sheets::Pool pool(program.settings());
  BOOST_TEST(sheets::eventually([&] {
    try {
      pool.fill(sheets::values(1));
    } catch (const StageError& e) {
      return e.problem().code == "officeUnavailable" && e.disposition() == Disposition::wait;
    }
    return false;
  }));
}

BOOST_AUTO_TEST_CASE(a_soffice_that_wants_more_memory_than_it_may_have_ends_and_the_pool_lives) {
  auto settings = sheets::settings();
  settings.hardLimitMegabytes = 40;  // less than it needs to start
  settings.startDeadline = 5s;
  sheets::Pool pool(settings);
  BOOST_CHECK_EXCEPTION(pool.fill(sheets::values(1)), StageError, isUnavailable);
}

BOOST_AUTO_TEST_CASE(its_folder_cleaned_underneath_it_costs_no_document) {
  sheets::Pool pool;
  pool.fill(sheets::values(1));
  const auto found = deskFolders(pool.work());
  BOOST_TEST_REQUIRE(found.size() == 1u);
  BOOST_TEST(sheets::eventually([&] {  // soffice may be writing there
    std::error_code error;
    for (const char* part : {"profile", "tmp"}) fs::remove_all(found.front() / part, error);
    return !fs::exists(found.front() / "tmp");
  }));
  BOOST_TEST(pool.fill(sheets::values(2)).pages == 1);
  BOOST_TEST(pool.office().counters().restarts == 1u);
  BOOST_TEST(pool.office().counters().failed == 0u);
}

BOOST_AUTO_TEST_CASE(the_whole_work_folder_cleaned_is_made_again) {
  sheets::Pool pool;
  pool.fill(sheets::values(1));
  BOOST_TEST(sheets::eventually([&] {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(pool.work())) fs::remove_all(entry.path(), error);
    return fs::is_empty(pool.work());
  }));
  for (const int process : pool.processes()) ::kill(process, SIGKILL);
  BOOST_TEST(sheets::eventually([&] {
    try {
      return pool.fill(sheets::values(2)).pages == 1;
    } catch (const StageError&) {
      return false;  // it dies while this document is in work, or is not up again
    }
  }));
}

BOOST_AUTO_TEST_CASE(a_document_too_large_for_the_office_fails_alone) {
  const FakeProgram program("cat $GREETING >&3; exec sleep 600");
  sheets::Pool pool(program.settings());
  auto values = sheets::values(1);
  values.images["verifyQr"].resize(filler::kMaxFrame + 1);
  BOOST_CHECK_EXCEPTION(pool.fill(values), OfficeError, code("officeFailed"));
}

BOOST_AUTO_TEST_CASE(a_slot_that_does_not_start_takes_no_document_from_one_that_works) {
  // The second of two never starts.
  const FakeProgram program("case $HOME in */instance-1) exec $REAL \"$@\";; *) exit 1;; esac");
  sheets::Pool pool(program.settings(2));
  BOOST_TEST_REQUIRE(sheets::eventually([&] { return pool.office().counters().slotsReady == 1; }));
  std::vector<std::future<void>> documents;
  for (int i = 0; i < 60; ++i) {
    documents.push_back(std::async(std::launch::async, [&pool, i] { pool.fill(sheets::values(i)); }));
  }
  for (auto& document : documents) BOOST_CHECK_NO_THROW(document.get());
}

BOOST_AUTO_TEST_CASE(is_closed_at_once_while_its_first_soffice_hangs) {
  const FakeProgram program("exec sleep 600");
  sheets::Pool pool(program.settings(2));
  BOOST_TEST_REQUIRE(sheets::eventually([&] { return !sheets::workFolders(pool.work(), "instance-").empty(); }));
  const auto begun = std::chrono::steady_clock::now();
  pool.end();
  BOOST_TEST((std::chrono::steady_clock::now() - begun < 20s));  // by far less than a start may take
}

BOOST_AUTO_TEST_CASE(a_soffice_whose_end_is_seen_before_it_can_be_buried_is_started_again) {
  const FakeProgram program("[ -e $HOME/again ] || { : >$HOME/again; exit 81; }; cat $GREETING >&3; exec sleep 600");
  const auto filler = program.folder() / "filler";
  fs::create_directories(filler);
  fs::copy(fs::path(TEST_FILLER).parent_path(), filler, fs::copy_options::recursive);
  const auto shim = filler / "balalyk-office-shim";
  fs::rename(shim, filler / "shim");
  writeFile(shim, "#!/bin/sh\n" + (filler / "shim").string() + " \"$@\"; code=$?; exec 3>&-; sleep 0.3; exit $code\n");
  fs::permissions(shim, fs::perms::owner_all);
  auto settings = program.settings();
  settings.filler = filler / "filler.component";
  sheets::Pool pool(settings);
  BOOST_TEST(sheets::eventually([&] { return pool.office().counters().slotsReady == 1; }));
}

BOOST_AUTO_TEST_CASE(a_start_that_fails_leaves_no_folder_behind) {
  const FakeProgram program("exec $REAL \"$@\"");
  sheets::Pool pool(program.settings());
  pool.fill(sheets::values(1));
  // Without it no profile can be written.
  fs::remove(program.folder() / "versionrc");
  for (const int process : pool.processes()) ::kill(process, SIGKILL);
  BOOST_TEST(sheets::eventually([&] {
    try {
      pool.fill(sheets::values(1));
    } catch (const StageError& e) {
      return e.disposition() == Disposition::wait;  // not the first start that failed
    }
    return false;
  }));
  BOOST_TEST(deskFolders(pool.work()).size() <= 1u);  // that of the start that is just failing
}

BOOST_AUTO_TEST_CASE(its_fonts_cleaned_are_put_back) {
  sheets::Pool pool;
  pool.fill(sheets::values(1));
  const auto fonts = sheets::workFolders(pool.work(), "fonts");
  BOOST_TEST_REQUIRE(fonts.size() == 1u);
  fs::remove_all(fonts.front());
  for (const int process : pool.processes()) ::kill(process, SIGKILL);
  BOOST_TEST(pool.fill(sheets::values(2)).pages == 1);
}

BOOST_AUTO_TEST_CASE(a_template_that_cannot_be_read_now_is_not_a_template_missing) {
  const auto contract = TemplateContract::load(TEST_CONTRACT);
  TemplateStore templates(TEST_TEMPLATES, contract);
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none{3, before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &none);
  std::optional<StageError> thrown;
  try {
    templates.get("sheet", "ky", "", true);
  } catch (const StageError& error) {
    thrown = error;
  }
  ::setrlimit(RLIMIT_NOFILE, &before);
  BOOST_TEST_REQUIRE(thrown.has_value());
  BOOST_TEST(thrown->problem().code == "fileUnreadable");
  BOOST_TEST((thrown->disposition() == Disposition::retry));
  BOOST_TEST(templates.get("sheet", "ky", "", true)->digest.size() == 64u);
}

BOOST_AUTO_TEST_CASE(a_missing_program_filler_or_font_is_named) {
  auto settings = sheets::settings();
  settings.program = "/nowhere";
  BOOST_CHECK_EXCEPTION(makeOfficePool(settings), Error,
                        [](const Error& e) { return e.problem().code == "officeMissing"; });
  settings = sheets::settings();
  settings.filler = "/nowhere/filler.component";
  BOOST_CHECK_EXCEPTION(makeOfficePool(settings), Error,
                        [](const Error& e) { return e.problem().code == "officeMissing"; });
  auto text = readFile(TEST_CONTRACT);
  text.replace(text.find("PT Serif"), 8, "No Serif");
  const auto contract = fs::temp_directory_path() / ("office-contract-" + std::to_string(::getpid()) + ".json");
  writeFile(contract, text);
  settings = sheets::settings();
  settings.contract = contract;
  const Problem missing{"fontMissing", {{"font", "No Serif"}}};
  BOOST_CHECK_EXCEPTION(makeOfficePool(settings), Error, [&](const Error& e) { return e.problem() == missing; });
  fs::remove(contract);
}

BOOST_AUTO_TEST_SUITE_END()
