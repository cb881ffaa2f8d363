#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "pipeline/record/Record.h"
#include "pipeline/template/FieldValues.h"

namespace balalyk {

// A QR code of a text, as a PNG; equal texts give equal bytes.
using QrDrawing = std::function<std::string(std::string_view text)>;

struct ViewContext {
  std::string documentId;
  int revision = 1;
  std::string checkAddressBase;  // "https://balalyk.edu.gov.kg/check": the document's id is appended
  Language language = Language::ky;
  QrDrawing drawQr;
};

// The record as its templates show it: exactly the fields, lists and images of templates/contract.json for its kind.
// The record must be a checked one without problems. Throws std::logic_error for an uploaded protocol, which has no
// template.
FieldValues fieldValues(const Record& record, const ViewContext& context);

// "https://…/check/ID": in print and in the QR code.
std::string checkAddress(const ViewContext& context);

// A title pattern of the contract with its {field} places filled.
std::string documentTitle(const std::string& pattern, const FieldValues& values);

}  // namespace balalyk
