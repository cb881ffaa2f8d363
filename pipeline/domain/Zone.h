#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "pipeline/domain/Date.h"

namespace balalyk {

// The civil time of one place: which day a moment belongs to, and when a day begins there. Moments are kept in UTC;
// only what people call «today», a day or a month goes through a zone. The rules of zones come with ICU. Cheap to copy,
// may be shared between threads.
class Zone {
 public:
  static constexpr std::string_view kDefault = "Asia/Bishkek";

  // A name of the IANA time zone database: "Asia/Bishkek", "UTC". Abbreviations are refused, for they are not unique
  // (BST is both Britain's summer and Bangladesh). Throws Error timeZoneUnknown{zone}.
  explicit Zone(std::string_view name);
  static bool isKnown(std::string_view name);

  const std::string& name() const { return name_; }

  Date dateOf(Timestamp time) const;
  // The first moment of that day: not always midnight where clocks are changed then. A day that was left out
  // altogether begins where the next one does.
  Timestamp startOf(Date date) const;

  std::string offset(Timestamp time) const;  // "+06:00"
  // For people: "2025-05-15 18:00 +06:00", and with seconds.
  std::string toMinutes(Timestamp time) const;
  std::string toSeconds(Timestamp time) const;

 private:
  struct Rules;
  std::string name_;
  std::shared_ptr<const Rules> rules_;
};

}  // namespace balalyk
