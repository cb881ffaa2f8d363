#pragma once

#include <string>
#include <string_view>

#include "pipeline/document/Document.h"
#include "pipeline/ports/PortalRecords.h"
#include "pipeline/record/Record.h"

namespace balalyk {

// Who a document's chairperson is, by the personal number that certificates name their holders by (ETSI EN 319 412-1:
// "PNOKG-" and the PIN).
struct NumberedChairperson {
  bool known = true;         // false: nobody says
  std::string serialNumber;  // of the subject; empty: nobody's certificate fits
  bool is(std::string_view subjectSerialNumber) const {
    return !serialNumber.empty() && serialNumber == subjectSerialNumber;
  }
};

// A list is published and names no number: the portal does, while it shows who chairs the commission. `records`: may be
// missing.
NumberedChairperson numberedChairperson(const Record& record, const Document& document, Records* records);

}  // namespace balalyk
