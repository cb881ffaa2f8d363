#pragma once

#include <string>
#include <vector>

#include "pipeline/ports/ApplicationList.h"

namespace balalyk {

// A filter of the list that somebody gave a name.
struct SavedView {
  std::string name;  // as typed
  ApplicationFilter filter;
  ApplicationOrder order = ApplicationOrder::attention;
  std::string id{};
};

// Port, part of the portal database: each account has its own views.
class SavedViews {
 public:
  static constexpr int kMost = 20;          // of an account
  static constexpr int kLongestName = 100;  // letters

  virtual ~SavedViews() = default;
  virtual std::vector<SavedView> list(const std::string& accountId) = 0;  // by name
  // A name that the account has already is replaced. False: the account has too many, or the name is empty or too long.
  virtual bool keep(const std::string& accountId, const SavedView& view) = 0;
  virtual void remove(const std::string& accountId, const std::string& id) = 0;
};

}  // namespace balalyk
