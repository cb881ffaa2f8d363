#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "signing/container/AsicPackage.h"
#include "signing/validation/SignatureFacts.h"
#include "signing/xml/Document.h"

namespace balalyk::signing {

// What a validator read of a container, for whoever continues with it: neither the zip nor its signatures are parsed
// again. Refers to the bytes it was read from. What could not be read is not in it.
struct OpenedContainer {
  struct Signature {
    const xmlNode* node = nullptr;
    SignatureFacts facts;
  };
  struct File {
    std::string name;
    std::string_view xml;
    xml::Document document;
    std::vector<Signature> signatures;
  };
  AsicPackage package;
  std::vector<File> files;
};

}  // namespace balalyk::signing
