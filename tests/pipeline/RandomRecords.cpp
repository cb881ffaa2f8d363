#include "RandomRecords.h"

#include "Examples.h"

namespace balalyk::examples {

// Not std::uniform_int_distribution: its results differ between standard libraries.
int RandomRecords::upTo(int limit) {
  return static_cast<int>(random_() % (static_cast<unsigned>(limit) + 1));
}

std::string RandomRecords::text() {
  static const std::vector<std::string> kPieces{"а", "Ң",  "ө", " ",  "  ",   "\n", "\r", "\t",     "<",      ">",
                                                "&", "\"", "'", "]]", "&lt;", "1",  "№",  "\u202E", "\u0085", "\uFFFD",
                                                "😀", "{",  "=", "/",  "уулу", "-",  "<!", "\u2028"};
  std::string result;
  for (int count = upTo(maybe() ? 3 : 30); count > 0; --count)
    result += kPieces[static_cast<std::size_t>(upTo(static_cast<int>(kPieces.size()) - 1))];
  return result;
}

Date RandomRecords::date() {
  return day(1900 + upTo(200), 1 + static_cast<unsigned>(upTo(11)), 1 + static_cast<unsigned>(upTo(27)));
}

Member RandomRecords::member() {
  return {text(), text(), name(), text(), localized(), static_cast<CommissionRole>(upTo(2)), maybe()};
}

std::vector<Member> RandomRecords::members() {
  std::vector<Member> result;
  for (int count = upTo(4); count > 0; --count) result.push_back(member());
  return result;
}

Commission RandomRecords::commission() {
  return {text(), localized(), localized(), text(), static_cast<ProtocolLanguages>(upTo(2))};
}

Person RandomRecords::person() {
  return {name(), text(), perhaps(date())};
}

RecordOrigin RandomRecords::origin() {
  return {text(), upTo(1'000'000), maybe()};
}

Tyiyn RandomRecords::amount() {
  return (static_cast<Tyiyn>(random_()) << 32 | static_cast<Tyiyn>(random_())) * (maybe() ? 1 : -1);
}

VoucherHolder RandomRecords::holder() {
  return {text(), name(), amount(), maybe() ? date() : Date{}, date(), text(), maybe() ? date() : Date{}};
}

Application RandomRecords::application() {
  Application record;
  record.origin = origin();
  record.commission = commission();
  record.protocolNumber = text();
  record.sittingDate = perhaps(date());
  record.approved = maybe();
  record.refusalGrounds = text();
  record.child = person();
  record.guardian = {person(), text()};
  for (int count = upTo(2); count > 0; --count) record.benefits.push_back({text(), localized()});
  record.ticked = members();
  for (int count = upTo(3); count > 0; --count) record.documentsShown.push_back(localized());
  record.comments = text();
  record.amountPerMonth = perhaps(amount());
  record.kindergarten = perhaps(kindergarten());
  return record;
}

MealSubsidy RandomRecords::mealSubsidy() {
  MealSubsidy record;
  record.origin = origin();
  record.commission = commission();
  record.protocolNumber = text();
  record.sittingDate = perhaps(date());
  record.child = person();
  record.kindergarten = perhaps(kindergarten());
  record.amountPerDay = perhaps(amount());
  record.ticked = members();
  record.comments = text();
  record.uploadId = text();
  record.uploadDigest = maybe() ? std::string(64, 'a') : "";
  record.uploadSize = perhaps(std::int64_t{upTo(20'000'000)});
  return record;
}

VoucherList RandomRecords::voucherList() {
  VoucherList record;
  record.origin = origin();
  record.commission = commission();
  record.chairperson = member();
  record.kindergarten = kindergarten();
  record.month = date().year() / std::chrono::March;
  for (int count = upTo(5); count > 0; --count) record.holders.push_back(holder());
  return record;
}

Record RandomRecords::record() {
  switch (upTo(2)) {
    case 0:
      return application();
    case 1:
      return mealSubsidy();
    default:
      return voucherList();
  }
}

}  // namespace balalyk::examples
