#pragma once

#include <span>
#include <string_view>

namespace balalyk::web {

// The views and assets of connectors/portal/pages, put into the program when it is built.
struct EmbeddedFile {
  std::string_view name;  // "start.mustache", "portal.css"
  std::string_view bytes;
};

std::span<const EmbeddedFile> embeddedFiles();  // sorted by name

}  // namespace balalyk::web
