#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// How often one may ask, of this process.
struct CheckLimits {
  int atOnce = 60, perMinute = 120;             // pages, an address
  int ofOneAtOnce = 300, ofOnePerMinute = 600;  // pages, a document, whoever asks
  int filesAtOnce = 10, filesPerMinute = 6;     // an address
};

// Where QR codes lead, and where a file can be given: for everybody, without cookies, scripts and names of children.
// The address /check/ID is on paper: it stays as it is.
void addCheckPages(web::Content& content, const PageParts& parts, const CheckLimits& limits = {});

}  // namespace balalyk
