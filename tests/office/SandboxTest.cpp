#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include "AlteredTemplate.h"
#include "Sheets.h"
#include "Trap.h"
#include "connectors/office/Files.h"
#include "connectors/office/Workplace.h"
#include "connectors/process/Sandbox.h"
#include "pipeline/Error.h"
#include "pipeline/template/TemplateContract.h"

using namespace balalyk;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct Hostile {
  const char* what;
  std::string bytes;
};

std::vector<Hostile> hostile(const std::string& address, const fs::path& secret) {
  const auto picture = [](const std::string& target) {
    return "<text:p><draw:frame draw:name=\"x\" text:anchor-type=\"as-char\" svg:width=\"3cm\" svg:height=\"3cm\">"
           "<draw:image xlink:type=\"simple\" xlink:show=\"embed\" xlink:actuate=\"onLoad\" xlink:href=\"" +
           target + "\"/></draw:frame></text:p>";
  };
  const auto section = [](const std::string& source) {
    return "<text:section text:name=\"linked\">" + source + "<text:p>old</text:p></text:section>";
  };
  return {
      {"a picture on the network", sheets::altered(picture(address))},
      {"a picture on the disk", sheets::altered(picture("file://" + secret.string()))},
      {"a text on the disk", sheets::altered(section("<text:section-source xlink:type=\"simple\" xlink:href=\"file://" +
                                                     secret.string() + "\" text:filter-name=\"Text\"/>"))},
      {"a text on the network", sheets::altered(section("<text:section-source xlink:type=\"simple\" xlink:href=\"" +
                                                        address + "\" text:filter-name=\"Text\"/>"))},
      {"a DDE link",
       sheets::altered(section("<office:dde-source office:dde-application=\"soffice\" office:dde-topic=\"" +
                               secret.string() + "\" office:dde-item=\"A1\" office:automatic-update=\"true\"/>"))},
      {"an OLE object",
       sheets::altered("<text:p><draw:frame draw:name=\"o\" text:anchor-type=\"as-char\" svg:width=\"3cm\" "
                       "svg:height=\"3cm\"><draw:object xlink:type=\"simple\" xlink:show=\"embed\" "
                       "xlink:actuate=\"onLoad\" xlink:href=\"file://" +
                       secret.string() + "\"/></draw:frame></text:p>")},
      {"a macro", sheets::altered(
                      "", {{"Basic/Standard/Module1.xml",
                            "<script:module xmlns:script=\"http://openoffice.org/2000/script\" script:name=\"Module1\" "
                            "script:language=\"StarBasic\">Sub Main\nShell(\"touch " +
                                secret.string() + ".ran\")\nEnd Sub</script:module>"}})},
  };
}

// What soffice makes of a template that nobody refused.
filler::Reply forced(Workplace& workplace, const std::string& bytes) {
  const auto instance = workplace.openInstance();
  OfficeProcess process(workplace.launch(instance));
  const auto deadline = OfficeProcess::Clock::now() + 60s;
  process.receive(deadline);
  const auto values = sheets::values(1);
  process.send({"hostile", bytes, "ky", "T", values.fields, values.lists, values.images}, deadline);
  auto reply = process.receive(deadline);
  Workplace::closeInstance(instance);
  return reply;
}

boost::test_tools::assertion_result sandboxPossible(boost::unit_test::test_unit_id) {
  boost::test_tools::assertion_result result(canSandbox(sheets::settings()));
  if (!result) {
    result.message() << "bubblewrap cannot make its namespaces on this machine";
    std::cerr << "SKIPPED: the sandbox (bubblewrap cannot make its namespaces here)\n";
  }
  return result;
}

// The text of a file of this machine that no sandbox shows.
struct Secret {
  Secret() : file(fs::temp_directory_path() / ("office-secret-" + std::to_string(::getpid()) + ".txt")) {
    writeFile(file, "TOP-SECRET-TEXT");
  }
  ~Secret() { fs::remove(file); }
  const fs::path file;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(sandbox)

BOOST_AUTO_TEST_CASE(a_template_that_reaches_out_is_refused_before_soffice_sees_it) {
  const Trap trap;
  const Secret secret;
  const auto folder = fs::temp_directory_path() / ("office-hostile-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  auto settings = sheets::settings();
  settings.templates = folder;
  sheets::Pool pool(settings);
  for (const auto& [what, bytes] : hostile(trap.address(), secret.file)) {
    writeFile(folder / "sheet.ky.odt", bytes);
    const auto refused = [what = what](const StageError& e) {
      BOOST_TEST_MESSAGE(what << ": " << e.what());
      return e.problem().code == "templateRefused" && e.disposition() == Disposition::quarantined;
    };
    BOOST_CHECK_EXCEPTION(pool.fill(sheets::values(1)), StageError, refused);
  }
  BOOST_TEST(!trap.sprung());
  fs::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(forced_past_the_check_it_reaches_nothing, *boost::unit_test::precondition(sandboxPossible)) {
  const Trap trap;
  const Secret secret;
  auto settings = sheets::settings();
  settings.sandbox = SandboxPolicy::required;
  const FontSet fonts(TemplateContract::load(TEST_CONTRACT).fonts());
  Workplace workplace(settings, fonts);
  for (const auto& [what, bytes] : hostile(trap.address(), secret.file)) {
    const auto reply = forced(workplace, bytes);
    BOOST_TEST_MESSAGE(what << ": " << (reply.status == filler::Reply::Status::done ? "made" : reply.fault));
    BOOST_TEST(sheets::textOf(reply.pdf).find("TOP-SECRET") == std::string::npos);
    BOOST_TEST(!trap.sprung());
    BOOST_TEST(!fs::exists(secret.file.string() + ".ran"));
  }
}

BOOST_AUTO_TEST_CASE(shows_no_network_no_home_and_no_other_process, *boost::unit_test::precondition(sandboxPossible)) {
  const Secret secret;
  const auto folder = fs::temp_directory_path() / ("office-inside-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  Sandbox sandbox;
  sandbox.writable = {folder};
  const auto look = "{ ls / ; echo; cat " + secret.file.string() + "; cat /proc/net/dev; ls -d /proc/[0-9]*; " +
                    "touch /usr/x; } > " + folder.string() + "/seen 2> " + folder.string() + "/errors";
  const auto command = sandbox.wrap({"/bin/sh", "-c", look});
  Launch launch{sheets::settings().shim(), command, {"PATH=/usr/bin:/bin"}, folder, folder / "log", 0};
  OfficeProcess process(launch);
  BOOST_TEST(sheets::eventually([&] { return !process.healthy(); }));
  const auto seen = readFile(folder / "seen"), errors = readFile(folder / "errors");
  BOOST_TEST(seen.find("home") == std::string::npos);
  BOOST_TEST(seen.find("root") == std::string::npos);
  BOOST_TEST(seen.find("TOP-SECRET") == std::string::npos);
  BOOST_TEST(seen.find("lo:") != std::string::npos);
  BOOST_TEST(seen.find("eth") == std::string::npos);
  BOOST_TEST(seen.find("en") == std::string::npos);
  BOOST_TEST(seen.find("/proc/" + std::to_string(::getpid()) + "\n") == std::string::npos);
  BOOST_TEST(errors.find("Read-only file system") != std::string::npos);
  fs::remove_all(folder);
}

// What a program reaches that does its worst from where soffice is: it writes one word for each.
std::set<std::string> reached(const std::function<std::vector<std::string>(std::vector<std::string>)>& confine,
                              const fs::path& folder) {
  const Trap trap;
  const Secret secret;
  const auto outside = secret.file.string() + ".written";
  const auto said = (folder / "reached").string();
  const auto script = "{ cat " + secret.file.string() + " && echo && echo file; cat /etc/passwd && echo users; " +
                      "(exec 5<>/dev/tcp/127.0.0.1/" + std::to_string(trap.port()) + ") && echo network; " +
                      "echo x > " + outside + "; kill -0 " + std::to_string(::getpid()) +
                      " && echo process; unshare -U true && echo namespaces; } 2> /dev/null | "
                      "grep -xE 'file|users|network|process|namespaces' > " +
                      said;
  Launch launch{sheets::settings().shim(),
                confine({"/bin/bash", "-c", script}),
                {"PATH=/usr/bin:/bin"},
                folder,
                folder / "log",
                0};
  OfficeProcess process(launch);
  BOOST_TEST(sheets::eventually([&] { return !process.healthy(); }));
  std::istringstream lines(readFile(said));
  std::set<std::string> words;
  for (std::string line; std::getline(lines, line);) words.insert(line);
  BOOST_TEST(trap.sprung() == words.contains("network"));
  if (fs::remove(outside)) words.insert("writing");  // inside there is a separate /tmp to write to
  return words;
}

BOOST_AUTO_TEST_CASE(keeps_from_a_program_what_it_reaches_without, *boost::unit_test::precondition(sandboxPossible)) {
  const auto folder = fs::temp_directory_path() / ("office-inside-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  Sandbox sandbox;
  sandbox.writable = {folder};
  BOOST_TEST(reached([&](auto command) { return sandbox.wrap(command); }, folder).empty());
  const auto without = reached([](auto command) { return command; }, folder);
  for (const char* word : {"file", "users", "network", "writing", "process", "namespaces"})
    BOOST_TEST(without.contains(word), word << " was not reached without the sandbox: this test could not fail");
  fs::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(says_whether_it_confines_soffice) {
  auto settings = sheets::settings();
  auto without = settings;
  without.filler = "/nowhere/filler.component";
  BOOST_TEST(!canSandbox(without));
  settings.sandbox = SandboxPolicy::off;
  BOOST_TEST(!canSandbox(settings));
  sheets::Pool pool(settings);
  BOOST_TEST(pool.fill(sheets::values(1)).pages == 1);
}

BOOST_AUTO_TEST_SUITE_END()
