#pragma once

#include <filesystem>

#include "pipeline/ports/DocumentStore.h"

namespace balalyk {

// Files under a folder: the content with address "abcdef…" is the file ab/cd/ef…. A new one is written beside, flushed
// to the disk, and linked to its name, so that a name never stands for half a content and is never overwritten. May be
// shared by several processes.
class FolderStore final : public DocumentStore {
 public:
  explicit FolderStore(std::filesystem::path folder);

  std::string put(std::string_view content) override;
  std::optional<std::string> get(const std::string& digest) const override;
  void remove(const std::string& digest) override;
  bool has(const std::string& digest) const override;
  void forEach(const std::function<void(const std::string& digest, std::uint64_t size)>& visit) const override;
  void probe() override;

 private:
  std::filesystem::path pathOf(const std::string& digest) const;
  std::filesystem::path writeTemporary(std::string_view content) const;
  void link(const std::filesystem::path& temporary, const std::filesystem::path& target) const;
  void makeFolders(const std::filesystem::path& folder) const;
  void removeLeftovers() const;

  const std::filesystem::path folder_;
  const std::filesystem::path incoming_;
};

}  // namespace balalyk
