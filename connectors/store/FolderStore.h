#pragma once

#include <filesystem>

#include "pipeline/ports/DocumentStore.h"

namespace balalyk {

// Files under a folder: the content with address "abcdef…" is the file ab/cd/ef…. A new one is written beside, flushed
// to the disk, and renamed, so that a name never stands for half a content and is never overwritten. May be shared by
// several processes.
class FolderStore final : public DocumentStore {
 public:
  explicit FolderStore(std::filesystem::path folder);

  std::string put(std::string_view content) override;
  std::vector<std::string> putAll(std::span<const std::string> contents) override;
  std::optional<std::string> get(const std::string& digest) const override;
  void remove(const std::string& digest) override;
  bool has(const std::string& digest) const override;
  void forEach(const std::function<void(const std::string& digest, std::uint64_t size)>& visit) const override;
  void probe() override;

 private:
  std::filesystem::path pathOf(const std::string& digest) const;
  class Incoming;

  std::vector<std::string> putEach(std::span<const std::string_view> contents);
  bool isThere(const std::filesystem::path& target, std::string_view content, const std::string& digest) const;
  void removeLeftovers() const;

  const std::filesystem::path folder_;
  const std::filesystem::path incoming_;
};

}  // namespace balalyk
