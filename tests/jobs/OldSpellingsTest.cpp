#include "jobs/commands/OldSpellings.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <iterator>
#include <sstream>

#include "ProgramRun.h"
#include "TempFolder.h"
#include "jobs/commands/Command.h"
#include "jobs/output/ExitCode.h"

namespace balalyk {
namespace {

std::vector<std::string> words(const std::string& line) {
  std::istringstream stream(line);
  return {std::istream_iterator<std::string>(stream), {}};
}

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const auto& word : words) line += (line.empty() ? "" : " ") + word;
  return line;
}

struct Spelling {
  const char* before;
  const char* now;  // empty: not an old spelling
};
std::ostream& operator<<(std::ostream& out, const Spelling& spelling) {
  return out << spelling.before;
}

BOOST_AUTO_TEST_SUITE(old_spellings)

const Spelling kSpellings[] = {
    {"authorise", "authorise list"},
    {"authorise --commission c --json", "authorise list --commission c --json"},
    {"--config f --set a=b authorise --json", "--config f --set a=b authorise list --json"},
    {"authorise --passwords-fd 3 --commission c", "authorise list --commission c"},
    {"authorise --all --commission c --later", "authorise batch --all --commission c --later"},
    {"authorise --commission=c --all", "authorise batch --commission=c --all"},
    {"authorise --document a b --document c", "authorise batch --document a b --document c"},
    {"authorise --standing --commission c --from x --to=y --kinds a,b",
     "authorise standing --commission c --from x --to=y --kinds a,b"},
    {"authorise --revoke x --commission c --passwords-fd 3", "authorise revoke x --passwords-fd 3"},
    {"authorise --reason r --reject=x", "authorise reject x --reason r"},
    {"authorise --json --receipt x --to-file f --set a=b", "authorise receipt x --json --to-file f --set a=b"},
    {"authorise --receipt", ""},
    {"authorise --commission --revoke x", ""},
    {"authorise --revoke x --reason", ""},
    {"authorise --set --reject x", ""},
    {"authorise --set a=b --revoke x", "authorise revoke x --set a=b"},
    {"--set authorise status", ""},
    {"authorise --revoke x --later y", ""},
    {"authorise --reject x --commission c y --reason r", ""},
    {"authorise --reject --reason a b", ""},
    {"authorise --reason r -- --reject x", ""},
    {"authorise -- --revoke x", ""},
    {"authorise --revoke x y", ""},
    {"authorise --all=x", ""},
    {"authorise --reject x --raeson r", ""},
    {"authorise list", ""},
    {"authorise batch --all", ""},
    {"authorise --set a=b list --json", ""},
    {"authorise lst", ""},
    {"authorise --help", ""},
    {"--help", ""},
    {"status --json", ""},
    {"", ""},
};
BOOST_DATA_TEST_CASE(a_command_line_of_the_version_before_becomes_the_one_of_now,
                     boost::unit_test::data::make(kSpellings), spelling) {
  const auto now = respelled(words(spelling.before));
  BOOST_TEST((now ? joined(now->arguments) : "") == spelling.now);
}

BOOST_AUTO_TEST_CASE(the_hint_names_commands_and_not_their_values) {
  const auto rejected = respelled({"authorise", "--reject", "x", "--reason", "lives elsewhere"});
  BOOST_TEST(rejected->before == "balalyk authorise --reject");
  BOOST_TEST(rejected->after == "balalyk authorise reject");
  const auto batch = respelled({"authorise", "--all"});
  BOOST_TEST(batch->after == "balalyk authorise batch --all");
}

BOOST_AUTO_TEST_CASE(two_decisions_at_once_are_refused_as_before) {
  const auto codeOf = [](const std::string& line) {
    try {
      respelled(words(line));
    } catch (const UsageError& error) {
      return error.problem().code;
    }
    return std::string();
  };
  BOOST_TEST(codeOf("authorise --all --revoke x") == "argumentsExclude");
  BOOST_TEST(codeOf("authorise --reject x --receipt y") == "argumentsExclude");
  for (const auto* twice : {"--revoke", "--reject", "--receipt"})
    BOOST_TEST(codeOf("authorise " + std::string(twice) + " x " + twice + "=y") == "argumentsExclude", twice);
  BOOST_TEST(codeOf("authorise --all --reason x") == "argumentsBelong");
  BOOST_TEST(codeOf("authorise --from 2026-01-01") == "argumentsBelong");
}

BOOST_AUTO_TEST_CASE(the_old_spelling_does_the_same_with_a_hint_on_the_error_output) {
  const test::TempFolder folder;
  const std::string database = "database.connection=sqlite:" + (folder.path() / "none.db").string();
  for (const auto& [language, hint] : {std::pair("en", "is written “balalyk authorise list” now"),
                                       {"ru", "теперь пишется «balalyk authorise list»"},
                                       {"ky", "эми «balalyk authorise list» деп жазылат"}}) {
    const std::string variable = std::string("BALALYK_LANGUAGE=") + language;
    const auto before = test::runProgram({"authorise", "--json", "--set", database}, {variable});
    const auto now = test::runProgram({"authorise", "list", "--json", "--set", database}, {variable});
    BOOST_TEST(before.exitCode == kCannotRun);
    BOOST_TEST(before.exitCode == now.exitCode);
    BOOST_TEST(before.out == now.out);
    BOOST_TEST(before.err.find(hint) != std::string::npos, before.err);
    BOOST_TEST(now.err.find(hint) == std::string::npos, now.err);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk
