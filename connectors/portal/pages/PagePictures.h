#pragma once

#include <functional>
#include <future>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/PdfService.h"

namespace balalyk {

// The pages of documents' PDFs as pictures, drawn by the confined helper. The last ones are kept in memory: a page asks
// for them one by one, and people look at the same draft again. Who asks while they are drawn waits for these.
// Thread-safe.
class PagePictures {
 public:
  PagePictures(const DocumentStore& store, PdfService& pdf) : store_(store), pdf_(pdf) {}

  using Pages = std::shared_ptr<const std::vector<std::string>>;  // PNG
  // Of a file of the document; of a published one it may lie in the container only. Throws Error
  // pageImagesFailed{detail}, what contentOf() throws; HttpError 404: it is in neither.
  Pages of(const Document& document, const StoredFile& file);

 private:
  static constexpr int kMostPages = 30;  // a protocol has one or two
  static constexpr std::size_t kMostKept = 48;
  static constexpr std::size_t kMostBytes = 128U << 20U;  // a scan's pages have megabytes

  Pages kept(const std::string& digest);
  Pages draw(const Document& document, const StoredFile& file);
  void keep(const std::string& digest, const Pages& pages);

  const DocumentStore& store_;
  PdfService& pdf_;
  std::mutex mutex_;
  std::list<std::pair<std::string, Pages>> recent_;  // the latest first
  std::size_t bytes_ = 0;                            // of them
  std::map<std::string, std::shared_future<Pages>> drawing_;
};

}  // namespace balalyk
