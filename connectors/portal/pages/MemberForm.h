#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/portal/pages/ConflictTable.h"
#include "connectors/portal/web/Values.h"
#include "connectors/portal/web/ViewData.h"
#include "connectors/texts/Messages.h"
#include "pipeline/casework/ManageMembers.h"

// The form of one member of a commission's list, as a browser sends it and as the page shows it.
namespace balalyk {

struct TypedMember {
  Member member;
  std::int64_t version = 0;
  bool pinShown = true;  // false: the page did not show the number, which stays
};

TypedMember typedMemberOf(const web::Values& fields);
TypedMember typedMemberOf(const ListedEntry& entry);  // its number hidden
// Where on the page a problem of ManageMembers is corrected: "pin", "surname" …; empty: nowhere.
std::string memberFieldOf(const Problem& problem);

// The lines of the form, each with its problem.
std::vector<web::ViewData> memberLines(const TypedMember& typed, const Messages& messages,
                                       const std::vector<Problem>& problems);
std::vector<web::ViewData> memberRoles(CommissionRole chosen, const Messages& messages);

// Three columns of what differs: as the form had it, as it is now, as it was typed.
std::vector<ConflictField> memberConflict(const web::Values& fields, const Member& theirs, const Member& yours,
                                          const Messages& messages);
// What the form had, to be sent along: names "was.…".
std::vector<web::ViewData> memberBefore(const Member& member);

}  // namespace balalyk
