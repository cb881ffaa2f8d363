#include "connectors/sample/SamplePortal.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <set>

#include "connectors/database/Database.h"
#include "connectors/database/PortalTables.h"
#include "connectors/sample/SampleFiles.h"
#include "pipeline/Error.h"

namespace balalyk {
namespace {

constexpr int kBatch = 500;
constexpr int kFirstWaiting = 10'000'000;  // other people than those of the decided ones
constexpr Timestamp kWaitingFrom{std::chrono::sys_days(std::chrono::year(2025) / 12 / 1) + std::chrono::hours(3)};
constexpr auto kWaitingApart = std::chrono::minutes(47);
constexpr std::size_t kLongName = 100;  // bytes; a name of a form that is longer is there for its length: kept

// Makes up people and records. Each number has its own random sequence, so that more records keep the first ones.
class Inventor {
 public:
  Inventor(const SampleFiles& files, std::uint64_t seed) : files_(files), seed_(seed) {
    for (const auto& [application, decision] : files.applications)
      if (decision != PortalTables::Decision::undecided) forms_.push_back(&application);
    for (const auto& meal : files.meals)
      if (meal.child) meals_.push_back(&meal);
    if (forms_.empty() || meals_.empty())
      throw Error("samplesUnreadable", {{"file", "portal"}, {"detail", "no decided record"}});
  }

  static std::string applicationKey(int number) { return fmt::format("generated-{:06}", number + 1); }
  static std::string waitingKey(int number) { return fmt::format("waiting-{:06}", number + 1); }
  static std::string mealKey(int number) { return fmt::format("generated-meal-{:06}", number + 1); }

  const std::string& firstDecided() const { return forms_.front()->origin.key; }

  Application application(int number) {
    begin(number);
    Application record = *forms_[static_cast<std::size_t>(number) % forms_.size()];
    record.origin.key = applicationKey(number);
    record.protocolNumber = fmt::format("Г-{}", number + 1);
    record.applicationNumber = fmt::format("ГА-{}", number + 1);
    record.child = person(record.child, 2019, 2022);
    static_cast<Person&>(record.guardian) = person(record.guardian, 1972, 2001);
    record.guardian.phone = fmt::format("996001{:06}", number % 1'000'000);
    record.guardian.email.clear();
    return record;
  }

  // As the register of applications hands it over: what the commission adds is not there yet.
  Application waiting(int number) {
    Application record = application(kFirstWaiting + number);
    record.origin.key = waitingKey(number);
    record.applicationNumber = fmt::format("КА-{}", number + 1);
    record.receivedAt = kWaitingFrom + number * kWaitingApart;
    record.guardian.phone = fmt::format("996002{:06}", number % 1'000'000);
    record.protocolNumber.clear();
    record.sittingDate.reset();
    record.refusalGrounds.clear();
    record.comments.clear();
    record.amountPerMonth.reset();
    record.ticked.clear();
    record.approved = false;
    return record;
  }

  MealSubsidy mealSubsidy(int number) {
    begin(number);
    MealSubsidy record = *meals_[static_cast<std::size_t>(number) % meals_.size()];
    record.origin.key = mealKey(number);
    record.protocolNumber = fmt::format("ГТ-{}", number + 1);
    record.child = person(record.child.value(), 2019, 2022);
    return record;
  }

 private:
  void begin(int number) {
    number_ = number;
    random_.seed(seed_ * 1'000'003 + static_cast<std::uint64_t>(number));
  }

  int between(int low, int high) { return low + static_cast<int>(random_() % static_cast<unsigned>(high - low + 1)); }
  const std::string& oneOf(const std::vector<std::string>& all) { return all[random_() % all.size()]; }

  // Someone of the same sex and with the same parts of a name.
  Person person(const Person& like, int firstYear, int lastYear) {
    const SampleNames& names = like.pin.starts_with('1') ? files_.female : files_.male;
    const int year = between(firstYear, lastYear);
    const int month = between(1, 12);
    const int day = between(1, 28);
    Person person;
    person.name.surname = oneOf(names.surnames);
    person.name.givenName = oneOf(names.givenNames);
    if (!like.name.patronymic.empty()) person.name.patronymic = oneOf(names.patronymics);
    if (like.name.full().size() > kLongName) person.name = like.name;
    person.pin = fmt::format("{}{:02}{:02}{:04}{:05}", like.pin.front(), day, month, year, number_ % 100'000);
    person.statedBirthDate = Date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                  std::chrono::day(static_cast<unsigned>(day))};
    return person;
  }

  const SampleFiles& files_;
  std::uint64_t seed_;
  std::vector<const Application*> forms_;
  std::vector<const MealSubsidy*> meals_;  // of a child each
  int number_ = 0;
  std::mt19937_64 random_;
};

void putHandWritten(PortalTables& tables, const SampleFiles& files) {
  for (const auto& commission : files.commissions) tables.put(commission);
  for (const auto& [commission, sending] : files.sendings) tables.setSending(commission, sending);
  for (const auto& member : files.members) tables.put(member);
  for (const auto& benefit : files.benefits) tables.put(benefit);
  for (const auto& [kindergarten, commission] : files.kindergartens) tables.put(kindergarten, commission, true);
  for (const auto& upload : files.uploads) tables.putUpload(upload.id, upload.id, upload.content);
  for (const auto& [application, decision] : files.applications)
    tables.put(application, PortalTables::Decision::undecided);
  for (const auto& meal : files.meals) tables.put(meal);
  for (const auto& [holder, kindergarten, application] : files.vouchers)
    tables.put(holder, kindergarten, application, true);
  for (const auto& [application, decision] : files.applications) tables.decide(application, decision);
}

// The pilot’s, in each year in which the sample decides, and this year. What is made up beyond the hand-written does
// not use them up.
void setQuotas(VoucherQuotas& quotas, const SampleFiles& files, int generated, Date today) {
  static constexpr std::pair<const char*, int> kWhole[] = {{"417", 1'000}, {"41711", 200}};
  std::set<int> years{static_cast<int>(today.year())};  // those that wait are decided now
  for (const auto& filed : files.applications)
    if (filed.application.sittingDate) years.insert(static_cast<int>(filed.application.sittingDate->year()));
  for (const auto year : years)
    for (const auto& [region, whole] : kWhole) quotas.setWhole(region, year, whole + generated);
}

// Puts what `make` makes of the numbers from the first that the portal does not hold. Batches are put whole and in
// order, so those that are there come first.
template <class Make, class Holds>
int putGenerated(PortalTables& tables, int count, const Make& make, const Holds& holds) {
  int first = 0;
  for (int beyond = count; first < beyond;) {
    const int middle = first + (beyond - first) / 2;
    if (holds(middle))
      first = middle + 1;
    else
      beyond = middle;
  }
  for (int start = first; start < count; start += kBatch) {
    tables.together([&] {
      for (int number = start; number < std::min(start + kBatch, count); ++number) make(number);
    });
  }
  return count - first;
}

}  // namespace

SampleAdded seedSamplePortal(const std::string& connection, const std::filesystem::path& folder, const SampleSize& size,
                             const DatabaseOptions& options) {
  const SampleFiles files = readSampleFiles(folder);
  const auto database = openDatabase(connection, options);
  Records& records = database->records();
  PortalTables tables(connection, options);
  SampleAdded added;

  Inventor inventor(files, size.seed);
  if (!records.application(inventor.firstDecided())) {
    if (tables.applications() > 0) throw Error("portalHoldsRecords");
    setQuotas(database->vouchers(), files, size.applications, database->today());
    tables.together([&] { putHandWritten(tables, files); });
    added = {int(files.commissions.size()), int(files.applications.size()), int(files.meals.size()),
             int(files.vouchers.size())};
  } else if (size.applications > 0) {
    setQuotas(database->vouchers(), files, size.applications, database->today());
  }

  added.applications += putGenerated(
      tables, size.applications,
      [&](int number) {
        const Application application = inventor.application(number);
        tables.put(application,
                   application.approved ? PortalTables::Decision::approved : PortalTables::Decision::rejected);
      },
      [&](int number) { return records.application(Inventor::applicationKey(number)).has_value(); });
  added.applications += putGenerated(
      tables, size.waiting,
      [&](int number) { tables.put(inventor.waiting(number), PortalTables::Decision::undecided); },
      [&](int number) { return tables.holdsApplication(Inventor::waitingKey(number)); });
  added.mealSubsidies += putGenerated(
      tables, size.mealSubsidies, [&](int number) { tables.put(inventor.mealSubsidy(number)); },
      [&](int number) { return records.mealSubsidy(Inventor::mealKey(number)).has_value(); });
  return added;
}

}  // namespace balalyk
