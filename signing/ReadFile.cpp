#include "signing/ReadFile.h"

#include <cstdio>
#include <memory>

namespace balalyk::signing {
namespace {

std::optional<std::string> readAll(std::FILE* stream) {
  std::string content;
  char buffer[65536];
  for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, stream)) > 0;) content.append(buffer, got);
  if (std::ferror(stream)) return std::nullopt;  // also: it is a folder
  return content;
}

}  // namespace

std::optional<std::string> readWholeFile(const std::filesystem::path& file) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(file.c_str(), "rbe"), &std::fclose);
  return stream ? readAll(stream.get()) : std::nullopt;
}

std::optional<std::string> readStandardInput() {
  return readAll(stdin);
}

}  // namespace balalyk::signing
