#pragma once

#include <string>

namespace balalyk::signing {

// A file to be signed. Name: relative, "/" between folders, UTF-8 in NFC, not under META-INF.
struct DataFile {
  std::string name;
  std::string mediaType;
  std::string content;
};

}  // namespace balalyk::signing
