#include "connectors/database/archive/ArchiveListing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "connectors/database/documents/FindQuery.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "connectors/database/session/SqlAssembly.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/ProtocolNumber.h"
#include "pipeline/domain/Text.h"

namespace balalyk {

namespace {

constexpr int kMostRows = 1'000;
constexpr std::array kLevels{"B-B", "B-T", "B-LT", "B-LTA", ""};

// The day of the sitting, ISO, and the document's sequence.
using Place = std::pair<std::string, std::int64_t>;

std::string written(const Place& place) {
  return place.first + "." + std::to_string(place.second);
}

std::optional<Place> placeIn(const std::string& text) {
  const auto point = text.find('.');
  if (point == std::string::npos || !dateFromIso(text.substr(0, point))) return std::nullopt;
  std::int64_t sequence = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + point + 1, end, sequence);
  if (error != std::errc() || stop != end || sequence < 0) return std::nullopt;
  return Place{text.substr(0, point), sequence};
}

void addPlaces(std::vector<Place>& places, const SqlResult& result) {
  for (const auto& row : result.rows) places.emplace_back(row.text("date"), row.integer("sequence"));
}

class Listing {
 public:
  Listing(SqlSession& session, const SqlCatalogue& sql, const ArchiveFilter& filter, const Permission& by,
          const std::string& after, int limit)
      : session_(session),
        sql_(sql),
        filter_(filter),
        by_(by),
        after_(placeIn(after)),
        limit_(std::clamp(limit, 1, kMostRows)),
        number_(indexedNumber(normaliseLine(filter.number))) {}

  ArchivePage operator()() {
    if (by_.none()) return {};
    if (!filter_.commissionId.empty() && !by_.ofCommission(filter_.commissionId)) return {};
    gather();
    std::ranges::sort(places_, std::ranges::greater());
    ArchivePage page;
    const auto most = static_cast<std::size_t>(limit_);
    if (places_.size() > most) {
      places_.resize(most);
      page.next = written(places_.back());
    }
    std::vector<std::string> sequences;
    for (const auto& place : places_) sequences.push_back(std::to_string(place.second));
    page.rows = documentsBySequence(session_, sql_, sequences);
    return page;
  }

 private:
  void gather() {
    if (!number_.empty()) {
      SqlAssembly assembly(sql_);
      assembly.part("archive of number", {number_, normaliseProtocolNumber(number_)});
      if (!filter_.commissionId.empty())
        assembly.part("archive and commissions", {jsonTexts({filter_.commissionId})});
      else if (!by_.everywhere)
        assembly.part("archive and commissions", {jsonTexts(by_.commissions)});
      narrow(assembly);
    } else if (!filter_.commissionId.empty()) {
      ofCommission(filter_.commissionId);
    } else if (!by_.everywhere) {
      for (const auto& commission : by_.commissions) ofCommission(commission);
    } else {
      ofGroups();
    }
  }

  void ofCommission(const std::string& commission) {
    SqlAssembly assembly(sql_);
    assembly.part("archive of commission", {commission});
    narrow(assembly);
  }

  void ofGroups() {
    for (const auto& row : session_.run(sql_["archive groups"]).rows) {
      const auto state = row.text("state"), kind = row.text("kind");
      if (!wantsState(state) || (filter_.kind && kind != toString(*filter_.kind))) continue;
      for (const std::string level : kLevels) {
        if (!filter_.level.empty() && level != filter_.level) continue;
        SqlAssembly assembly(sql_);
        assembly.part("archive of group", {state, kind, level});
        page(assembly);
      }
    }
  }

  bool wantsState(const std::string& state) const {
    if (filter_.state) return state == toString(*filter_.state);
    return filter_.withSuperseded || state != toString(State::superseded);
  }

  // What the index does not lead by.
  void narrow(SqlAssembly& assembly) {
    if (filter_.kind) assembly.part("archive and kind", {std::string(toString(*filter_.kind))});
    if (!filter_.level.empty()) assembly.part("archive and level", {filter_.level});
    if (filter_.state)
      assembly.part("archive and state", {std::string(toString(*filter_.state))});
    else if (!filter_.withSuperseded)
      assembly.part("find and current");
    page(assembly);
  }

  void page(SqlAssembly& assembly) {
    if (filter_.from) assembly.part("archive and since", {isoDate(*filter_.from)});
    if (filter_.to) assembly.part("archive and until", {isoDate(*filter_.to)});
    if (after_) assembly.part("archive and after", {after_->first, after_->second});
    assembly.part("archive newest first", {std::int64_t{limit_} + 1});
    addPlaces(places_, assembly.run(session_));
  }

  SqlSession& session_;
  const SqlCatalogue& sql_;
  const ArchiveFilter& filter_;
  const Permission& by_;
  const std::optional<Place> after_;
  const int limit_;
  const std::string number_;
  std::vector<Place> places_;
};

}  // namespace

ArchivePage listArchive(SqlSession& session, const SqlCatalogue& sql, const ArchiveFilter& filter, const Permission& by,
                        const std::string& after, int limit) {
  return Listing(session, sql, filter, by, after, limit)();
}

std::vector<std::string> oldestOf(SqlSession& session, const SqlCatalogue& sql, Kind kind, Date until, int limit) {
  std::vector<Place> places;
  for (const auto* state : {"published", "superseded"}) {
    for (const std::string level : kLevels) {
      SqlAssembly assembly(sql);
      assembly.part("archive of group", {std::string(state), std::string(toString(kind)), level});
      assembly.part("archive and until", {isoDate(until)});
      assembly.part("archive oldest first", {std::int64_t{limit}});
      addPlaces(places, assembly.run(session));
    }
  }
  std::ranges::sort(places);
  if (places.size() > static_cast<std::size_t>(limit)) places.resize(static_cast<std::size_t>(limit));
  std::vector<std::string> sequences;
  for (const auto& place : places) sequences.push_back(std::to_string(place.second));
  return sequences;
}

std::vector<Document> documentsBySequence(SqlSession& session, const SqlCatalogue& sql,
                                          const std::vector<std::string>& sequences) {
  if (sequences.empty()) return {};
  SqlAssembly assembly(sql);
  assembly.part("find by sequence", {jsonTexts(sequences)});
  std::map<std::string, Document> found;
  for (const auto& row : assembly.run(session).rows) found.emplace(std::to_string(sequenceOf(row)), documentFrom(row));
  std::vector<Document> documents;
  for (const auto& sequence : sequences)
    if (const auto one = found.find(sequence); one != found.end()) documents.push_back(std::move(one->second));
  return documents;
}

}  // namespace balalyk
