#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace balalyk::signing {

// EN 319 162-1, A.4: a manifest that names a proof, an evidence record or a time stamp, and the files that it is of.
struct AsicManifest {
  struct Reference {
    std::string name;
    std::string digestMethod;
    std::string digest;
  };
  std::string proof;  // name of the entry
  std::vector<Reference> files;
};

// Throws EvidenceError evidenceManifestUnreadable (params: reason), xml::XmlError.
AsicManifest readAsicManifest(std::string_view content);

}  // namespace balalyk::signing
