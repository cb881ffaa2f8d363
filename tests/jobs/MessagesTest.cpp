#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "connectors/texts/Catalogues.h"
#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/config/SettingTable.h"
#include "pipeline/document/Document.h"

namespace balalyk {
namespace {

BOOST_AUTO_TEST_SUITE(messages)

BOOST_AUTO_TEST_CASE(every_language_has_the_same_keys) {
  const auto english = Messages::keys("en");
  BOOST_TEST(english.size() > 100u);
  for (const char* language : {"ky", "ru"}) {
    const auto keys = Messages::keys(language);
    for (const auto& key : english)
      BOOST_TEST(std::binary_search(keys.begin(), keys.end(), key), language << " lacks " << key);
    for (const auto& key : keys)
      BOOST_TEST(std::binary_search(english.begin(), english.end(), key), language << " alone has " << key);
  }
}

BOOST_AUTO_TEST_CASE(every_language_uses_the_same_arguments) {
  for (const auto& key : Messages::keys("en")) {
    const auto expected = Messages::arguments("en", key);
    for (const char* language : {"ky", "ru"})
      BOOST_TEST((Messages::arguments(language, key) == expected), "the arguments of " << key << " in " << language);
  }
}

BOOST_AUTO_TEST_CASE(no_text_has_the_apostrophe_that_the_pattern_syntax_would_swallow) {
  for (const auto& language : Messages::languages())
    BOOST_TEST(embeddedCatalogue(language).find('\'') == std::string_view::npos, language);
}

BOOST_AUTO_TEST_CASE(every_setting_is_described_and_every_group_has_a_heading) {
  const Messages messages("en");
  for (const auto& setting : kSettings) {
    BOOST_TEST(messages.has(setting.descriptionKey()), setting.name);
    BOOST_TEST(messages.has(setting.groupKey()), setting.group());
  }
}

BOOST_AUTO_TEST_CASE(every_description_is_of_a_setting_that_exists) {
  for (const auto& key : Messages::keys("en"))
    if (key.starts_with("setting.")) BOOST_TEST(findSetting(key.substr(8)) != nullptr, key);
}

BOOST_AUTO_TEST_CASE(every_state_kind_and_stage_has_its_word) {
  const Messages messages("en");
  for (const auto state : allStates()) BOOST_TEST(messages.has("state." + std::string(toString(state))));
  for (const auto kind : allKinds()) BOOST_TEST(messages.has("kind." + std::string(toString(kind))));
  for (const auto stage : allStages()) BOOST_TEST(messages.has("stage." + std::string(toString(stage))));
}

BOOST_AUTO_TEST_CASE(what_failed_is_reported_in_words_and_not_by_its_code) {
  for (const auto& language : Messages::languages()) {
    const Messages messages(language);
    for (const auto& key : Messages::keys("en")) {
      if (!key.starts_with("failure.")) continue;
      const Problem problem{"timeStampRefused", {{"service", "http://a"}, {"failure", key.substr(8)}}};
      BOOST_TEST(describe(messages, problem).what.ends_with(messages.text(key) + "."), language << " " << key);
    }
    const Problem own{"timeStampRefused", {{"service", "http://a"}, {"failure", "HTTP 503"}}};
    BOOST_TEST(describe(messages, own).what.ends_with(": HTTP 503."), language);
    const Problem check{"certificateNotAccepted", {{"member", "M"}, {"check", "certificateBegan"}}};
    BOOST_TEST(describe(messages, check).what.find(messages.text("check.certificateBegan")) != std::string::npos);
    const Problem root{
        "certificateNotTrusted",
        {{"member", "M"}, {"reason", "chainRootNotTrusted"}, {"issuer", "CN=A"}, {"issuerSha256", "0f"}}};
    const auto why = describe(messages, root).why;
    BOOST_TEST(why.find("CN=A") != std::string::npos, why);
    BOOST_TEST(why.find("chainRootNotTrusted") == std::string::npos, why);
  }
}

BOOST_AUTO_TEST_CASE(a_sentence_that_ends_with_another_ends_once) {
  for (const auto& language : Messages::languages()) {
    const Messages messages(language);
    const Problem unreachable{"webhookUnreachable", {{"host", "x.example"}, {"reason", "httpTimeout"}}};
    const auto what = describe(messages, unreachable).what;
    BOOST_TEST(what.ends_with("."), what);
    BOOST_TEST(what.find("..") == std::string::npos, what);
    const Problem store{"storeUnreachable", {{"host", "s3.example"}, {"reason", "httpTimeout"}}};
    BOOST_TEST(describe(messages, store).why.find("..") == std::string::npos, language);
  }
  const Problem path{"settingsFileMissing", {{"file", "../x/.. and"}}};
  BOOST_TEST(describe(Messages("en"), path).what.find("../x/.. and") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_reason_has_its_own_reason) {
  const Problem refused{"templateRefused",
                        {{"kind", "voucher-approval"},
                         {"language", "ru"},
                         {"reason", "templateUnreadable"},
                         {"cause", "notOdf"},
                         {"entry", ""}}};
  const auto why = describe(Messages("en"), refused).why;
  BOOST_TEST(why.find("it is not an ODF document") != std::string::npos, why);
}

BOOST_AUTO_TEST_CASE(the_help_of_find_names_every_state_and_every_kind) {
  for (const auto& language : Messages::languages()) {
    const Messages messages(language);
    const auto states = messages.text("option.find.state"), kinds = messages.text("option.find.kind");
    for (const auto state : allStates())
      BOOST_TEST(states.find(toString(state)) != states.npos, language << toString(state));
    for (const auto kind : allKinds()) BOOST_TEST(kinds.find(toString(kind)) != kinds.npos, language << toString(kind));
  }
}

BOOST_AUTO_TEST_CASE(only_what_is_tried_again_by_itself_is_said_to_be) {
  for (const auto& language : Messages::languages()) {
    const Messages messages(language);
    const auto again = messages.text("then.triedAgain");
    for (const auto disposition : {Disposition::retry, Disposition::wait})
      BOOST_TEST(whatThen(messages, disposition, "d1") == again, language);
    const auto setAside = whatThen(messages, Disposition::quarantined, "d1");
    BOOST_TEST(setAside.find(again) == std::string::npos, language);
    BOOST_TEST(setAside.find("balalyk retry d1") != std::string::npos, language);
    for (const auto disposition : {Disposition::returned, Disposition::withdrawn, Disposition::sent})
      BOOST_TEST(whatThen(messages, disposition, "d1").find(again) == std::string::npos, language);
  }
}

BOOST_AUTO_TEST_CASE(a_russian_count_takes_the_right_form) {
  const Messages messages("ru");
  const auto count = [&](const char* n) { return messages.text("log.authorisedByStanding", {{"count", n}}); };
  BOOST_TEST(count("1").starts_with("1 документ "));
  BOOST_TEST(count("3").starts_with("3 документа "));
  BOOST_TEST(count("12").starts_with("12 документов "));
}

BOOST_AUTO_TEST_CASE(an_identifier_made_of_digits_is_not_written_as_a_quantity) {
  const Messages messages("en");
  BOOST_TEST(
      messages.text("log.leaseLost", {{"document", "41711000000000"}, {"stage", "fill"}}).find("41711000000000") !=
      std::string::npos);
}

BOOST_AUTO_TEST_CASE(braces_in_an_argument_stay_as_they_are) {
  const Messages messages("en");
  BOOST_TEST(messages.text("problem.why", {{"text", "{x} it's"}}) == "Why: {x} it's");
}

BOOST_AUTO_TEST_CASE(a_time_is_shown_in_the_zone_with_its_offset) {
  const auto time = std::chrono::sys_days{std::chrono::year(2026) / 9 / 30} + std::chrono::hours(19);
  BOOST_TEST(Messages("ky").time(time) == "2026-10-01 01:00 +06:00");
  BOOST_TEST(Messages("en", Zone("America/New_York")).time(time) == "2026-09-30 15:00 -04:00");
}

BOOST_AUTO_TEST_CASE(a_key_of_no_catalogue_is_shown_as_it_is) {
  BOOST_TEST(Messages("ky").text("no.such.key") == "no.such.key");
}

BOOST_AUTO_TEST_CASE(a_problem_is_reported_as_what_why_and_what_to_do) {
  const Messages messages("ru");
  BOOST_TEST(writeProblem(messages, {"settingsFileMissing", {{"file", "/x"}}}) ==
             "Файл настроек /x не существует.\n  Почему: Он указан в --config.\n  Что делать: Укажите другой файл или "
             "создайте этот: образец показывает `balalyk config --example`.");
}

BOOST_AUTO_TEST_CASE(the_language_is_the_settings_or_the_environments_or_english) {
  BOOST_TEST(chooseLanguage("ky", {{"LANG", "ru_RU.UTF-8"}}) == "ky");
  BOOST_TEST(chooseLanguage("auto", {{"LANG", "ru_RU.UTF-8"}}) == "ru");
  BOOST_TEST(chooseLanguage("auto", {{"LANG", "ru_RU.UTF-8"}, {"LC_ALL", "ky_KG.UTF-8"}}) == "ky");
  BOOST_TEST(chooseLanguage("auto", {{"LANG", "ru_RU.UTF-8"}, {"LC_ALL", "C"}}) == "en");
  BOOST_TEST(chooseLanguage("auto", {{"LANG", "rup"}}) == "en");
  BOOST_TEST(chooseLanguage("auto", {}) == "en");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk
