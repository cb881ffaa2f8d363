#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "pipeline/Error.h"
#include "pipeline/ports/Office.h"
#include "pipeline/template/FieldValues.h"

namespace balalyk {

// A container that two judges disagree about, and what each says of it, as JSON.
struct JudgedContainer {
  std::string container, first, second;
};

// What it takes to make a document again that could not be made: kept when it is set aside, a zip of bundle.json, the
// record, the values, the template and what the office wrote. Of one that two judges disagree about, the container and
// both verdicts. Holds personal data.
struct ReproductionBundle {
  std::string documentId;
  std::string kind;  // of the document
  int revision = 1;
  int attempt = 1;  // 0: any, the record alone brings the problem about
  Problem problem;
  std::string recordXml;
  // Of the PDF in work; empty when it did not get as far. Older bundles do not name the template's kind: it is the
  // document's.
  std::string templateKind, language, title;
  std::chrono::sys_seconds created{};
  FieldValues values;
  OfficeEvidence office;
  JudgedContainer judged;  // empty: no judges disagree
};

// The same bundle gives the same bytes.
std::string pack(const ReproductionBundle& bundle);
// Throws Error bundleUnreadable{detail}.
ReproductionBundle unpackBundle(std::string_view bytes);

}  // namespace balalyk
