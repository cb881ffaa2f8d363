#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/pdf/finishing/PdfContent.h"
#include "connectors/pdf/finishing/PdfOperators.h"
#include "connectors/pdf/finishing/PdfSpace.h"

namespace balalyk {

// Watches the operators of a page go by, and notes each picture that soffice calls an artifact: one that is all that a
// sequence of marked content paints.
class PdfPictures {
 public:
  static constexpr std::string_view kTag = "/Artifact BMC";

  struct Picture {
    std::string name;  // «/Im1»
    PdfBox box;
    std::size_t tag = 0;  // where the kTag of its sequence is
  };

  // `text` is the instruction with its operands, `place` where it is to be.
  void take(const PdfContent::Instruction& one, PdfRole role, std::string_view text, std::size_t place);

  // In the order they are painted. None of a page with more of them, or with deeper saved states, than is to be
  // expected: what it shows is reported as it was.
  const std::vector<Picture>& all() const { return all_; }
  // Larger than every identifier of marked content on the page.
  std::size_t nextIdentifier() const { return nextIdentifier_; }

 private:
  void bracket(std::string_view name);
  void begin(std::string_view text, std::size_t place);
  void end();
  void paint(std::string_view name, std::string_view text);
  void giveUp();

  std::vector<Picture> all_;
  Picture picture_;         // of the sequence that is open; without a name when nothing was painted so far
  bool candidate_ = false;  // whether that sequence may prove to be a picture's
  bool lost_ = false;
  int depth_ = 0;  // of marked content
  std::size_t nextIdentifier_ = 0;
  PdfSpace space_;
};

}  // namespace balalyk
