#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/domain/Zone.h"

namespace balalyk {

// The catalogue of one language: every text that people read. A pattern is ICU's MessageFormat with named arguments.
// Immutable, shared between threads.
class Messages {
 public:
  using Params = std::map<std::string, std::string>;

  // "ky", "ru" or "en"; the zone is the one that times are shown in.
  explicit Messages(std::string_view language, Zone zone = Zone(Zone::kDefault));
  ~Messages();
  Messages(const Messages&) = delete;
  Messages& operator=(const Messages&) = delete;

  const std::string& language() const;
  // The text with its arguments put in; what plural and number arguments get must be a number. A key that this language
  // lacks is taken from English; one that is in no catalogue gives the key itself.
  std::string text(std::string_view key, const Params& params = {}) const;
  bool has(std::string_view key) const;
  // The numbers and dates of a language: "12,500", "12 500".
  std::string number(long long value) const;
  std::string decimal(double value, int digits) const;
  std::string time(Timestamp time) const;  // "2026-11-22 23:05 +06:00"
  const Zone& zone() const { return zone_; }

  static const std::vector<std::string>& languages();
  // The keys of a catalogue, and the argument names of a pattern: what the test of the catalogues compares.
  static std::vector<std::string> keys(std::string_view language);
  static std::vector<std::string> arguments(std::string_view language, std::string_view key);

 private:
  struct Catalogue;
  std::unique_ptr<const Catalogue> catalogue_;
  Zone zone_;
};

// The language to speak: what the setting says, or for "auto" what LC_ALL, LC_MESSAGES or LANG name, or English.
std::string chooseLanguage(const std::string& setting, const std::map<std::string, std::string>& environment);

}  // namespace balalyk
