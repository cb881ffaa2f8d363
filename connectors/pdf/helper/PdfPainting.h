#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/pdf/finishing/PdfSpace.h"

namespace balalyk {

// Which pictures of a page can be seen whole: nothing that is painted later fills a part of them, no clipping cuts them
// off. Lines and text over them are not looked for, and a clipping is taken for the box around it.
class PdfPainting {
 public:
  // `forms`: the box of each form that the page may paint, by its name («Tr4»), in the form's own space.
  explicit PdfPainting(std::string_view content, const std::map<std::string, PdfBox>& forms = {});

  // Whether a picture of this name («Im1») is painted and seen whole, once at least.
  bool shows(std::string_view picture) const;

 private:
  static constexpr int kGrid = 12;  // points looked at, along each side of a picture

  struct Picture {
    std::string name;
    std::vector<PdfPoint> points;
    bool whole = true;
  };
  using Outline = std::vector<PdfPoint>;

  using Forms = std::map<std::string, PdfBox>;

  void take(std::string_view name, std::string_view text, const Forms& forms);
  void bracket(std::string_view name);
  void construct(std::string_view name, std::string_view text);
  void moveTo(const PdfPoint& point);
  void endPath();
  void fill(bool evenOdd);
  void paint(std::string_view text, const Forms& forms);
  void addPicture(std::string_view name);
  template <class Hides>
  void hide(Hides hides);

  PdfSpace space_;
  PdfBox clip_;
  std::vector<PdfBox> savedClips_;
  std::vector<Outline> path_;
  bool clips_ = false;  // W: what is constructed clips once it is painted
  std::vector<Picture> pictures_;
};

}  // namespace balalyk
