#include "pipeline/document/Lifecycle.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <set>
#include <sstream>

using namespace balalyk;

namespace {

std::string tableOfLifecycle() {
  std::string text = "| event | from | to | next stage |\n| --- | --- | --- | --- |\n";
  for (const auto& row : kLifecycle) {
    std::string from;
    for (const auto state : allStates())
      if (row.from.has(state)) from += (from.empty() ? "" : ", ") + std::string(toString(state));
    text += std::string("| ") + toString(row.event) + " | " + (from.empty() ? "new" : from) + " | " + toString(row.to) +
            " | " + (row.due ? toString(*row.due) : "") + " |\n";
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lifecycle)

BOOST_AUTO_TEST_CASE(the_documentation_shows_the_table) {
  std::ifstream file(BALALYK_SOURCE "/pipeline/document/Lifecycle.md");
  std::stringstream text;
  text << file.rdbuf();
  BOOST_TEST(text.str().find(tableOfLifecycle()) != std::string::npos, "pipeline/document/Lifecycle.md must hold:\n"
                                                                           << tableOfLifecycle());
}

BOOST_AUTO_TEST_CASE(every_state_can_be_reached_from_a_new_document) {
  std::set<State> reached;
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& row : kLifecycle) {
      bool possible = row.from.empty();
      for (const auto state : reached) possible |= row.from.has(state);
      if (possible) grown |= reached.insert(row.to).second;
    }
  }
  for (const auto state : allStates()) BOOST_TEST(reached.contains(state), toString(state));
}

BOOST_AUTO_TEST_CASE(nothing_leaves_a_superseded_document) {
  for (const auto& row : kLifecycle) BOOST_TEST(!row.from.has(State::superseded), toString(row.event));
}

BOOST_AUTO_TEST_CASE(only_an_authorisation_leads_to_a_signature) {
  for (const auto& row : kLifecycle) {
    if (row.to != State::signed_ || row.event == Event::retried) continue;
    BOOST_TEST((row.event == Event::signed_));
    for (const auto state : allStates())
      BOOST_TEST(row.from.has(state) == (state == State::authorised), toString(state));
  }
}

BOOST_AUTO_TEST_CASE(a_document_is_authorised_only_once_it_is_sent_and_recalled_only_until_then) {
  for (const auto state : allStates()) {
    const bool signsNext = state == State::sent || state == State::authorised;
    BOOST_TEST((transition(Event::authorised, state, State::authorised) != nullptr) == signsNext, toString(state));
    BOOST_TEST((transition(Event::rejected, state, State::returned) != nullptr) == signsNext, toString(state));
    BOOST_TEST((transition(Event::recalled, state, State::drafted) != nullptr) == (state == State::sent));
    BOOST_TEST((transition(Event::sent, state, State::sent) != nullptr) == (state == State::drafted));
  }
}

BOOST_AUTO_TEST_CASE(only_what_was_sent_or_authorised_is_with_the_chairperson) {
  BOOST_TEST((sentAfter("sent", "{}") == true));
  for (const char* event : {"taken", "drafted", "recalled", "returned", "rejected", "withdrawn", "superseded"})
    BOOST_TEST((sentAfter(event, "{}") == false), event);
  for (const char* event : {"signed", "retried", "authorisation-revoked", "authorisation-missing", "sign-again"})
    BOOST_TEST((sentAfter(event, "{}") == std::nullopt), event);
  // Before there was sending, an authorisation did not say from which state.
  BOOST_TEST((sentAfter("authorised", R"({"authorisation":"a\"from\":"})") == true));
  BOOST_TEST((sentAfter("authorised", R"({"authorisation":"a","from":"sent"})") == std::nullopt));
}

BOOST_AUTO_TEST_CASE(a_move_that_is_not_in_the_table_has_no_row) {
  BOOST_TEST(transition(Event::signed_, State::sent, State::signed_) == nullptr);
  BOOST_TEST(transition(Event::published, State::authorised, State::published) == nullptr);
  BOOST_TEST(transition(Event::taken, std::nullopt, State::signed_) == nullptr);
  BOOST_TEST(transition(Event::taken, State::decided, State::decided) == nullptr);
  BOOST_REQUIRE(transition(Event::signed_, State::authorised, State::signed_) != nullptr);
  BOOST_TEST((transition(Event::signed_, State::authorised, State::signed_)->due == Stage::publish));
}

BOOST_AUTO_TEST_SUITE_END()
