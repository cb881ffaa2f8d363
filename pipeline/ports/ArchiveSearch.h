#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"
#include "pipeline/ports/Permission.h"

namespace balalyk {

// What narrows the archive. Empty ones narrow nothing.
struct ArchiveFilter {
  std::string number;            // exact, after trimming
  std::optional<Date> from, to;  // of the sitting, both within
  std::string commissionId;
  std::optional<Kind> kind;
  std::string level;           // of the signature: "B-T"
  std::optional<State> state;  // published or superseded; any: both, where withSuperseded says so
  bool withSuperseded = false;
  bool operator==(const ArchiveFilter&) const = default;
};

struct ArchivePage {
  std::vector<Document> rows;  // newest sitting first
  std::string next;            // for an address: digits only; empty: that was the last page
};

struct ArchiveFound {
  std::vector<Document> rows;
  bool more = false;  // others were left out
};

// Port, part of the portal database: what was published once, for those who may look at it. A page costs the same
// however large the archive is. What a permission does not reach is not found.
class ArchiveSearch {
 public:
  virtual ~ArchiveSearch() = default;
  // `after`: ArchivePage::next of the page before; empty, or of another form: from the start.
  virtual ArchivePage list(const ArchiveFilter& filter, const Permission& by, const std::string& after, int limit) = 0;
  // By words of a name (DocumentQuery::name) besides the filter.
  virtual ArchiveFound search(const std::string& name, const ArchiveFilter& filter, const Permission& by,
                              int limit) = 0;
  virtual std::optional<Document> document(const std::string& id, const Permission& by) = 0;
  // Of those that are permitted, in any order; the others are left out.
  virtual std::vector<Document> these(const std::vector<std::string>& ids, const Permission& by) = 0;
};

}  // namespace balalyk
