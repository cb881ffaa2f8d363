#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/ports/MemberBook.h"

namespace balalyk {

// What a secretary does with the commission's list. The checks are those of a protocol (PeopleCheck), so that what
// would be returned at night is said at once; an entry's personal number is asked of all, for signing in goes by it.
class ManageMembers {
 public:
  // `accountId`: who does it.
  // `newId`: of a member that save() adds, so that the same form adds one only.
  ManageMembers(MemberBook& book, Date today, std::string accountId, std::string newId = {})
      : book_(book), today_(today), accountId_(std::move(accountId)), newId_(std::move(newId)) {}

  enum class Outcome {
    done,
    notFound,
    wrong,     // `problems`
    conflict,  // `theirs`: somebody changed it since
    ask,       // `consequences` were not confirmed
  };
  struct Result {
    Outcome outcome{};
    Member member{};  // as it was checked
    // pinImpossible, nameMissing, …: RecordCheck.h; phoneImpossible, emailImpossible, memberListedTwice,
    // chairpersonListed
    std::vector<Problem> problems{};
    // memberIsYou, memberRolesLost{count}, memberUnderWay{count}, memberShownUnderWay{count, sent},
    // memberTicked{count}, commissionWithoutChairperson, signerChanges, memberKept
    std::vector<Problem> consequences{};
    std::vector<Document> underWay{};  // that a consequence is about: they are made again
    std::optional<ListedEntry> theirs{};
  };

  // What was confirmed, as the form carries it: confirmationOf() of the consequences that were shown. Others ask again.
  static std::string confirmationOf(const std::vector<Problem>& consequences);

  // By the commission's list, in the order of the page: chairperson, secretaries, members, each by name; inactive ones
  // last.
  std::vector<ListedEntry> list(const Permission& by, const std::string& commissionId);

  // A new one has no id. `pinKept`: the form did not show the number, which stays.
  Result save(const Permission& by, Member member, std::int64_t version, bool pinKept, const std::string& confirmed);
  Result setActive(const Permission& by, const std::string& id, std::int64_t version, bool active,
                   const std::string& confirmed);
  Result remove(const Permission& by, const std::string& id, std::int64_t version, const std::string& confirmed);

  // The personal number's birth date; nullopt: impossible.
  std::optional<Date> birthDateOf(const std::string& pin) const;

 private:
  void check(Member& member, ProtocolLanguages languages, std::vector<Problem>& problems) const;
  std::optional<Commission> commission(const Permission& by, const std::string& id);
  // What follows for others, and the documents that it is about.
  std::pair<std::vector<Problem>, std::vector<Document>> consequencesOf(const Permission& by, const Member& before,
                                                                        const Member& after, bool removed);
  static Result from(MemberBook::Result written, Member member);

  MemberBook& book_;
  const Date today_;
  const std::string accountId_, newId_;
};

}  // namespace balalyk
