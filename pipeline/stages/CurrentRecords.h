#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// How a frozen record compares with what the portal shows now.
enum class Standing {
  same,
  changed,  // shown otherwise: another content, or a problem that it had not
  gone,     // shown no longer: the decision was taken back
  unknown,  // its whole view shows nothing: more likely the view is at fault than every decision taken back
};
struct Comparison {
  Standing standing{};
  std::optional<NewDocument> now;  // what would be taken; of same and changed
  bool shown = false;              // false too of a list that became empty
};

// What the portal shows now of records that are known by their keys: the documents that would be taken for them.
class CurrentRecords {
 public:
  explicit CurrentRecords(PortalDatabase& database);

  // By key; what the view does not show is left out. A key that it shows several times is one document, returned. Of
  // applications and meal subsidies.
  std::map<std::string, NewDocument> of(Source source, const std::vector<std::string>& keys);

  // Of a voucher list by its key "KINDERGARTEN/2026-11". One whose last voucher ended is a list without holders, as
  // long as there is a document of it. nullopt: nothing is known of such a list.
  std::optional<NewDocument> list(const std::string& key);

  // In order. A list that became empty is gone while nothing of it was signed, then changed.
  std::vector<Comparison> compare(std::span<const FrozenRecord> records);

 private:
  std::optional<NewDocument> shownList(const std::string& key);
  std::optional<NewDocument> emptiedList(const std::string& key);
  Comparison compareList(const FrozenRecord& record);
  void doubt(std::span<const FrozenRecord> records, std::vector<Comparison>& compared);

  PortalDatabase& database_;
  Records& records_;
  const Date today_;
};

FrozenRecord frozenRecordOf(const Document& document);
Problem recordWithdrawn(Source source);

}  // namespace balalyk
