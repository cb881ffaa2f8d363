#pragma once

#include <string>
#include <vector>

// What is asked about a container, and why a signature of it may be refused.
namespace balalyk::judging {

// A reference as the first judge resolved it: to a file of the container, or to the signature's own properties.
struct ExpectedReference {
  std::string uri;
  std::string file;  // empty: the properties
};

struct SignatureQuestion {
  std::string entry;        // of the container
  std::string id;           // of the ds:Signature
  std::string certificate;  // DER, the one that SigningCertificateV2 names
  std::vector<ExpectedReference> references;
};

enum class Finding : unsigned char {
  accepted,
  containerUnreadable,
  xmlRefused,         // not well-formed, or with a DOCTYPE
  structureOther,     // the signature or its properties are not found where they must be, or not once
  certificateUnread,  // no key that can be used
  notProcessed,       // xmlsec stopped: something that is not allowed here, or a name that is not a file
  digestDiffers,
  valueDiffers,
  referencesOther,  // valid, but over other things than the first judge found
};
inline constexpr unsigned char kFindings = 9;

// The word for reports: "digestDiffers".
const char* toString(Finding finding);

}  // namespace balalyk::judging
