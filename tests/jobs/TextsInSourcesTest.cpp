#include <Poco/RegularExpression.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "connectors/texts/Messages.h"
#include "pipeline/problems/Problems.h"

// What the sources say in codes, the catalogue says in words: neither side has more than the other.
namespace balalyk {
namespace {

namespace fs = std::filesystem;

using Sources = std::map<std::string, std::string>;  // path from the root → text

Sources readSources(std::initializer_list<const char*> folders) {
  Sources sources;
  for (const char* folder : folders) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(BALALYK_SOURCES) / folder)) {
      if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h") continue;
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      sources[fs::relative(entry.path(), BALALYK_SOURCES).string()] = text.str();
    }
  }
  return sources;
}

const Sources& allSources() {
  static const Sources sources = readSources({"pipeline", "signing", "connectors", "jobs"});
  return sources;
}

// Of Poco, since std::regex takes ten times as long for all the sources.
using Expression = Poco::RegularExpression;
using Groups = Expression::MatchVec;

void forEachMatch(const std::string& text, const std::string& pattern, const std::function<void(const Groups&)>& use) {
  const Expression expression(pattern);
  Groups groups;
  for (std::string::size_type at = 0; at < text.size() && expression.match(text, at, groups) > 0;
       at = groups[0].offset + std::max<std::string::size_type>(groups[0].length, 1))
    use(groups);
}

std::string part(const std::string& text, const Expression::Match& group) {
  return group.offset == std::string::npos ? "" : text.substr(group.offset, group.length);
}

// First group of every match → where it was seen first.
std::map<std::string, std::string> matches(const Sources& sources, const std::string& pattern) {
  std::map<std::string, std::string> found;
  for (const auto& [path, text] : sources)
    forEachMatch(text, pattern, [&](const Groups& groups) { found.emplace(part(text, groups[1]), path); });
  return found;
}

Sources filesNamed(const std::string& pattern) {
  Sources chosen;
  for (const auto& [path, text] : allSources())
    forEachMatch(path, pattern, [&](const Groups&) { chosen.emplace(path, text); });
  return chosen;
}

// Every way in which the sources name a problem. A code is written in camelCase, with a capital.
std::map<std::string, std::string> problemCodes() {
  const std::string code = R"re("([a-z]+[A-Z][A-Za-z]*)")re";
  std::map<std::string, std::string> codes;
  codes.merge(matches(allSources(), R"re(Error\(\s*(?:Disposition::\w+,\s*)?\{?)re" + code));
  codes.merge(matches(allSources(), R"re(Problem(?:\s+\w+)?\s*[({]\s*)re" + code));
  codes.merge(matches(allSources(), R"re((?:push_back|report)\((?:[\w\[\]]+,\s*)?\{(?:\.problem = \{)?)re" + code));
  codes.merge(matches(filesNamed("record/\\w*Check\\.cpp$"), R"re((?:problem|flag)\(\s*)re" + code));
  codes.merge(matches(filesNamed("(?:Signature|Reference)Facts\\.cpp$"), R"re(refuse\(\s*)re" + code));
  return codes;
}

// Every word in quotes that the program may make a problem of: what is only compared with, listed or written in a
// comment is left out.
std::set<std::string> literals() {
  const Expression onlyRead(R"re(//[^\n]*|[=!]=\s*"\w+"|std::array \w+\{\s*"[^{}]*\}|isOneOf\([^)]*\))re");
  Sources made;
  for (const auto& [path, text] : allSources()) {
    if (path.starts_with("pipeline/problems/")) continue;
    auto rest = text;
    onlyRead.subst(rest, "", Expression::RE_GLOBAL);
    made.emplace(path, rest);
  }
  std::set<std::string> words;
  for (const auto& [word, path] : matches(made, R"re("([A-Za-z][A-Za-z0-9]+)")re")) words.insert(word);
  return words;
}

BOOST_AUTO_TEST_SUITE(texts_in_sources)

std::set<std::string> words(std::string_view list) {
  std::istringstream stream{std::string(list)};
  return {std::istream_iterator<std::string>(stream), {}};
}

BOOST_AUTO_TEST_CASE(every_problem_of_the_table_has_its_texts_which_use_its_parameters_only) {
  BOOST_TEST(allProblems().size() > 400u);
  for (const auto& language : Messages::languages()) {
    const Messages messages(language);
    for (const auto& kind : allProblems()) {
      const auto parameters = words(kind.parameters);
      for (const char* part : {".what", ".why", ".remedy"}) {
        const auto key = "problem." + std::string(kind.code) + part;
        BOOST_TEST(messages.has(key), language << " lacks " << key);
        if (!messages.has(key)) continue;
        if (part != std::string_view(".why")) BOOST_TEST(!messages.text(key).empty(), language << " " << key);
        for (const auto& name : Messages::arguments(language, key))
          BOOST_TEST(parameters.contains(name), language << " " << key << " uses {" << name << "}");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(every_problem_of_the_catalogue_is_in_the_table) {
  for (const auto& language : Messages::languages()) {
    for (const auto& text : Messages::keys(language))
      forEachMatch(text, "^problem\\.([A-Za-z]+)\\.what$", [&](const Groups& groups) {
        const auto code = part(text, groups[1]);
        BOOST_TEST(problemKind(code).code == code, text);
      });
  }
}

BOOST_AUTO_TEST_CASE(every_problem_that_the_sources_name_is_in_the_table) {
  const Messages messages("en");
  const auto codes = problemCodes();
  BOOST_TEST(codes.size() > 120u);
  for (const auto& [code, path] : codes) {
    if (path.starts_with("signing/") && messages.has("check." + code)) continue;  // what a signature deviates in
    BOOST_TEST(problemKind(code).code == code, path << " names " << code);
  }
}

BOOST_AUTO_TEST_CASE(every_problem_of_the_table_is_named_somewhere) {
  const auto named = literals();
  for (const auto& kind : allProblems())
    BOOST_TEST(named.contains(std::string(kind.code)), "nothing names " << kind.code);
}

// Codes of checks by how they are noted; those of time stamps begin with what is stamped.
std::set<std::string> checkCodes(const std::string& outcome) {
  std::set<std::string> codes;
  for (const auto& [code, path] : matches(allSources(), R"re(note\(\s*"([a-z]+[A-Z]\w*)",)re" + outcome))
    codes.insert(code);
  for (const std::string stamp :
       {"signatureTimeStamp", "archiveTimeStamp", "contentTimeStamp", "fileTimeStamp", "evidence"})
    for (const std::string part : {"AlgorithmAllowed", "KeySizeAllowed", "AuthorityTrusted"})
      codes.insert(stamp + part);
  return codes;
}

BOOST_AUTO_TEST_CASE(every_check_that_can_pass_or_fail_has_its_words) {
  const auto passing = checkCodes("(?!\\s*false)"), all = checkCodes("");
  BOOST_TEST(passing.size() > 50u);
  for (const auto& language : Messages::languages()) {
    const Messages messages(language);
    for (const auto& code : passing) BOOST_TEST(messages.has("checked." + code), language << " checked." << code);
    for (const auto& code : all) BOOST_TEST(messages.has("check." + code), language << " check." << code);
  }
}

// The names of the parameters in `{{"host", …}, {"reason", …}}`, which begins at `at`.
std::set<std::string> parameterNames(const std::string& text, std::size_t at) {
  int depth = 0;
  auto end = at;
  do {
    depth += text[end] == '{' ? 1 : text[end] == '}' ? -1 : 0;
  } while (++end < text.size() && depth > 0);
  std::set<std::string> names;
  const std::string list = text.substr(at, end - at);
  forEachMatch(list, R"re(\{"(\w+)",)re", [&](const Groups& groups) { names.insert(part(list, groups[1])); });
  return names;
}

BOOST_AUTO_TEST_CASE(what_a_text_speaks_of_is_given_where_the_problem_is_made) {
  const std::string made = R"re([({]\s*"([a-z]+[A-Za-z]*)"\s*(?:,\s*(\{\{)|\)|,\s*\{\}))re";
  int seen = 0;
  for (const auto& [path, text] : allSources()) {
    if (path.ends_with("Check.cpp")) continue;  // what checks records adds field and place in one function
    forEachMatch(text, made, [&, &path = path, &text = text](const Groups& groups) {
      const auto code = part(text, groups[1]);
      const std::string key = "problem." + code;
      std::set<std::string> wanted;
      for (const char* part : {".what", ".why", ".remedy"})
        for (const auto& name : Messages::arguments("en", key + part)) wanted.insert(name);
      if (wanted.empty()) return;
      ++seen;
      const bool some = groups.size() > 2 && groups[2].offset != std::string::npos;
      const auto given = some ? parameterNames(text, groups[2].offset) : std::set<std::string>{};
      for (const auto& name : wanted) {
        // The key ring adds whose key it is and in which file; the client of a service adds the service.
        static const std::set<std::string> kAddedLater{"member", "file", "service", "failure"};
        const bool added = path.starts_with("signing/") || path.starts_with("connectors/keys/");
        if (name == "member" || (added && kAddedLater.contains(name))) continue;
        BOOST_TEST(given.contains(name), path << " makes " << code << " without {" << name << "}");
      }
    });
  }
  BOOST_TEST(seen > 100);
}

BOOST_AUTO_TEST_CASE(every_check_of_a_signature_has_its_text) {
  const Messages messages("en");
  const auto signing = readSources({"signing"});
  auto checks = matches(signing, R"re(note(?:Use)?\(\s*"([a-zA-Z]+)")re");
  BOOST_TEST(checks.size() > 15u);
  checks.merge(matches(signing, R"re(tolerate\(\s*"([a-zA-Z]+)")re"));
  checks.merge(matches(signing, R"re((?:deviations|unsupported)\.push_back\(\{\s*"([a-zA-Z]+)")re"));
  for (const auto& [code, path] : checks) BOOST_TEST(messages.has("check." + code), path << " notes " << code);
}

BOOST_AUTO_TEST_CASE(every_fault_of_an_identity_provider_has_its_words) {
  const auto provider = filesNamed("connectors/identity/");
  auto faults = matches(provider, R"re(requireOf\([^;]*, "(\w+)"\);)re");
  faults.merge(matches(provider, R"re(ProviderFault\((?:ProviderFault::Kind::\w+, )?"(\w+)"\))re"));
  faults.merge(matches(provider, R"re(\{(?:down|wrong), "(\w+)"\})re"));
  BOOST_TEST(faults.size() > 30u);
  for (const auto& language : Messages::languages()) {
    const Messages messages(language);
    for (const auto& [fault, path] : faults)
      BOOST_TEST(messages.has("identityFault." + fault), language << " " << path << " names " << fault);
  }
}

BOOST_AUTO_TEST_CASE(every_event_that_is_logged_has_its_text) {
  const Messages messages("en");
  auto events = matches(readSources({"jobs"}), R"re((?:event|problem)\(LogLevel::\w+,\s*"([a-zA-Z]+)")re");
  for (const char* code : {"documentRetried", "documentReturned", "documentQuarantined", "documentWaitsAgain"})
    events.emplace(code, "ProgressReporter.cpp");
  BOOST_TEST(events.size() > 8u);
  for (const auto& [code, path] : events) BOOST_TEST(messages.has("log." + code), path << " logs " << code);
}

BOOST_AUTO_TEST_CASE(every_text_that_is_asked_for_by_name_is_there) {
  const Messages messages("en");
  const auto keys = matches(readSources({"jobs"}), R"re(messages_?\.text\(\s*"([a-zA-Z.]+)"\s*[,)])re");
  BOOST_TEST(keys.size() > 40u);
  for (const auto& [key, path] : keys) BOOST_TEST(messages.has(key), path << " asks for " << key);
}

BOOST_AUTO_TEST_CASE(every_field_of_a_record_that_a_problem_can_name_has_a_word) {
  const Messages messages("en");
  auto fields = matches(filesNamed("record/\\w*Check\\.cpp$"), R"re((?:\bfield|[^.]\bat)\("([a-zA-Z.]+)"\))re");
  fields.merge(matches(filesNamed("record/\\w*Check\\.cpp$"), R"re(\{"field", "([a-zA-Z.]+)"\})re"));
  // TextCheck::name() names the part of a name.
  for (const std::string person : {"child", "guardian", "member", "holder.child"})
    for (const char* part : {".surname", ".givenName", ".patronymic"}) fields.emplace(person + part, "TextCheck.cpp");
  BOOST_TEST(fields.size() > 10u);
  for (const auto& [field, path] : fields) BOOST_TEST(messages.has("field." + field), path << " names " << field);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk
