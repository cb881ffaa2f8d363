#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "pipeline/ports/ApplicationList.h"

// One application as the secretary sees and edits it.
namespace balalyk {

// What the secretary edits; nothing else of an application can be written. Everything is kept as typed, what is wrong
// or incomplete too.
struct ApplicationForm {
  std::vector<std::string> benefits;          // codes; exactly one is right
  std::vector<std::string> ticked;            // members' ids
  std::vector<LocalizedText> documentsShown;  // in order; those of usualDocuments() and others
  std::string comments;
  std::string protocolNumber;
  std::string
      sittingDate;  // "2026-11-29" as browsers send it, or "29.11.2026"; anything else is kept, and is a problem
  std::optional<Decision> chosen;
  std::string refusalGrounds;
  std::string kindergartenId;  // empty: none
  bool operator==(const ApplicationForm&) const = default;
};

// A person as shown: numbers are masked, "••••••••••1234". Applications::show() gives one in full.
struct ShownPerson {
  PersonName name;
  std::string maskedPin;
  std::optional<Date> birthDate;  // from the number; of an impossible one as stated
};

struct ShownGuardian : ShownPerson {
  std::string address;
  std::optional<Kinship> kinship;
  std::string maskedPhone;  // empty: none is known
  std::string email;
};

enum class HiddenNumber { childPin, guardianPin, guardianPhone };
const char* toString(HiddenNumber number);  // "child-pin"
std::optional<HiddenNumber> hiddenNumberFrom(const std::string& word);

// One who can be ticked: an active member of the commission, or one who is ticked though no longer so.
struct MemberChoice {
  std::string id;
  PersonName name;
  LocalizedText position;
  CommissionRole role = CommissionRole::member;
  bool active = true;  // and of this commission: false is left out of the protocol, and has to be said
};

// Who did something, and when.
struct Doing {
  std::string accountId;
  std::string name;  // of the commission's list; empty: the account is no member of it
  Timestamp at{};
};

struct ApplicationCase {
  std::string id;
  int version = 1;
  Commission commission;
  std::string applicationNumber;
  std::optional<Timestamp> receivedAt;
  bool synthetic = false;
  ShownPerson child;
  Locality childPlace;
  ShownGuardian guardian;
  ApplicationForm form;
  ApplicationState state{};
  std::optional<Tyiyn> amountPerMonth;       // of what is approved
  std::optional<ProtocolStanding> protocol;  // the latest revision
  std::optional<Doing> saved, opened;        // last
  std::vector<MemberChoice> members;         // chairperson, members by name, secretary
  std::vector<Kindergarten> kindergartens;   // of the commission, by name
};

// A state of the form, with its version.
struct FormVersion {
  int version = 0;
  ApplicationForm form;
  std::optional<Doing> saved;  // nullopt: it came like that
};

// What came of saving.
struct Saved {
  int version = 0;  // the new one
  ApplicationState before{}, now{};
  std::vector<Problem> problems;  // why it is not decided though a decision is chosen
  std::vector<Flag> flags;
  std::optional<std::string> regenerated{};  // the new revision of what is published
};
struct Conflict {                     // somebody else wrote since: nothing was changed
  std::optional<FormVersion> before;  // what the form was opened with; nullopt: that version is not kept
  FormVersion theirs;
};
struct Frozen {  // sent, authorised or signed: nothing was changed
  std::string documentId;
  State state{};
};
struct AfterPublication {  // published: it takes a reason, and a complete decision; nothing was changed
  std::string documentId;
  std::vector<Problem> problems;  // empty: only the reason is missing
  std::vector<Flag> flags;
};
struct NotFound {};  // or another commission's
using SaveOutcome = std::variant<Saved, Conflict, Frozen, AfterPublication, NotFound>;

}  // namespace balalyk
