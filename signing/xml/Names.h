#pragma once

#include <string_view>

namespace balalyk::signing::xml {

inline constexpr std::string_view kDs = "http://www.w3.org/2000/09/xmldsig#";
inline constexpr std::string_view kXades = "http://uri.etsi.org/01903/v1.3.2#";
inline constexpr std::string_view kXades141 = "http://uri.etsi.org/01903/v1.4.1#";
inline constexpr std::string_view kAsic = "http://uri.etsi.org/02918/v1.2.1#";
inline constexpr std::string_view kManifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0";
inline constexpr std::string_view kXmlEvidence = "urn:ietf:params:xml:ns:ers";
inline constexpr std::string_view kExclusiveC14n = "http://www.w3.org/2001/10/xml-exc-c14n#";
inline constexpr std::string_view kInclusiveC14n = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
inline constexpr std::string_view kInclusiveC14n11 = "http://www.w3.org/2006/12/xml-c14n11";
inline constexpr std::string_view kBase64Transform = "http://www.w3.org/2000/09/xmldsig#base64";
inline constexpr std::string_view kEnvelopedTransform = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
inline constexpr std::string_view kXPathTransform = "http://www.w3.org/TR/1999/REC-xpath-19991116";
inline constexpr std::string_view kXPathFilter2 = "http://www.w3.org/2002/06/xmldsig-filter2";
inline constexpr std::string_view kManifestType = "http://www.w3.org/2000/09/xmldsig#Manifest";
inline constexpr std::string_view kSignedPropertiesType = "http://uri.etsi.org/01903#SignedProperties";

}  // namespace balalyk::signing::xml
