#include "connectors/pdf/finishing/PdfArtifacts.h"

#include <algorithm>

#include "connectors/pdf/finishing/PdfContent.h"
#include "connectors/pdf/finishing/PdfOperators.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace {

constexpr auto kNowhere = std::string_view::npos;

[[noreturn]] void refuse() {
  throw StageError(Disposition::retry, {"officeFailed", {{"detail", "PDF page"}}});
}

// Copies a content stream and puts a sequence around each path that is drawn outside of marked content, or around
// several that follow each other.
class Marker {
 public:
  Marker(std::string_view content, PdfPictures* pictures) : content_(content), pictures_(pictures) {}

  std::string marked() && {
    PdfContent reader(content_);
    for (PdfContent::Instruction one; reader.next(one);) take(one);
    if (path_ != kNowhere) refuse();
    endSequence();
    result_ += content_.substr(copied_);
    return std::move(result_);
  }

 private:
  void take(const PdfContent::Instruction& one) {
    const auto role = pdfRole(one.name);
    mark(one, role);
    if (pictures_ == nullptr) return;
    const auto place = result_.size() + one.begin - copied_;  // in the result: what is between is copied as it is
    pictures_->take(one, role, content_.substr(one.begin, one.end - one.begin), place);
  }

  void mark(const PdfContent::Instruction& one, PdfRole role) {
    switch (role) {
      case PdfRole::adjusts:
        break;
      case PdfRole::constructs:
        path_ = std::min(path_, one.begin);
        break;
      case PdfRole::abandons:
        path_ = kNowhere;
        break;
      case PdfRole::draws:
        extendSequence(std::min(path_, one.begin), one.end);
        path_ = kNowhere;
        break;
      default:
        if (path_ != kNowhere) refuse();
        endSequence();
        if (role == PdfRole::begins) ++depth_;
        // Around a transparent object soffice leaves the begin of a sequence in that object's own stream and the end
        // here: such an end closes nothing.
        if (role == PdfRole::ends && depth_ > 0) --depth_;
    }
  }

  void extendSequence(std::size_t begin, std::size_t end) {
    if (depth_ > 0) return;
    if (end_ == kNowhere) {
      copyTo(begin);
      result_ += "/Artifact BMC\n";
    }
    end_ = end;
  }

  void endSequence() {
    if (end_ == kNowhere) return;
    copyTo(end_);
    result_ += "\nEMC";
    end_ = kNowhere;
  }

  void copyTo(std::size_t place) {
    result_ += content_.substr(copied_, place - copied_);
    copied_ = place;
  }

  std::string_view content_;
  PdfPictures* pictures_;
  std::string result_;
  std::size_t copied_ = 0;       // how much of the content is in the result
  std::size_t path_ = kNowhere;  // where the path begins that is being constructed
  std::size_t end_ = kNowhere;   // of the last path in a sequence of ours that is open
  int depth_ = 0;                // of marked content
};

}  // namespace

std::string withArtifacts(std::string_view content, PdfPictures* pictures) {
  return Marker(content, pictures).marked();
}

}  // namespace balalyk
