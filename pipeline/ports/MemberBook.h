#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"
#include "pipeline/ports/Permission.h"
#include "pipeline/record/RecordTypes.h"

namespace balalyk {

// A member as the commission's secretary sees and changes it.
struct ListedEntry {
  Member member;
  std::int64_t version = 0;  // grows with each change
  Timestamp changedAt{};
  bool operator==(const ListedEntry&) const = default;
};

// What a member of the list is part of.
struct MemberUse {
  std::vector<std::string> accounts;  // that hold a role by it now
  std::vector<std::string> waiting;   // ids of applications with it ticked, not decided yet
  std::vector<Document> underWay;     // whose record has it ticked, not signed yet; the latest revisions
  bool everUsed = false;              // some record, document, account or authorisation names it
};

// Port, part of the portal database: the commissions' lists as their secretaries keep them, in the portal's own tables.
// What the permission does not open is not found. Every change is one transaction with its entry of the audit trail, by
// ids and names of fields only; changes of a list follow one another. Texts are as given: ManageMembers checks them.
class MemberBook {
 public:
  virtual ~MemberBook() = default;

  virtual std::vector<Commission> commissions(const Permission& by) = 0;  // by id
  // Those that were not removed, in any order.
  virtual std::vector<ListedEntry> members(const Permission& by, const std::string& commissionId) = 0;
  virtual std::optional<ListedEntry> member(const Permission& by, const std::string& id) = 0;
  virtual MemberUse use(const Permission& by, const std::string& id) = 0;

  enum class Outcome {
    done,
    notFound,
    conflict,           // somebody changed it since: `theirs`
    personListed,       // another entry of the list has this personal number: `other`
    chairpersonListed,  // another entry is the active chairperson: `other`
  };
  struct Result {
    Outcome outcome{};
    std::string id{};  // of the entry
    std::string other{};
    std::optional<ListedEntry> theirs{};
  };
  // `member.id`: of the new one; one that has it already was added before, and is done. Empty: its own comes with the
  // result.
  virtual Result add(const Permission& by, const Member& member, const std::string& actor) = 0;
  // All but the commission. Nothing is written, and done, where nothing differs.
  virtual Result change(const Permission& by, const Member& member, std::int64_t version, const std::string& actor) = 0;
  virtual Result setActive(const Permission& by, const std::string& id, std::int64_t version, bool active,
                           const std::string& actor) = 0;
  // Is in no list from then on. Deleted where nothing names it; else kept, for the protocols that do.
  virtual Result remove(const Permission& by, const std::string& id, std::int64_t version,
                        const std::string& actor) = 0;
  // Its personal number was shown to the actor. False: not found.
  virtual bool noteShown(const Permission& by, const std::string& id, const std::string& actor) = 0;
};

}  // namespace balalyk
