#pragma once

#include <string_view>

namespace balalyk::signing::xml {

inline constexpr std::string_view kDs = "http://www.w3.org/2000/09/xmldsig#";
inline constexpr std::string_view kXades = "http://uri.etsi.org/01903/v1.3.2#";
inline constexpr std::string_view kXades141 = "http://uri.etsi.org/01903/v1.4.1#";
inline constexpr std::string_view kAsic = "http://uri.etsi.org/02918/v1.2.1#";
inline constexpr std::string_view kManifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0";
inline constexpr std::string_view kExclusiveC14n = "http://www.w3.org/2001/10/xml-exc-c14n#";
inline constexpr std::string_view kBase64Transform = "http://www.w3.org/2000/09/xmldsig#base64";
inline constexpr std::string_view kEnvelopedTransform = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
inline constexpr std::string_view kSignedPropertiesType = "http://uri.etsi.org/01903#SignedProperties";

}  // namespace balalyk::signing::xml
