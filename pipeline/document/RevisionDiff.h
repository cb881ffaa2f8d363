#pragma once

#include <string>
#include <vector>

#include "pipeline/document/Document.h"

namespace balalyk {

// What differs between two revisions, and so why their PDFs do.
struct Difference {
  enum class In { record, document, office };
  In in{};
  std::string path;    // "application/child/name/@surname", "templates/voucher-list/ky/sha256", "fonts"
  std::string before;  // empty: absent. Of a record these are personal data: for the person who asked only
  std::string after;
};

// `before` and `after` with the XML of their frozen records. Throws Error recordXmlUnreadable, provenanceUnreadable.
std::vector<Difference> differences(const Document& before, const std::string& beforeXml, const Document& after,
                                    const std::string& afterXml);

}  // namespace balalyk
