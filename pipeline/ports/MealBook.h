#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/document/Document.h"
#include "pipeline/document/Lifecycle.h"
#include "pipeline/ports/Permission.h"
#include "pipeline/record/RecordTypes.h"

namespace balalyk {

// An uploaded protocol file, without its content.
struct UploadedFile {
  std::string id;
  std::string name;  // as the browser called it: to be shown only
  std::int64_t size = 0;
  int pages = 0;  // 0: nobody has looked
  bool operator==(const UploadedFile&) const = default;
};

// A decision on meals as the commission's secretary sees and changes it.
struct MealEntry {
  MealSubsidy record;
  std::int64_t version = 0;  // grows with each change
  std::optional<UploadedFile> file;
  std::optional<Document> document;  // the latest revision

  // Sent, authorised or signed, or signed and waiting for an operator: nothing of it changes.
  bool frozen() const {
    if (!document) return false;
    static constexpr States kFrozen{State::sent, State::authorised, State::signed_};
    return kFrozen.has(document->state) || (document->state == State::quarantined && document->container);
  }
};

// Port, part of the portal database: the decisions on meals as secretaries keep them, in the portal's own tables. What
// the permission does not open is not found. Every change is one transaction with its entry of the audit trail, by ids.
class MealBook {
 public:
  virtual ~MealBook() = default;

  // Of one commission, the newest sitting first; those after the entry of `afterId` in that order (empty: from the
  // first).
  virtual std::vector<MealEntry> meals(const Permission& by, const std::string& commissionId,
                                       const std::string& afterId, int limit) = 0;
  virtual std::optional<MealEntry> meal(const Permission& by, const std::string& id) = 0;
  virtual std::vector<Kindergarten> kindergartens(const Permission& by, const std::string& commissionId) = 0;

  enum class Outcome {
    done,
    notFound,       // nor its commission, its kindergarten or its file, where it names one of others
    conflict,       // somebody changed it since: `theirs`
    frozen,         // MealEntry::frozen(): `state`
    reasonMissing,  // published: a change is a new revision and says why
  };
  struct Result {
    Outcome outcome{};
    std::string id{};
    std::optional<std::string> regenerated{};  // the new revision of what is published
    std::optional<MealEntry> theirs{};
    State state{};
  };
  // Without a key a new one, whose key comes with the result; `version` is not looked at then. Members of other lists
  // are left out. With a reason one that is published may change: its new revision is made in the same transaction.
  virtual Result save(const Permission& by, const MealSubsidy& meal, std::int64_t version, const std::string& reason,
                      const std::string& actor) = 0;
  // A new one with this key; one that has it already was added before, and is done.
  virtual Result add(const Permission& by, const MealSubsidy& meal, const std::string& key,
                     const std::string& actor) = 0;

  // Keeps a file of the commission by its content: the same content again is the same file. What no decision names is
  // removed after a week. nullopt: no such commission.
  struct NewFile {
    std::string name;
    std::string_view content;
    std::string digest;  // SHA-256, hex
    int pages = 0;
  };
  virtual std::optional<UploadedFile> keepFile(const Permission& by, const std::string& commissionId,
                                               const NewFile& file, const std::string& actor) = 0;
  // One of the commission, or one that its decisions name.
  virtual std::optional<UploadedFile> file(const Permission& by, const std::string& commissionId,
                                           const std::string& fileId) = 0;
};

}  // namespace balalyk
