#pragma once

#include <string>

#include "connectors/portal/web/Values.h"
#include "pipeline/ports/Inbox.h"

namespace balalyk {

// What the address of the inbox says: "?kind=voucher-refusal&from=2026-11-01". Nothing of a person.
struct InboxAddress {
  InboxFilter filter;
  std::string after;  // the last row of the page before

  bool narrows() const { return filter.kind || filter.from || filter.to; }
  InboxAddress withKind(std::optional<Kind> kind) const;
  InboxAddress withAfter(std::string place) const;
};

// What no address of ours says is left out. Also of a form's fields.
InboxAddress inboxAddressOf(const web::Values& values);
// "?…", or empty.
std::string addressQuery(const InboxAddress& address);

}  // namespace balalyk
