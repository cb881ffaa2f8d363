#pragma once

#include <map>
#include <string>
#include <vector>

#include "connectors/portal/pages/ConflictTable.h"
#include "connectors/portal/web/Values.h"
#include "connectors/portal/web/ViewData.h"
#include "connectors/texts/Messages.h"
#include "pipeline/ports/MealBook.h"
#include "pipeline/ports/MemberBook.h"

// The form of a decision on meals, as a browser sends it and as the page shows it.
namespace balalyk {

// As it was typed: what is no day and no amount is still there.
struct TypedMeal {
  std::string id, commissionId;
  std::int64_t version = 0;
  std::string number, date, amount, comments, reason;
  bool ofChild = false;
  std::string surname, givenName, patronymic, pin;
  std::string kindergartenId;
  std::vector<std::string> ticked;
  std::string fileId;     // of a file that is kept already
  bool dropFile = false;  // the protocol is made from the template
  bool operator==(const TypedMeal&) const = default;
};

TypedMeal typedMealOf(const web::Values& fields);
TypedMeal typedMealOf(const MealEntry& entry);

// The record that it means, and what of it could not be read: dayNotWritten{field}, amountNotWritten{field}. A problem
// says with «instead» which problem of the record would follow from it.
struct ReadMeal {
  MealSubsidy record;
  std::vector<Problem> unread;
};
ReadMeal readMeal(const TypedMeal& typed);

// Where on the page a problem is corrected: "number", "members" …; empty: nowhere.
std::string mealFieldOf(const Problem& problem);

void showMeal(web::ViewData& data, const TypedMeal& typed, const std::vector<ListedEntry>& members,
              const std::vector<Kindergarten>& kindergartens, const Messages& messages,
              const std::vector<Problem>& problems);

// Three columns of what differs: as the form had it, as it is now, as it was typed. `names`: of members, kindergartens
// and files, by id.
std::vector<ConflictField> mealConflict(const web::Values& fields, const TypedMeal& theirs, const TypedMeal& yours,
                                        const std::map<std::string, std::string>& names, const Messages& messages);
std::vector<web::ViewData> mealBefore(const TypedMeal& meal);  // names "was.…", to be sent along

}  // namespace balalyk
