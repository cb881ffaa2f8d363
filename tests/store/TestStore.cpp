#include "TestStore.h"

#include <stdlib.h>

#include "pipeline/Error.h"
#include "signing/crypto/Digest.h"

namespace balalyk::tests {

TestStore::TestStore() {
  std::string pattern = (std::filesystem::temp_directory_path() / "balalyk-store-XXXXXX").string();
  folder = mkdtemp(pattern.data());
  location = "folder:" + (folder / "store").string();
  store = openStore(location);
}

TestStore::~TestStore() {
  store.reset();
  std::filesystem::remove_all(folder);
}

std::filesystem::path TestStore::fileOf(const std::string& digest) const {
  return folder / "store" / digest.substr(0, 2) / digest.substr(2, 2) / digest.substr(4);
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
