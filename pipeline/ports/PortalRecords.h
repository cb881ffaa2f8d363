#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"
#include "pipeline/record/RecordTypes.h"

// Part of the portal database: the portal's records, by three views, read only.
namespace balalyk {

// The view that shows a source's records, by its name in the portal's database.
constexpr const char* portalView(Source source) {
  switch (source) {
    case Source::application:
      return "balalyk_decided_application";
    case Source::mealSubsidy:
      return "balalyk_meal_subsidy";
    case Source::voucherList:
      break;
  }
  return "balalyk_voucher_holder";
}

// Larger files are not signed, and not read.
constexpr std::size_t kLargestUpload = 20u << 20;

// Where a view was read up to: rows are ordered by (changedAt, key).
struct RecordCursor {
  std::int64_t changedAt = 0;
  std::string key;
};

// A view that the database cannot read as this contract has it: Error viewUnreadable{view, detail}.
class Records {
 public:
  virtual ~Records() = default;
  // Decided ones only, after the cursor, at most `limit`, in its order. A row of which something cannot be read is
  // given with what could be and with what is wrong (RecordOrigin::unreadable).
  virtual std::vector<Application> applications(const RecordCursor& after, int limit) = 0;
  virtual std::vector<MealSubsidy> mealSubsidies(const RecordCursor& after, int limit) = 0;
  // Those that no cursor reaches: without a time of change, or with one that is still to come (by the database's clock,
  // more than a minute). By key.
  virtual std::vector<Application> applicationsOutOfTime(const std::string& afterKey, int limit) = 0;
  virtual std::vector<MealSubsidy> mealSubsidiesOutOfTime(const std::string& afterKey, int limit) = 0;
  // Those of the keys that are shown, in any order; a key that is shown twice comes twice.
  virtual std::vector<Application> applicationsOf(const std::vector<std::string>& keys) = 0;
  virtual std::vector<MealSubsidy> mealSubsidiesOf(const std::vector<std::string>& keys) = 0;
  // How many rows show each of the keys now; those that none shows are left out. Of applications and meal subsidies.
  virtual std::map<std::string, std::int64_t> timesShown(Source source, const std::vector<std::string>& keys) = 0;
  virtual std::int64_t rowsWithoutKey(Source source) = 0;
  // False: its view has no row at all.
  virtual bool showsAny(Source source) = 0;
  // A commission and its chairperson as the view of holders shows them with any voucher; nullopt: with none.
  struct Leadership {
    Commission commission;
    Member chairperson;
  };
  virtual std::optional<Leadership> leadership(const std::string& commissionId) = 0;

  // Kindergartens that have a holder in `month` (from ≤ last day, to ≥ first day), each with all of them, unsorted.
  // A voucher whose days cannot be read is in the list of every month, one without a kindergarten in a list without
  // one.
  virtual void voucherLists(std::chrono::year_month month, const std::function<void(VoucherList)>& visit) = 0;

  virtual std::optional<Application> application(const std::string& key) = 0;
  virtual std::optional<MealSubsidy> mealSubsidy(const std::string& key) = 0;
  virtual std::optional<VoucherList> voucherList(const std::string& kindergartenId, std::chrono::year_month month) = 0;

  // An uploaded protocol file; nullopt when there is none. Throws Error uploadTooLarge{limit}.
  virtual std::optional<std::string> upload(const std::string& uploadId, std::size_t maxBytes) = 0;
};

}  // namespace balalyk
