#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "connectors/store/Store.h"

namespace balalyk::tests {

// A store of its own for a test; gone afterwards.
struct TestStore {
  TestStore();
  ~TestStore();

  std::filesystem::path fileOf(const std::string& digest) const;  // of a folder store

  std::filesystem::path folder;
  std::string location;
  std::unique_ptr<DocumentStore> store;
};

std::string addressOf(std::string_view content);
std::string codeOf(const std::function<void()>& work);

}  // namespace balalyk::tests
