#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "signing/container/AsicReader.h"
#include "signing/container/ZipReader.h"

namespace balalyk::signing {

enum class AsicType { simple, extended };

// A container whose form is right: what is data and what are signatures.
struct AsicPackage {
  ZipArchive archive;
  AsicType type = AsicType::extended;
  std::vector<const ZipEntry*> dataFiles;
  std::vector<const ZipEntry*> signatures;         // XAdES files in META-INF
  std::vector<const ZipEntry*> evidenceManifests;  // of RFC 4998 records
  std::vector<const ZipEntry*> evidenceRecords;

  const ZipEntry* findData(std::string_view name) const;
};

// Throws ContainerError.
AsicPackage openAsic(std::string_view bytes, const ContainerLimits& limits);

}  // namespace balalyk::signing
