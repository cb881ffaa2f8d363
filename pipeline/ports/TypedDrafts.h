#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/domain/Date.h"

namespace balalyk {

// What somebody typed and did not save.
struct TypedDraft {
  std::vector<std::pair<std::string, std::string>> fields;  // names and values in the form's order; a name may repeat
  Timestamp at{};
};

struct TypedDraftName {
  std::string form;
  Timestamp at{};
};

inline constexpr std::chrono::days kTypedDraftLife{30};
inline constexpr int kTypedDraftsMost = 200;  // of an account; the oldest go

// Port, part of the portal database: typed texts belong to a person and outlive the session. `form` names it without
// personal data: "application/ID".
class TypedDrafts {
 public:
  virtual ~TypedDrafts() = default;
  virtual void keep(const std::string& accountId, const std::string& form,
                    const std::vector<std::pair<std::string, std::string>>& fields) = 0;  // replaces the one before
  virtual std::optional<TypedDraft> find(const std::string& accountId, const std::string& form) = 0;
  virtual void remove(const std::string& accountId, const std::string& form) = 0;  // saved, or given up
  virtual std::vector<TypedDraftName> list(const std::string& accountId) = 0;      // newest first
  virtual int sweep() = 0;  // removes what is older than its life; how many
};

}  // namespace balalyk
