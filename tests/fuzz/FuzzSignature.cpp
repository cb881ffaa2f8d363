// Signature files from outside: the whole verification of one that lies beside what it signs, and of one that holds it.
#include "Material.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const auto& material = balalyk::fuzz::Material::get();
  static const auto files = balalyk::fuzz::signedFiles();
  balalyk::fuzz::requireHonest(material.validator.verifyDetached(bytes, files, material.now()));
  const auto alone = material.validator.verify(bytes, material.now());
  balalyk::fuzz::require(!toJson(alone).empty(), "a report can be written");
  return 0;
}
