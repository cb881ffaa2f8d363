#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "pipeline/document/Document.h"

// What can become of a document, written once. The SQL, the audit trail and the documentation (Lifecycle.md) follow
// this table; a move that is not in it is refused.
namespace balalyk {

enum class Event {
  taken,     // from the portal, or looked at again and found right
  drafted,   // filled and converted
  sent,      // to the chairperson: by the secretary, or at once
  recalled,  // by the secretary
  authorised,
  signed_,
  published,
  superseded,  // by a newer revision
  returned,    // to the secretary: the record is wrong
  rejected,    // by the chairperson, with a reason: returned
  quarantined,
  withdrawn,  // the portal no longer shows the record as decided
  authorisationRevoked,
  authorisationMissing,  // found out when it was to be signed
  retried,               // put into the queue again by a person
  signAgain,             // what was signed cannot be verified and is to be signed with another certificate
};
const char* toString(Event event);  // "authorisation-revoked": in the audit trail

class States {
 public:
  constexpr States(std::initializer_list<State> states) {
    for (const auto state : states) bits_ |= bit(state);
  }
  constexpr bool has(State state) const { return (bits_ & bit(state)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }

 private:
  static constexpr std::uint32_t bit(State state) { return std::uint32_t{1} << static_cast<unsigned>(state); }
  std::uint32_t bits_ = 0;
};

struct Transition {
  Event event{};
  States from;  // empty: a new document
  State to{};
  std::optional<Stage> due;  // of a published one: only while its level is to be raised
};

inline constexpr auto kLifecycle = std::to_array<Transition>({
    {Event::taken, {}, State::decided, Stage::fill},
    {Event::taken, {State::returned}, State::decided, Stage::fill},
    {Event::taken, {State::returned}, State::drafted, std::nullopt},  // filled before it was returned
    {Event::drafted, {State::decided}, State::drafted, std::nullopt},
    {Event::sent, {State::drafted}, State::sent, std::nullopt},
    {Event::recalled, {State::sent}, State::drafted, std::nullopt},
    {Event::authorised, {State::sent, State::authorised}, State::authorised, Stage::sign},
    {Event::signed_, {State::authorised}, State::signed_, Stage::publish},
    {Event::published, {State::signed_}, State::published, Stage::upgrade},
    {Event::superseded,
     {State::decided, State::drafted, State::sent, State::authorised, State::signed_, State::published, State::returned,
      State::quarantined, State::withdrawn},
     State::superseded,
     std::nullopt},
    {Event::returned, {}, State::returned, std::nullopt},
    {Event::returned,
     {State::decided, State::drafted, State::sent, State::authorised, State::signed_, State::returned,
      State::quarantined},
     State::returned,
     std::nullopt},
    {Event::rejected, {State::sent, State::authorised}, State::returned, std::nullopt},
    {Event::quarantined, {State::decided, State::authorised, State::signed_}, State::quarantined, std::nullopt},
    {Event::withdrawn,
     {State::decided, State::drafted, State::sent, State::authorised, State::signed_, State::returned,
      State::quarantined},
     State::withdrawn,
     std::nullopt},
    {Event::authorisationRevoked, {State::authorised}, State::sent, std::nullopt},
    {Event::authorisationMissing, {State::authorised}, State::sent, std::nullopt},
    {Event::retried, {State::decided, State::quarantined}, State::decided, Stage::fill},
    {Event::retried, {State::authorised, State::quarantined}, State::authorised, Stage::sign},
    {Event::retried, {State::signed_, State::quarantined}, State::signed_, Stage::publish},
    {Event::retried, {State::published}, State::published, Stage::upgrade},
    {Event::retried, {State::authorised, State::quarantined}, State::sent, std::nullopt},  // nothing covers it now
    {Event::signAgain, {State::signed_, State::quarantined}, State::authorised, Stage::sign},
    {Event::signAgain, {State::signed_, State::quarantined}, State::sent, std::nullopt},  // nothing covers it now
});

// The row for a move; nullptr: there is none. `from` nullopt: a new document.
constexpr const Transition* transition(Event event, std::optional<State> from, State to) {
  for (const auto& row : kLifecycle) {
    if (row.event == event && row.to == to && (from ? row.from.has(*from) : row.from.empty())) return &row;
  }
  return nullptr;
}

// Of an event with one outcome (else of its first row).
constexpr State stateAfter(Event event) {
  for (const auto& row : kLifecycle) {
    if (row.event == event) return row.to;
  }
  return State::quarantined;
}

// A member of an «authorised» entry's detail: the state that the document came from.
inline constexpr const char* kAuthorisedFrom = "from";

// Whether a document is with its chairperson after that entry of the audit trail; nullopt: as before it.
std::optional<bool> sentAfter(std::string_view event, std::string_view detail);

// The state in which a stage is due.
constexpr State dueState(Stage stage) {
  for (const auto& row : kLifecycle) {
    if (row.due == stage) return row.to;
  }
  return State::published;
}
static_assert(dueState(Stage::fill) == State::decided && dueState(Stage::sign) == State::authorised &&
              dueState(Stage::publish) == State::signed_ && dueState(Stage::upgrade) == State::published);

// The stage that is due at once when one has done its work: as its row says.
constexpr std::optional<Stage> dueAfter(Stage done) {
  for (const auto& row : kLifecycle) {
    const bool isDone = row.event == Event::drafted || row.event == Event::signed_ || row.event == Event::published;
    if (isDone && row.from.has(dueState(done))) return row.due;
  }
  return std::nullopt;
}
static_assert(!dueAfter(Stage::fill) && dueAfter(Stage::sign) == Stage::publish &&
              dueAfter(Stage::publish) == Stage::upgrade && !dueAfter(Stage::upgrade));

}  // namespace balalyk
