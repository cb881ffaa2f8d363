#include <boost/test/unit_test.hpp>
#include <sstream>
#include <stdexcept>

#include "connectors/texts/Messages.h"
#include "connectors/texts/TextWidth.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/Log.h"
#include "jobs/output/NightOutput.h"
#include "jobs/output/Progress.h"
#include "jobs/output/ProgressReporter.h"
#include "jobs/output/Table.h"
#include "pipeline/engine/StageRunner.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

using namespace std::chrono_literals;

struct Screen {
  std::ostringstream out, err;
  Messages messages{"en"};
  Console console;
  Log log;
  explicit Screen(bool terminal, std::size_t width = 80, Log::Format format = Log::Format::text)
      : console(out, err, {terminal, width}), log(console, messages, {.format = format}, [] {
          return std::chrono::sys_days{2026y / 1 / 2} + 3h + 4min + 5s;
        }) {}
};

Document documentWith(const std::string& id) {
  Document document;
  document.id = id;
  document.subject = "Асанов Үсөн";
  return document;
}

BOOST_AUTO_TEST_SUITE(output)

BOOST_AUTO_TEST_CASE(json_keeps_the_order_and_escapes_what_must_be_escaped) {
  signing::JsonWriter json(signing::JsonWriter::Layout::oneLine);
  json.beginObject().member("б", "a\"b\\c\n\x01ң").member("n", 5).member("yes", true).key("list").beginArray();
  json.value("x").value(1.5).value(nullptr).endArray().key("empty").beginObject().endObject().endObject();
  BOOST_TEST(
      json.text() ==
      "{\"б\": \"a\\\"b\\\\c\\n\\u0001ң\", \"n\": 5, \"yes\": true, \"list\": [\"x\", 1.500, null], \"empty\": {}}");
}

BOOST_AUTO_TEST_CASE(a_table_lines_up_cyrillic_text_by_columns_not_by_bytes) {
  Table table({"a", "b"}, {Table::Align::left, Table::Align::right});
  table.add({"Үсөн", "1"});
  table.add({"x", "200"});
  BOOST_TEST(table.text(0) == "a       b\nҮсөн    1\nx     200\n");
}

BOOST_AUTO_TEST_CASE(a_table_cuts_its_widest_column_to_fit_the_screen) {
  Table table({"id", "text"});
  table.add({"1", std::string(100, 'x')});
  const auto text = table.text(20);
  BOOST_TEST(text == "id  text\n1   xxxxxxxxxxxxxxx…\n");
}

BOOST_AUTO_TEST_CASE(json_is_utf8_whatever_it_is_given) {
  signing::JsonWriter json(signing::JsonWriter::Layout::oneLine);
  json.beginArray().value("a\xff\xfe z").value("\xed\xa0\x80").value("\xd2").endArray();
  BOOST_TEST(json.text() == "[\"a\uFFFD\uFFFD z\", \"\uFFFD\uFFFD\uFFFD\", \"\uFFFD\"]");
}

BOOST_AUTO_TEST_CASE(a_table_that_cannot_fit_is_written_below_each_other) {
  const std::string id(36, 'i');
  Table table({"number", "kind", "id"}, {Table::Align::left, Table::Align::left, Table::Align::whole});
  table.add({"12/34", "approval", id});
  table.add({"12/35", "", id});
  BOOST_TEST(table.text(46) ==
             "number  12/34\nkind    approval\nid      " + id + "\n\nnumber  12/35\nid      " + id + "\n");
  BOOST_TEST(table.text(40) ==
             "number  12/34\nkind    approval\nid\n  " + id + "\n\nnumber  12/35\nid\n  " + id + "\n");
}

BOOST_AUTO_TEST_CASE(a_column_that_must_stay_whole_is_never_cut) {
  Table table({"text", "id"}, {Table::Align::left, Table::Align::whole});
  table.add({std::string(100, 'x'), std::string(36, 'i')});
  BOOST_TEST(table.text(50).find(std::string(36, 'i')) != std::string::npos);
  BOOST_TEST(table.text(20).find(std::string(36, 'i')) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(control_characters_and_direction_marks_in_a_name_do_not_reach_the_screen) {
  BOOST_TEST(printable("a\x1b[2Jb\u202Ec\nd") == "a·[2Jb·c·d");
}

BOOST_AUTO_TEST_CASE(a_line_is_written_above_the_status_of_a_terminal) {
  Screen screen(true);
  screen.console.status("50 %");
  screen.console.line("hello");
  BOOST_TEST(screen.err.str() == "50 %\r\x1b[Khello\n50 %");
}

BOOST_AUTO_TEST_CASE(without_a_terminal_there_is_no_status_and_no_escape_sequence) {
  Screen screen(false);
  screen.console.status("50 %");
  screen.console.line("hello");
  BOOST_TEST(screen.err.str() == "hello\n");
}

BOOST_AUTO_TEST_CASE(the_bar_shows_done_total_rate_remaining_time_and_states) {
  const Messages messages("en");
  Progress progress{
      .total = 1200, .done = 300, .reached = {{State::drafted, 12}, {State::published, 290}}, .elapsed = 10s};
  BOOST_TEST(progressBar(progress, messages, 100) ==
             "██████░░░░░░░░░░░░░░░░░░  300/1,200  30.0/s  31 s left · drafted 12 · published 290");
}

BOOST_AUTO_TEST_CASE(the_bar_is_never_wider_than_the_screen) {
  const Messages messages("ru");
  Progress progress{
      .total = 12'000, .done = 300, .reached = {{State::drafted, 12}, {State::published, 290}}, .elapsed = 10s};
  for (const std::size_t width : {1, 10, 40, 79})
    BOOST_TEST(columnsOf(progressBar(progress, messages, width)) <= width);
}

BOOST_AUTO_TEST_CASE(nothing_is_said_about_the_remaining_time_before_something_is_done) {
  Progress progress{.total = 10, .elapsed = 5s};
  BOOST_TEST(progress.remaining().count() == -1);
}

BOOST_AUTO_TEST_CASE(durations_are_written_in_the_readers_language) {
  BOOST_TEST(writeDuration(Messages("en"), 2500ms) == "2.5 s");
  BOOST_TEST(writeDuration(Messages("ru"), 200s) == "3 мин 20 с");
  BOOST_TEST(writeDuration(Messages("ky"), 2h + 5min) == "2 саат 5 мүн");
}

BOOST_AUTO_TEST_CASE(a_log_line_in_json_has_the_event_its_parameters_and_the_problems_code) {
  Screen screen(false, 80, Log::Format::json);
  screen.log.problem(LogLevel::error, "documentReturned", {"uploadMissing", {{"field", "x"}}}, {{"document", "d1"}});
  BOOST_TEST(screen.err.str() ==
             "{\"time\": \"2026-01-02T03:04:05.000000Z\", \"level\": \"error\", \"event\": \"documentReturned\", "
             "\"document\": \"d1\", \"problem\": \"uploadMissing\", \"problem.field\": \"x\"}\n");
}

BOOST_AUTO_TEST_CASE(a_problem_in_json_says_its_remedy_under_the_new_key_and_for_one_version_under_the_old_one) {
  const auto json = problemAsJson({"recordGone", {}}, kCannotRun, Messages("en"));
  BOOST_TEST(json.find("\"remedy\": \"Correct it in the portal, then try again.\"") != std::string::npos, json);
  BOOST_TEST(json.find("\"mend\": \"Correct it in the portal, then try again.\"") != std::string::npos, json);
}

BOOST_AUTO_TEST_CASE(an_event_below_the_level_is_not_written) {
  Screen screen(false);
  screen.log.event(LogLevel::debug, "stopped");
  BOOST_TEST(screen.err.str().empty());
}

BOOST_AUTO_TEST_CASE(the_reporter_counts_what_is_left_and_logs_failures_without_personal_data) {
  Screen screen(false, 80, Log::Format::json);  // which has the parameters too
  std::int64_t pending = 3;
  ProgressReporter reporter(screen.console, screen.messages, screen.log, [&] { return pending; },
                            {.redraw = 1h, .line = 1h, .count = 1h});
  reporter.done(documentWith("d1"), Stage::fill, 5ms);
  reporter.done(documentWith("d1"), Stage::sign, 5ms);
  reporter.done(documentWith("d1"), Stage::publish, 5ms);
  // As the engine reports an exception that nobody expected: its text may hold a name.
  reporter.failed(documentWith("d2"), Stage::fill, Disposition::quarantined,
                  unexpectedProblem(std::out_of_range("no glyph in «Асанов Үсөн»"), "fill"));
  const auto progress = reporter.now();
  BOOST_TEST(progress.reached.at(State::published) == 1);
  BOOST_TEST(progress.reached.at(State::signed_) == 0);
  BOOST_TEST(progress.reached.at(State::quarantined) == 1);
  BOOST_TEST(progress.failed == 1);
  BOOST_TEST(screen.err.str().find("d2") != std::string::npos);
  BOOST_TEST(screen.err.str().find("std::out_of_range") != std::string::npos);
  BOOST_TEST(screen.err.str().find("Асанов") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_trouble_that_repeats_itself_is_reported_once) {
  Screen screen(false);
  ProgressReporter reporter(screen.console, screen.messages, screen.log, [] { return 0; }, {});
  for (int i = 0; i < 5; ++i) reporter.trouble(unexpectedProblem(std::length_error("vector"), "take"));
  const auto text = screen.err.str();
  BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 1);
}

BOOST_AUTO_TEST_CASE(what_many_documents_wait_for_is_said_once_and_again_for_another_key) {
  Screen screen(false);
  ProgressReporter reporter(screen.console, screen.messages, screen.log, [] { return 0; }, {});
  const auto wait = [&](const std::string& document, const std::string& member) {
    reporter.failed(documentWith(document), Stage::sign, Disposition::wait,
                    {"keyPasswordMissing", {{"member", member}}});
  };
  for (const char* document : {"d1", "d2", "d3"}) wait(document, "M1");
  wait("d4", "M2");
  const auto text = screen.err.str();
  BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 2);
  BOOST_TEST(text.find("M1") != std::string::npos);
  BOOST_TEST(text.find("M2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_night_reports_what_documents_wait_for_once_with_how_many) {
  NightReport report;
  for (const char* id : {"d1", "d2", "d3"})
    report.failures.push_back({.documentId = id,
                               .kind = Kind::voucherApproval,
                               .stage = Stage::sign,
                               .disposition = Disposition::wait,
                               .problem = {"keyPasswordMissing", {{"member", "M1"}}}});
  report.failures.push_back({.documentId = "d4",
                             .kind = Kind::voucherApproval,
                             .stage = Stage::fill,
                             .disposition = Disposition::quarantined,
                             .problem = {"keyMissing", {}}});
  const auto text = nightSummary(report, Messages("en"), 100);
  BOOST_TEST(text.find("3 documents wait:") != std::string::npos);
  const auto first = text.find("M1");
  BOOST_TEST(first != std::string::npos);
  BOOST_TEST(text.find("M1", first + 2) == std::string::npos);
  BOOST_TEST(text.find("d1") == std::string::npos);
  BOOST_TEST(text.find("d4") != std::string::npos);
  const auto json = nightJson(report, Messages("en"));  // a program gets each
  for (const char* id : {"d1", "d2", "d3"}) BOOST_TEST(json.find(id) != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk
