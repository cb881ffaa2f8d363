#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "signing/Deviation.h"
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
  std::vector<const ZipEntry*> timeStampManifests;  // of RFC 3161 tokens
  std::vector<const ZipEntry*> timeStamps;
  std::vector<const ZipEntry*> unknown;  // in META-INF: signatures of other kinds, and what no standard names
  std::vector<std::string> missing;      // data files that the manifest lists
  std::vector<Deviation> deviations;     // from the standard, that harm nobody; none by our own profile

  const ZipEntry* findData(std::string_view name) const;
};

// Throws ContainerError. By the profile of our own containers also when anything in it is unknown or deviates.
AsicPackage openAsic(std::string_view bytes, const ContainerLimits& limits,
                     ContainerProfile profile = ContainerProfile::own);

}  // namespace balalyk::signing
