#include "connectors/store/Store.h"

#include "connectors/store/FolderStore.h"
#include "connectors/store/S3Store.h"
#include "pipeline/Error.h"

namespace balalyk {

std::unique_ptr<DocumentStore> openStore(const std::string& location, const S3Options& options) {
  if (location.starts_with("s3://")) return std::make_unique<S3Store>(parseS3Place(location), options);
  static constexpr std::string_view kFolder = "folder:";
  auto path = location.starts_with(kFolder) ? location.substr(kFolder.size()) : location;
  if (path.empty() || path.find("://") != std::string::npos) {
    throw Error("storeLocationUnreadable", {{"detail", location.substr(0, location.find(':'))}});
  }
  return std::make_unique<FolderStore>(std::move(path));
}

}  // namespace balalyk
