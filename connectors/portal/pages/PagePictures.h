#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/PdfService.h"

namespace balalyk {

// The pages of stored PDFs as pictures, drawn by the confined helper. The last ones are kept in memory: a page asks for
// them one by one, and people look at the same draft again. Thread-safe.
class PagePictures {
 public:
  PagePictures(const DocumentStore& store, PdfService& pdf) : store_(store), pdf_(pdf) {}

  using Pages = std::shared_ptr<const std::vector<std::string>>;  // PNG
  // Throws Error pageImagesFailed{detail}, those of the store; HttpError 404: it is not there.
  Pages of(const std::string& digest);

 private:
  static constexpr int kMostPages = 30;  // a protocol has one or two
  static constexpr std::size_t kMostKept = 48;

  Pages kept(const std::string& digest);

  const DocumentStore& store_;
  PdfService& pdf_;
  std::mutex mutex_;
  std::list<std::pair<std::string, Pages>> recent_;  // the latest first
};

}  // namespace balalyk
