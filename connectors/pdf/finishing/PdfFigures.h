#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/pdf/finishing/PdfParentTree.h"
#include "connectors/pdf/finishing/PdfPictures.h"
#include "connectors/pdf/finishing/PdfTable.h"

namespace balalyk {

// The figures of a PDF that have an alternate text and no content: soffice 7.4 calls the pictures themselves artifacts,
// so the text is about nothing (ISO 14289-1, 7.3). Each is given the one picture that is painted where it says it is;
// a figure with none or with several, or that is described in another way than soffice does, stays as it is. Throws
// StageError (retry) officeFailed where the PDF's table is broken.
class PdfFigures {
 public:
  explicit PdfFigures(PdfTable& table);

  bool on(int page) const;
  // Tags what `pictures`, which are those of `content` of that page, have for its figures.
  void tag(int page, const PdfPictures& pictures, std::string& content);
  // After the last page: writes the way from what was tagged to the figures.
  void finish();

 private:
  struct Figure {
    int element = 0;
    PdfBox box;
  };
  struct Pair {
    const Figure* figure;
    const PdfPictures::Picture* picture;
  };

  void add(int element, std::size_t place);
  std::vector<Pair> pairs(int page, const PdfPictures& pictures) const;
  bool isImage(std::string_view page, const std::string& name) const;
  void giveContent(int element, const std::string& identifier);

  PdfTable& table_;
  std::map<int, std::vector<Figure>> figures_;  // by their page
  std::optional<PdfParentTree> parents_;        // read when the first figure wants it
};

}  // namespace balalyk
