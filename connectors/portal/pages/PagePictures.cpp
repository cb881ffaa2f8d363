#include "connectors/portal/pages/PagePictures.h"

#include <algorithm>

#include "connectors/portal/web/HttpError.h"
#include "pipeline/stages/DocumentFiles.h"

namespace balalyk {
namespace {

constexpr int kDotsPerInch = 110;  // legible on a laptop, and a page is about 100 KB on a slow line

std::size_t bytesOf(const std::vector<std::string>& pages) {
  std::size_t bytes = 0;
  for (const auto& page : pages) bytes += page.size();
  return bytes;
}

}  // namespace

PagePictures::Pages PagePictures::kept(const std::string& digest) {
  const auto found = std::ranges::find(recent_, digest, &std::pair<std::string, Pages>::first);
  if (found == recent_.end()) return nullptr;
  recent_.splice(recent_.begin(), recent_, found);
  return found->second;
}

void PagePictures::keep(const std::string& digest, const Pages& pages) {
  recent_.emplace_front(digest, pages);
  bytes_ += bytesOf(*pages);
  while (recent_.size() > kMostKept || (bytes_ > kMostBytes && recent_.size() > 1)) {
    bytes_ -= bytesOf(*recent_.back().second);
    recent_.pop_back();
  }
}

PagePictures::Pages PagePictures::draw(const Document& document, const StoredFile& file) {
  const auto bytes = contentOf(document, file, store_);
  if (!bytes) web::pageNotFound();
  return std::make_shared<const std::vector<std::string>>(
      pdf_.pageImages(*bytes, {.dotsPerInch = kDotsPerInch, .first = 0, .most = kMostPages}));
}

PagePictures::Pages PagePictures::of(const Document& document, const StoredFile& file) {
  std::promise<Pages> drawn;
  {
    std::unique_lock lock(mutex_);
    if (auto pages = kept(file.digest)) return pages;
    if (const auto found = drawing_.find(file.digest); found != drawing_.end()) {
      const auto other = found->second;
      lock.unlock();
      return other.get();
    }
    drawing_.emplace(file.digest, drawn.get_future().share());
  }
  // Without the lock: the helper may take its time.
  try {
    auto pages = draw(document, file);
    const std::scoped_lock lock(mutex_);
    keep(file.digest, pages);
    drawing_.erase(file.digest);
    drawn.set_value(pages);
    return pages;
  } catch (...) {
    const std::scoped_lock lock(mutex_);
    drawing_.erase(file.digest);
    drawn.set_exception(std::current_exception());
    throw;
  }
}

}  // namespace balalyk
