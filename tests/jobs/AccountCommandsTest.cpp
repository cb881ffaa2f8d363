#include <boost/test/unit_test.hpp>
#include <regex>

#include "ProgramRun.h"
#include "TempFolder.h"
#include "connectors/texts/Messages.h"
#include "jobs/output/ExitCode.h"

namespace balalyk {
namespace {

using Arguments = std::vector<std::string>;

struct Portal {
  Portal() {
    settings =
        folder.write("balalyk.conf", "database.connection = sqlite:" + (folder.path() / "portal.db").string() + "\n")
            .string();
    run({"database", "migrate"});
    run({"database", "seed", "--from", BALALYK_SOURCES "/samples/records"});
  }
  test::ProgramRun run(Arguments arguments) const {
    arguments.insert(arguments.begin(), {"--config", settings});
    return test::runProgram(arguments);
  }
  std::string out(const Arguments& arguments) const {
    const auto ended = run(arguments);
    BOOST_TEST(ended.exitCode == kAllDone, ended.err);
    return ended.out;
  }

  test::TempFolder folder;
  std::string settings;
};

BOOST_FIXTURE_TEST_SUITE(account_commands, Portal)

BOOST_AUTO_TEST_CASE(an_account_is_added_with_its_role_listed_disabled_and_enabled) {
  const auto added = out({"account", "add", "aigul", "--role", "secretary", "--member", "b1-02"});
  std::smatch password;
  BOOST_TEST(std::regex_search(added, password, std::regex("three days: (\\S+)")), added);
  BOOST_TEST(out({"account", "list"}).find("secretary (bishkek-1may)") != std::string::npos);
  BOOST_TEST(out({"account", "list"}).find("must change its password") != std::string::npos);
  BOOST_TEST(out({"account", "list"}).find(password[1].str()) == std::string::npos);
  const auto chair = run({"account", "role", "aigul", "chairperson", "--member", "b1-01"});
  BOOST_TEST(chair.exitCode == kCannotRun);
  BOOST_TEST(chair.err.find("already on the other side in commission bishkek-1may") != std::string::npos, chair.err);
  BOOST_TEST(chair.err.find("What to do: ") != std::string::npos);
  BOOST_TEST(out({"account", "role", "aigul", "archivist"}).find("was given") != std::string::npos);
  BOOST_TEST(out({"account", "role", "aigul", "archivist"}).find("already") != std::string::npos);
  BOOST_TEST(out({"account", "role", "aigul", "archivist", "--withdraw"}).find("taken back") != std::string::npos);
  BOOST_TEST(run({"account", "role", "aigul", "archivist", "--withdraw"}).exitCode == kCannotRun);
  out({"account", "disable", "aigul"});
  BOOST_TEST(out({"account", "list"}).find("not active") != std::string::npos);
  BOOST_TEST(out({"account", "list", "--json"}).find("\"roles\": []") != std::string::npos);
  out({"account", "enable", "aigul"});
  BOOST_TEST(out({"account", "list", "--json"}).find("\"secretary\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_password_comes_by_a_descriptor_or_is_made_and_is_in_no_file) {
  const auto weak = folder.write("weak", "password1234\n"), strong = folder.write("strong", "correct horse battery\n");
  const auto given = [&](const std::filesystem::path& file, Arguments arguments) {
    arguments.insert(arguments.begin(), {"--config", settings});
    return test::runProgram(arguments, {}, file);
  };
  BOOST_TEST(given(weak, {"account", "add", "bermet", "--password-fd", "0"}).err.find("guessed early") !=
             std::string::npos);
  BOOST_TEST(out({"account", "list"}) == "There are no accounts.\n");  // nothing is left behind
  const auto added = given(strong, {"account", "add", "bermet", "--password-fd", "0"});
  BOOST_TEST(added.exitCode == kAllDone, added.err);
  BOOST_TEST(added.out.find("First password") == std::string::npos);
  const auto made = out({"account", "password", "bermet", "--json"});
  std::smatch password;
  BOOST_REQUIRE(std::regex_search(made, password, std::regex("\"password\": \"([^\"]+)\"")));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    if (!entry.is_regular_file() || entry.path() == strong) continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(stream), {});
    BOOST_TEST(bytes.find("correct horse battery") == std::string::npos, entry.path());
    BOOST_TEST(bytes.find(password[1].str()) == std::string::npos, entry.path());
  }
}

BOOST_AUTO_TEST_CASE(providers_are_asked_and_what_is_wrong_is_said) {
  BOOST_TEST(out({"account", "providers"}).find("No identity provider is set") != std::string::npos);
  const auto asked = run({"--set", "identity.oidcIssuer=http://127.0.0.1:1", "account", "providers"});
  BOOST_TEST(asked.exitCode == kSomeFailed);
  BOOST_TEST(asked.out.find("The OpenID Connect provider cannot say who you are: no connection came about") !=
                 std::string::npos,
             asked.out);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_with_what_to_do) {
  for (const Arguments& words : {Arguments{"account", "add", "a"},
                                 {"account", "add", "aigul", "--member", "nobody"},
                                 {"account", "role", "nobody", "archivist"},
                                 {"account", "disable", "nobody"},
                                 {"account", "password", "nobody"}}) {
    const auto ended = run(words);
    BOOST_TEST(ended.exitCode == kCannotRun);
    BOOST_TEST(ended.err.find("What to do: ") != std::string::npos, ended.err);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk
