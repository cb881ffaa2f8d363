#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"
#include "pipeline/record/RecordTypes.h"

// What the list of applications shows.
namespace balalyk {

enum class Decision { approved, rejected };
const char* toString(Decision decision);  // "approved"
std::optional<Decision> decisionFrom(const std::string& word);

enum class ApplicationState { waiting, approved, rejected };
const char* toString(ApplicationState state);  // "waiting"
std::optional<ApplicationState> applicationStateFrom(const std::string& word);

// The latest revision of an application's protocol.
struct ProtocolStanding {
  std::string documentId;
  int revision = 1;
  State state{};
  std::vector<Problem> problems;  // of a returned one: what to correct
  std::string reason;             // of one that the chairperson returned, as typed
  std::vector<Flag> flags;
  Timestamp changedAt{};
  bool isSigned = false;  // and in its container, wherever it is on its way
};

// While it is sent, authorised or signed nothing of the application changes.
constexpr bool freezes(State state) {
  return state == State::sent || state == State::authorised || state == State::signed_;
}
// Nor while what was signed waits for an operator.
inline bool freezes(const ProtocolStanding& protocol) {
  return freezes(protocol.state) || (protocol.isSigned && protocol.state == State::quarantined);
}

struct ApplicationRow {
  std::string id;
  PersonName child;
  std::optional<Timestamp> receivedAt;
  std::vector<BenefitCategory> benefits;  // as chosen; exactly one is right
  ApplicationState state{};
  bool inWork = false;  // waiting, and somebody saved something already
  std::string protocolNumber;
  std::optional<ProtocolStanding> protocol;  // nullopt: none was ever made
};

// By what the list is narrowed. Days are days of the database's zone.
struct ApplicationFilter {
  std::optional<ApplicationState> state;
  std::optional<Date> receivedFrom, receivedTo;  // both within
  std::string benefit;                           // code of a category; empty: any
  bool operator==(const ApplicationFilter&) const = default;
};

enum class ApplicationOrder {
  attention,  // returned protocols first, then what waits, the oldest first, then what is decided, the newest first
  name,       // of the child, in Kyrgyz order
};
const char* toString(ApplicationOrder order);  // "attention"
std::optional<ApplicationOrder> applicationOrderFrom(const std::string& word);

struct ApplicationListQuery {
  std::string commissionId;  // one that the visitor's permission names
  ApplicationFilter filter;
  ApplicationOrder order = ApplicationOrder::attention;
  std::string after;  // ApplicationPage::next of the page before; empty, or no longer known: from the start
  int limit = 50;
};

// Of the commission and the filter, whatever its state is.
struct ApplicationCounts {
  std::int64_t waiting = 0, approved = 0, rejected = 0;
  std::int64_t all() const { return waiting + approved + rejected; }
};

struct ApplicationPage {
  std::vector<ApplicationRow> rows;
  std::string next;  // for an address: ids only; empty: that was the last page
  ApplicationCounts counts;
  // Of the whole commission: protocols that came back, and drafts that can be sent.
  std::int64_t returned = 0, drafted = 0;
  // What is shown around the list, asked for with it: published protocols of which the applicant was not informed yet,
  // the commission itself (nullopt: there is none), the categories to choose from.
  std::int64_t toInform = 0;
  std::optional<Commission> commission;
  std::vector<BenefitCategory> categories;
};

struct ApplicationSearch {
  std::vector<ApplicationRow> rows;  // by the child's name
  bool more = false;                 // others were left out: ask for more of the name
};

}  // namespace balalyk
