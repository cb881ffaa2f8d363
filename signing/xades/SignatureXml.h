#pragma once

#include <span>
#include <string>
#include <string_view>

#include "signing/xades/PreparedSignature.h"

namespace balalyk::signing {

// The parts of a XAdES B-B signature, written straight in their exclusive canonical form: what is digested is what lies
// in the file, so no canonicalisation runs when signing. Tests hold this equal to libxml2's canonical form.
std::string buildSignedProperties(std::span<const PreparedSignature::File> files, const Certificate& signer,
                                  const SignatureParameters& parameters);
std::string buildSignedInfo(std::span<const PreparedSignature::File> files, SignatureAlgorithm algorithm,
                            std::string_view signedProperties);

// The file META-INF/signatures0.xml.
std::string buildSignatureDocument(const PreparedSignature& prepared, std::string_view signatureValue);

std::string buildManifest(std::span<const PreparedSignature::File> files);

}  // namespace balalyk::signing
