#define BOOST_TEST_MODULE office_faults
#include <sys/mount.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>
#include <iostream>

#include "AlteredTemplate.h"
#include "BusyPool.h"
#include "connectors/office/Files.h"

using namespace balalyk;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

OfficeSettings twoSlots() {
  auto settings = sheets::settings(2);
  settings.documentDeadline = 60s;  // a small part of it is enough for the victim, on a busy machine too
  return settings;
}

FieldValues large() {
  return sheets::values(1, 2800, 2800);
}

// What bad luck costs: nothing. The document is made, the slot is back, the other slot has not felt it.
void checkMade(BusyPool& busy, const char* fault) {
  const auto outcome = busy.outcome();
  BOOST_TEST_MESSAGE(fault << ": slot back after " << outcome.longestOutage.count() << " ms, the other one made "
                           << outcome.madeByTheOther << " meanwhile");
  BOOST_WARN(outcome.longestOutage <= 3s);
  BOOST_TEST_REQUIRE(outcome.made.has_value());
  BOOST_TEST(outcome.made->pages > 1);
  BOOST_TEST(outcome.madeByTheOther > 0);
  BOOST_TEST(busy.otherUntouched());
  BOOST_TEST(busy.pool().office().counters().failed == 0u);
  BOOST_TEST(busy.pool().office().counters().restarts == 1u);
  BOOST_TEST(busy.leavesNothing());
}

// What a document deserves that twice brings the office down: set aside, with all there is to see. Nobody else feels
// it.
void checkSetAside(BusyPool& busy, const char* code, const char* fault) {
  const auto outcome = busy.outcome();
  BOOST_TEST_REQUIRE(outcome.error.has_value());
  BOOST_TEST(outcome.error->problem().code == code);
  BOOST_TEST((outcome.error->disposition() == Disposition::quarantined));
  const auto& evidence = outcome.error->evidence();
  BOOST_TEST_REQUIRE(evidence.runs.size() == 2u);
  for (const auto& run : evidence.runs) {
    BOOST_TEST_MESSAGE(fault << ": " << run.ending << " after " << run.took.count() << " ms");
  }
  BOOST_TEST_MESSAGE(fault << ": slot back after " << outcome.longestOutage.count() << " ms, the other one made "
                           << outcome.madeByTheOther << " meanwhile");
  BOOST_WARN(outcome.longestOutage <= 3s);
  BOOST_TEST(evidence.provenance.officeVersion.starts_with("LibreOffice"));
  BOOST_TEST(evidence.templateBytes != nullptr);
  BOOST_TEST(outcome.madeByTheOther > 0);
  BOOST_TEST(busy.otherUntouched());
  BOOST_TEST(busy.pool().office().counters().failed == 1u);
  BOOST_TEST(busy.pool().office().counters().restarts == 2u);
  BOOST_TEST(busy.leavesNothing());
}

// The test template, and another one in its place for the other language.
class Templates {
 public:
  explicit Templates(const std::string& bytes)
      : folder_(fs::temp_directory_path() / ("office-templates-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
    fs::copy_file(fs::path(TEST_TEMPLATES) / "sheet.ky.odt", folder_ / "sheet.ky.odt",
                  fs::copy_options::overwrite_existing);
    writeFile(folder_ / "sheet.ru.odt", bytes);
  }
  ~Templates() { fs::remove_all(folder_); }
  const fs::path& folder() const { return folder_; }

 private:
  const fs::path folder_;
};

constexpr const char* kStubborn =
    "<style:style style:name=\"StubbornRow\" style:family=\"table-row\"><style:table-row-properties "
    "fo:keep-together=\"always\"/></style:style><style:style style:name=\"Stubborn\" style:family=\"paragraph\">"
    "<style:paragraph-properties fo:orphans=\"9\" fo:widows=\"9\" fo:keep-with-next=\"always\"/></style:style>";

// Hundreds of footnotes in tables in tables whose rows may not be divided: Writer moves them to and fro for minutes.
std::string endlessLayout() {
  std::string foot, word, text;
  for (int i = 0; i < 200; ++i) foot += "foot ";
  for (int i = 0; i < 40; ++i) word += "word ";
  for (int i = 0; i < 300; ++i) {
    text +=
        "<text:p text:style-name=\"Stubborn\">" + word +
        "<text:note text:note-class=\"footnote\"><text:note-citation>1</text:note-citation><text:note-body><text:p>" +
        foot + "</text:p></text:note-body></text:note></text:p>";
  }
  for (int depth = 0; depth < 3; ++depth) {
    text = "<table:table><table:table-column/><table:table-row table:style-name=\"StubbornRow\"><table:table-cell>" +
           text +
           "</table:table-cell></table:table-row><table:table-row table:style-name=\"StubbornRow\"><table:table-cell>"
           "<text:p text:style-name=\"Stubborn\">" +
           word + "</text:p></table:table-cell></table:table-row></table:table>";
  }
  return text;
}

// Kilobytes in the file, gigabytes in memory.
std::string balloon() {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "<text:p><text:s text:c=\"65535\"/></text:p>";
  return text;
}

// The real soffice below a shell that ends with 81 when it is asked to.
class WrappedOffice {
 public:
  WrappedOffice() : folder_(fs::temp_directory_path() / ("office-wrapped-" + std::to_string(::getpid())) / "program") {
    fs::create_directories(folder_);
    const fs::path real = OfficeSettings{}.program;
    for (const char* part : {"services.rdb", "services", "versionrc"}) fs::create_symlink(real / part, folder_ / part);
    writeFile(folder_ / "soffice.bin", "#!/bin/sh\n" + (real / "soffice.bin").string() +
                                           " \"$@\" &\nchild=$!\ntrap 'kill -9 $child; exit 81' USR1\nwait $child\n"
                                           "exit $?\n");
    fs::permissions(folder_ / "soffice.bin", fs::perms::owner_all);
  }
  ~WrappedOffice() { fs::remove_all(folder_.parent_path()); }
  const fs::path& folder() const { return folder_; }

 private:
  const fs::path folder_;
};

int parentOf(int pid) {
  for (const auto& process : processes::all()) {
    if (process.pid == pid) return process.parent;
  }
  return 0;
}

// A file system of a few megabytes.
class SmallDisk {
 public:
  SmallDisk() : folder_(fs::temp_directory_path() / ("office-disk-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
    mounted_ = ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=64m") == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
    std::error_code error;
    fs::remove(folder_, error);
  }
  bool mounted() const { return mounted_; }
  const fs::path& folder() const { return folder_; }
  void fillUp() const {
    std::ofstream file(folder_ / "ballast", std::ios::binary | std::ios::app);
    const std::string block(1 << 16, 'x');
    while (file.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  void makeRoom() const { fs::remove(folder_ / "ballast"); }

 private:
  const fs::path folder_;
  bool mounted_ = false;
};

boost::test_tools::assertion_result mountPossible(boost::unit_test::test_unit_id) {
  boost::test_tools::assertion_result result(SmallDisk().mounted());
  if (!result) {
    result.message() << "a small file system can be mounted by root only";
    std::cerr << "SKIPPED: mounting a small file system (it needs root)\n";
  }
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(in_the_middle_of_a_document)

BOOST_AUTO_TEST_CASE(a_killed_soffice_costs_nothing) {
  for (const int signal : {SIGKILL, SIGSEGV}) {
    BusyPool busy(twoSlots(), large());
    busy.faultHappens();
    ::kill(busy.victimProcess(), signal);
    checkMade(busy, signal == SIGKILL ? "SIGKILL" : "SIGSEGV");
  }
}

BOOST_AUTO_TEST_CASE(a_stopped_soffice_is_replaced_at_the_deadline_and_costs_nothing) {
  auto settings = twoSlots();
  settings.documentDeadline = 20s;
  BusyPool busy(settings, large());
  busy.faultHappens();
  ::kill(busy.victimProcess(), SIGSTOP);
  checkMade(busy, "SIGSTOP");
}

BOOST_AUTO_TEST_CASE(a_soffice_that_ends_with_81_costs_nothing) {
  const WrappedOffice office;
  auto settings = twoSlots();
  settings.program = office.folder();
  BusyPool busy(settings, large());
  busy.faultHappens();
  ::kill(parentOf(busy.victimProcess()), SIGUSR1);
  checkMade(busy, "exit 81");
}

BOOST_AUTO_TEST_CASE(its_temporary_folder_removed_costs_nothing) {
  BusyPool busy(twoSlots(), large());
  const auto folder = busy.victimFolder();
  BOOST_TEST_REQUIRE(!folder.empty());
  busy.faultHappens();
  BOOST_TEST(sheets::eventually([&] {  // soffice may be writing there
    std::error_code error;
    for (const char* part : {"tmp", "profile"}) fs::remove_all(folder / part, error);
    return !fs::exists(folder / "tmp");
  }));
  checkMade(busy, "its folder removed");
}

BOOST_AUTO_TEST_CASE(a_template_whose_layout_never_ends_is_set_aside) {
  const Templates templates(sheets::altered(endlessLayout(), {}, kStubborn));
  auto settings = twoSlots();
  settings.templates = templates.folder();
  settings.documentDeadline = 8s;
  BusyPool busy(settings, sheets::values(1), "ru");
  busy.faultHappens();
  checkSetAside(busy, "officeTimedOut", "layout without end");
}

BOOST_AUTO_TEST_CASE(a_document_that_wants_more_memory_than_there_may_be_is_set_aside) {
  const Templates templates(sheets::altered(balloon()));
  auto settings = twoSlots();
  settings.templates = templates.folder();
  settings.hardLimitMegabytes = 700;
  BusyPool busy(settings, sheets::values(1), "ru");
  busy.faultHappens();
  checkSetAside(busy, "officeCrashed", "memory");
}

BOOST_AUTO_TEST_CASE(a_disk_full_from_the_start_is_named, *boost::unit_test::precondition(mountPossible)) {
  SmallDisk disk;
  auto settings = twoSlots();
  settings.work = disk.folder() / "work";
  fs::create_directories(settings.work);
  disk.fillUp();
  BOOST_CHECK_EXCEPTION(makeOfficePool(settings), Error, [](const Error& e) {
    return e.problem().code == "fileUnwritable" && e.problem().params.contains("detail");
  });
  BOOST_TEST(fs::is_empty(settings.work));
}

BOOST_AUTO_TEST_CASE(a_full_disk_makes_documents_wait_and_nothing_else,
                     *boost::unit_test::precondition(mountPossible)) {
  SmallDisk disk;
  auto settings = twoSlots();
  settings.work = disk.folder() / "work";
  sheets::Pool pool(settings);
  pool.fill(sheets::values(1));
  auto inWork = std::async(std::launch::async, [&] { return pool.fill(large(), "in-work"); });
  disk.fillUp();
  const auto waits = [](const StageError& e) {
    BOOST_TEST_MESSAGE(e.what());
    return e.problem().code == "officeDiskFull" && e.disposition() == Disposition::wait;
  };
  try {
    BOOST_TEST(inWork.get().pages > 1);  // memory was enough for it
  } catch (const StageError& e) {
    BOOST_TEST(waits(e));
  }
  // None can start where there is no room. What one that ends leaves free may be enough for a small document.
  BOOST_TEST(sheets::eventually([&] {
    disk.fillUp();
    for (const int process : pool.processes()) ::kill(process, SIGKILL);
    try {
      pool.fill(sheets::values(2), "none");
      return false;
    } catch (const StageError& e) {
      BOOST_TEST(waits(e));
      return true;
    }
  }));
  disk.makeRoom();
  BOOST_TEST(sheets::eventually([&] {
    try {
      return pool.fill(sheets::values(2), "again").pages == 1;
    } catch (const StageError& e) {
      return !waits(e);  // a start that failed before there was room
    }
  }));
}

BOOST_AUTO_TEST_SUITE_END()
