#pragma once

#include <string>
#include <vector>

#include "pipeline/archive/PackageFile.h"

namespace balalyk {

// A file as METS describes it.
struct MetsFile {
  std::string name;  // seen from the METS file
  std::string mediaType;
  std::string digest;  // SHA-256, hexadecimal
  std::uint64_t size = 0;

  static MetsFile of(const std::string& name, const std::string& mediaType, const std::string& content);
};

struct MetsContent {
  std::string objectId;
  std::string descriptive, preservation;  // names of the metadata files; empty: none
  std::vector<MetsFile> metadata;         // those two
  std::vector<MetsFile> documentation;
  std::vector<MetsFile> data;             // of a representation
  std::vector<MetsFile> representations;  // their METS files, of the package
};

// METS 1.12 in the profile E-ARK SIP 2.1: of the package, or of a representation in it.
std::string metsXml(const PackageOrigin& origin, const MetsContent& content);

}  // namespace balalyk
