#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace balalyk::signing {

// A container taken apart, with every rule of the format checked; nothing is said about its signatures.
struct AsicContents {
  struct Entry {
    std::string name;
    std::string content;
  };
  std::string_view mediaType;  // of the container, stated or by what it holds
  std::vector<Entry> entries;  // in the container's order, `mimetype` left out

  const Entry* find(std::string_view name) const;
};

// By whose rules a container is read. `own`: only what this library writes, as is asked before anything is published.
// `foreign`: what the standards allow and others write, as long as nothing can hide in it.
enum class ContainerProfile { own, foreign };

// What a container may ask of the one who reads it.
struct ContainerLimits {
  std::size_t entries = 1000;
  std::size_t entryBytes = std::size_t{256} << 20;
  std::size_t totalBytes = std::size_t{512} << 20;
  std::size_t nameBytes = 512;
};

// Throws ContainerError with the code of the rule that is broken (see ContainerError.h).
AsicContents readAsic(std::string_view bytes, const ContainerLimits& limits = {},
                      ContainerProfile profile = ContainerProfile::own);

}  // namespace balalyk::signing
