#pragma once

#include <optional>
#include <string>

#include "pipeline/domain/Date.h"

namespace balalyk {

// Port, part of the portal database: what there is only so much of.
class Quotas {
 public:
  static constexpr const char* kTimeStamps = "timeStamps";

  struct Spent {
    int count = 0;
    Date day{};  // of whose quota
  };
  virtual ~Quotas() = default;
  // Takes up to `wanted` of what `limit` leaves of today, for all hosts together.
  virtual Spent spend(const std::string& name, int wanted, int limit) = 0;
  // What was not used of it: back to its day, which may be over.
  virtual void giveBack(const std::string& name, const Spent& unused) = 0;

  struct Use {
    int used = 0, limit = 0;  // the limit is that of whoever spent last
  };
  // Of today, by all hosts; nullopt: nothing with a limit was asked for yet.
  virtual std::optional<Use> today(const std::string& name) = 0;
};

}  // namespace balalyk
