#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "connectors/database/session/DatabaseOptions.h"

namespace balalyk {

// Records to make up besides those written by hand, in the same forms; the same ones each time.
struct SampleSize {
  int applications = 0;  // decided and right
  int waiting = 0;       // applications that nobody has decided yet
  int mealSubsidies = 0;
  std::uint64_t seed = 1;
};

struct SampleAdded {
  int commissions = 0, applications = 0, mealSubsidies = 0, vouchers = 0;
};

// Fills an empty portal with invented people (marked synthetic) from the folder samples/records. What is there already
// is left as it is, so that doing it again adds nothing. The database must be migrated. Throws Error
// samplesUnreadable{file, detail}, portalHoldsRecords: a portal with other records never gets invented people.
SampleAdded seedSamplePortal(const std::string& connection, const std::filesystem::path& folder,
                             const SampleSize& size = {}, const DatabaseOptions& options = {});

}  // namespace balalyk
