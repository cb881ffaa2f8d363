#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/pdf/finishing/PdfTable.h"

namespace balalyk {

// Leads from the marked content of each page to its structure elements (ISO 32000-1, 14.7.4.4). soffice writes one flat
// node; of any other, it finds no page.
class PdfParentTree {
 public:
  // A page's array, the identifiers of marked content being its indices.
  struct Page {
    int key = 0;           // the page's /StructParents
    std::size_t size = 0;  // how many elements
    std::size_t end = 0;   // where its bracket is in the object
    std::string added;

    void add(int element);
  };

  explicit PdfParentTree(const PdfTable& table);

  Page* page(int key);  // none: null
  void write(PdfTable& table) const;

 private:
  int object_ = 0;  // its number, 0 for none
  std::string_view text_;
  std::vector<Page> pages_;  // in the order they are
};

}  // namespace balalyk
