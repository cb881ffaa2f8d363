#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/Error.h"
#include "pipeline/domain/Date.h"
#include "pipeline/domain/LocalizedText.h"
#include "pipeline/domain/Money.h"
#include "pipeline/domain/PersonName.h"

// The portal's records as its three views give them (connectors/database documents the views). Texts are raw: nothing
// is checked or folded before RecordCheck. Dates are ISO in data; money is integer tyiyn.
namespace balalyk {

struct Person {
  PersonName name;
  std::string pin;                      // 14 digits as typed
  std::optional<Date> statedBirthDate;  // as typed; the PIN's date is the one shown
  bool operator==(const Person&) const = default;
};

// What the guardian is to the child.
enum class Kinship { father, mother, representative };

struct Guardian : Person {
  std::string address;
  std::optional<Kinship> kinship{};
  std::string phone{};  // of the portal's pages only: in no frozen record, document, list or log
  std::string email{};  // likewise
  bool operator==(const Guardian&) const = default;
};

enum class CommissionRole { chairperson, secretary, member };

struct Member {
  std::string id;            // the portal's identifier
  std::string commissionId;  // where the member is listed: may differ from the record's commission (a foreign member)
  PersonName name;
  std::string pin;
  LocalizedText position;
  CommissionRole role = CommissionRole::member;
  bool active = true;
  LocalizedText workplace{};
  std::string phone{};  // of the portal's pages only: in no frozen record, document, list or log
  std::string email{};  // likewise
  bool operator==(const Member&) const = default;
};

// Which languages a commission's protocols are made in; both gives two PDFs in one signed container.
enum class ProtocolLanguages { ky, ru, both };

struct Commission {
  std::string id;
  LocalizedText name;
  LocalizedText place;
  std::string soate;  // 14 digits, local body
  ProtocolLanguages languages = ProtocolLanguages::ky;
  LocalizedText localBody{};  // who must inform the applicant of the decision
  bool operator==(const Commission&) const = default;
};

// Where somebody lives.
struct Locality {
  std::string soate;  // 14 digits, or the first of them
  LocalizedText name;
  bool operator==(const Locality&) const = default;
};

struct Kindergarten {
  std::string id;
  LocalizedText name;
  bool operator==(const Kindergarten&) const = default;
};

struct BenefitCategory {
  std::string code;  // "low-income"
  LocalizedText name;
  bool operator==(const BenefitCategory&) const = default;
};

// What the records of every source share.
struct RecordOrigin {
  std::string key;             // identifier of the record in its view
  std::int64_t changedAt = 0;  // milliseconds since 1970 UTC, as the portal says; 0: it says nothing that is a time
  bool synthetic = false;      // sample data: its people are invented
  // What the view gives for this record but not in the form that it must have. Never part of the frozen record: a
  // record with any is returned.
  //   columnUnreadable{column, found}  and {entry} of a list's entry, {holder} of a voucher
  std::vector<Problem> unreadable{};
  bool operator==(const RecordOrigin&) const = default;
};

struct Application {
  RecordOrigin origin;
  Commission commission;
  std::string protocolNumber;
  std::optional<Date> sittingDate;
  bool approved = false;
  std::string refusalGrounds;  // required when refused
  Person child;
  Guardian guardian;
  std::vector<BenefitCategory> benefits;  // exactly one is right
  std::vector<Member> ticked;             // members ticked as present, in the portal's order
  std::vector<LocalizedText> documentsShown;
  std::string comments;
  std::optional<Tyiyn> amountPerMonth;
  std::optional<Kindergarten> kindergarten;
  std::string applicationNumber{};  // of the register of applications; not the protocol's
  std::optional<Timestamp> receivedAt{};
  Locality childPlace{};
  bool operator==(const Application&) const = default;
};

struct MealSubsidy {
  RecordOrigin origin;
  Commission commission;
  std::string protocolNumber;
  std::optional<Date> sittingDate;
  std::optional<Person> child;  // none: the decision is the commission's, for all children
  std::optional<Kindergarten> kindergarten;
  std::optional<Tyiyn> amountPerDay;
  std::vector<Member> ticked;
  std::string comments;
  std::string uploadId;  // the uploaded protocol file, or empty: then the protocol is made from the template
  // Of the file as the portal holds it. Empty: it is not there, or too large to be looked at (kLargestUpload).
  std::string uploadDigest{};  // SHA-256, lower-case hex
  std::optional<std::int64_t> uploadSize{};
  bool operator==(const MealSubsidy&) const = default;
};

struct VoucherHolder {
  std::string key;
  PersonName child;  // no PIN, no phone, no benefit: a list is published
  Tyiyn amountPerMonth = 0;
  Date from{};
  Date to{};
  std::string protocolNumber;
  Date protocolDate{};
  bool operator==(const VoucherHolder&) const = default;
};

// All holders of one kindergarten in one month.
struct VoucherList {
  RecordOrigin origin;  // key "KINDERGARTEN/2026-11"
  Commission commission;
  Member chairperson;
  Kindergarten kindergarten;
  std::chrono::year_month month{};
  std::vector<VoucherHolder> holders;  // sorted by ICU ky collation of the name, then key
  bool operator==(const VoucherList&) const = default;
};

}  // namespace balalyk
