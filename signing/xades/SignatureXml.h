#pragma once

#include <span>
#include <string>
#include <string_view>

#include "signing/xades/PreparedSignature.h"

namespace balalyk::signing {

// The parts of a XAdES B-B signature, written straight in their exclusive canonical form: what is digested is what lies
// in the file, so no canonicalisation runs when signing. Tests hold this equal to libxml2's canonical form.
std::string buildSignedProperties(Packaging packaging, std::span<const PreparedSignature::File> files,
                                  const Certificate& signer, const SignatureParameters& parameters);
std::string buildSignedInfo(Packaging packaging, std::span<const PreparedSignature::File> files,
                            SignatureAlgorithm algorithm, std::string_view signedProperties);

// The file META-INF/signatures0.xml, or the enveloping XML file with its content.
std::string buildSignatureDocument(const PreparedSignature& prepared, std::string_view signatureValue,
                                   std::string_view envelopedContent);

std::string buildManifest(std::span<const PreparedSignature::File> files);

}  // namespace balalyk::signing
