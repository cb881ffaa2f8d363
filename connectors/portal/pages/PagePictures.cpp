#include "connectors/portal/pages/PagePictures.h"

#include <algorithm>
#include <utility>

#include "connectors/portal/web/HttpError.h"

namespace balalyk {
namespace {

constexpr int kDotsPerInch = 110;  // legible on a laptop, and a page is about 100 KB on a slow line

}  // namespace

PagePictures::Pages PagePictures::kept(const std::string& digest) {
  const std::scoped_lock lock(mutex_);
  const auto found = std::ranges::find(recent_, digest, &std::pair<std::string, Pages>::first);
  if (found == recent_.end()) return nullptr;
  recent_.splice(recent_.begin(), recent_, found);
  return found->second;
}

PagePictures::Pages PagePictures::of(const std::string& digest) {
  if (auto pages = kept(digest)) return pages;
  const auto bytes = store_.get(digest);
  if (!bytes) throw web::HttpError(404, {"pageNotFound", {}});
  // Drawn without the lock: the helper may take its time. Twice at once does no harm.
  auto pages = std::make_shared<const std::vector<std::string>>(
      pdf_.pageImages(*bytes, {.dotsPerInch = kDotsPerInch, .first = 0, .most = kMostPages}));
  const std::scoped_lock lock(mutex_);
  recent_.emplace_front(digest, pages);
  if (recent_.size() > kMostKept) recent_.pop_back();
  return pages;
}

}  // namespace balalyk
