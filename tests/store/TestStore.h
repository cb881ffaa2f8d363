#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "connectors/store/Store.h"

namespace balalyk::tests {

enum class StoreKind { folder, s3 };

// Of which kind the conformance suite is run: the program's argument.
StoreKind chosenKind();

// A separate store for a test; gone afterwards.
struct TestStore {
  explicit TestStore(StoreKind kind = chosenKind());
  ~TestStore();

  std::unique_ptr<DocumentStore> open() const;                    // once more
  std::filesystem::path fileOf(const std::string& digest) const;  // where it ends up on the disk

  std::filesystem::path folder;
  std::string location;
  S3Options options;
  std::unique_ptr<DocumentStore> store;

 private:
  std::filesystem::path files_;
};

struct TestFolderStore : TestStore {
  TestFolderStore() : TestStore(StoreKind::folder) {}
};

std::string addressOf(std::string_view content);
std::string codeOf(const std::function<void()>& work);

}  // namespace balalyk::tests
