#include "TestStore.h"

#include <stdlib.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "S3Server.h"
#include "pipeline/Error.h"
#include "signing/crypto/Digest.h"

namespace balalyk::tests {

namespace fs = std::filesystem;

StoreKind chosenKind() {
  const auto& suite = boost::unit_test::framework::master_test_suite();
  return suite.argc > 1 && std::string_view(suite.argv[1]) == "s3" ? StoreKind::s3 : StoreKind::folder;
}

TestStore::TestStore(StoreKind kind) {
  if (kind == StoreKind::folder) {
    std::string pattern = (fs::temp_directory_path() / "balalyk-store-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    location = "folder:" + (folder / "store").string();
    files_ = folder / "store";
  } else {
    static int number = 0;
    const auto bucket = "bucket-" + std::to_string(getpid()) + "-" + std::to_string(++number);
    folder = S3Server::shared().buckets() / bucket;
    fs::create_directory(folder);
    location = "s3://" + bucket + "/archive/2026";
    options = S3Server::shared().options();
    files_ = folder / "archive" / "2026";
  }
  store = open();
}

TestStore::~TestStore() {
  store.reset();
  std::error_code ignored;
  fs::remove_all(folder, ignored);
}

std::unique_ptr<DocumentStore> TestStore::open() const {
  return openStore(location, options);
}

fs::path TestStore::fileOf(const std::string& digest) const {
  return files_ / digest.substr(0, 2) / digest.substr(2, 2) / digest.substr(4);
}

std::string addressOf(std::string_view content) {
  return signing::toHex(signing::sha256(content));
}

std::string codeOf(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.problem().code;
  }
  return "";
}

}  // namespace balalyk::tests
