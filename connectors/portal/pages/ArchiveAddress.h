#pragma once

#include <string>

#include "connectors/portal/web/Values.h"
#include "connectors/portal/web/ViewData.h"
#include "connectors/texts/Messages.h"
#include "pipeline/ports/ArchiveSearch.h"
#include "pipeline/record/RecordTypes.h"

namespace balalyk {

// What the archive's address says: "?kind=voucher-approval&from=2026-11-01". A name is never in it.
struct ArchiveAddress {
  ArchiveFilter filter;
  std::string after;  // the last row of the page before
};

// What cannot be read narrows nothing. Of an address, or of a form's hidden fields.
ArchiveAddress archiveAddressOf(const web::Values& values);
std::string archiveQuery(const ArchiveAddress& address);  // "" or "?…"

// The filter's form, and its fields hidden in the other forms.
void addArchiveFilter(web::ViewData& data, const ArchiveFilter& filter, const std::vector<Commission>& commissions,
                      const Messages& messages);

}  // namespace balalyk
