#pragma once

#include <string>

#include "connectors/templates/Styles.h"

namespace balalyk {

// Whether people can read what LibreOffice prints at a place of a template: its letters' colour, size and width, and
// the room that it is given.
class Legibility {
 public:
  explicit Legibility(const Styles& styles) : styles_(styles) {}

  // Why a text at that place cannot be read: colour, opacity, size, scale, spacing, lineHeight, rowHeight,
  // frameHeight. Empty: it can.
  std::string faultOf(const xmlNode* text) const;
  // Of a picture: rowHeight.
  std::string faultOfPicture(const xmlNode* picture) const;

 private:
  std::string ofText(const xmlNode* element, const Styles::Property& property) const;
  double sizeOf(const xmlNode* element) const;
  std::string backgroundOf(const xmlNode* element) const;
  bool isTransparent(const xmlNode* element) const;
  bool isFaint(const xmlNode* element) const;
  bool isLineCut(const xmlNode* element, double size) const;
  bool isRowCut(const xmlNode* element) const;

  const Styles& styles_;
};

}  // namespace balalyk
