#include "jobs/text/ReadFile.h"

#include <cstdio>
#include <memory>

namespace balalyk {

std::optional<std::string> readWholeFile(const std::filesystem::path& file) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(file.c_str(), "rbe"), &std::fclose);
  if (!stream) return std::nullopt;
  std::string content;
  char buffer[65536];
  for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, stream.get())) > 0;) content.append(buffer, got);
  if (std::ferror(stream.get())) return std::nullopt;  // also: it is a folder
  return content;
}

}  // namespace balalyk
