#include "signing/validation/UnsignedPropertiesFacts.h"

#include <algorithm>
#include <functional>

#include "signing/crypto/Base64.h"
#include "signing/xml/Names.h"

namespace balalyk::signing {
namespace {

using xml::kDs, xml::kXades, xml::kXades141;
using Node = const xmlNode*;

constexpr std::size_t kMaxTimeStamps = 16, kMaxValues = 256;

// Nobody signed these properties: one that cannot be read is left out, and with it the level that it was for.
void leaveOut(SignatureFacts& facts, Node element, SignatureLevel highest) {
  facts.deviations.push_back({"unsignedPropertyReadable", {{"element", nameOf(element)}}});
  facts.highestLevel = std::min(facts.highestLevel, highest);
}

void keep(std::vector<std::string>& values, Node node, SignatureFacts& facts) {
  auto bytes = fromBase64(xml::text(node));
  if (!bytes || bytes->empty() || values.size() == kMaxValues) return leaveOut(facts, node, SignatureLevel::basicT);
  values.push_back(*std::move(bytes));
}

// CertificateValues, RevocationValues and those of time stamps nest in several ways; what counts is what they carry.
void readValues(Node node, SignatureFacts& facts) {
  for (const Node part : xml::children(node)) {
    if (xml::is(part, kXades, "EncapsulatedX509Certificate")) {
      keep(facts.certificateValues, part, facts);
    } else if (xml::is(part, kXades, "EncapsulatedOCSPValue")) {
      keep(facts.revocation.ocsp, part, facts);
    } else if (xml::is(part, kXades, "EncapsulatedCRLValue")) {
      keep(facts.revocation.crls, part, facts);
    } else {
      readValues(part, facts);
    }
  }
}

Covered coveredSoFar(const SignatureFacts& facts) {
  return {facts.certificateValues.size(), facts.revocation.ocsp.size(), facts.revocation.crls.size(),
          facts.signatureTimeStamps.size()};
}

// The tokens of one property, all of the same bytes (XAdESTimeStampType). With another canonical form than those known
// it is not known what they must be of.
void readTimeStamp(Node property, const std::function<std::string(const xml::CanonicalForm&)>& stamped,
                   SignatureLevel without, std::vector<TimeStampFacts>& stamps, SignatureFacts& facts) {
  const Node c14n = xml::child(property, kDs, "CanonicalizationMethod");
  const auto form = c14n == nullptr ? xml::CanonicalForm{xml::Canonicalisation::inclusive10} : xml::canonicalForm(c14n);
  if (!form) return leaveOut(facts, c14n, without);
  const Covered covered = coveredSoFar(facts);
  std::optional<std::string> bytes;
  for (const Node part : xml::children(property)) {
    if (!xml::is(part, kXades, "EncapsulatedTimeStamp")) continue;
    auto token = fromBase64(xml::text(part));
    const bool full = facts.signatureTimeStamps.size() + facts.archiveTimeStamps.size() == kMaxTimeStamps;
    if (!token || token->empty() || full) {
      leaveOut(facts, part, without);
      continue;
    }
    if (!bytes) bytes = stamped(*form);
    stamps.push_back({*std::move(token), *bytes, covered});
  }
  if (!bytes) leaveOut(facts, property, without);
}

}  // namespace

std::vector<const xmlNode*> unsignedProperties(const xmlNode* signature) {
  for (const Node object : xml::children(signature)) {
    const Node qualifying = xml::child(object, kXades, "QualifyingProperties");
    const Node all = qualifying == nullptr ? nullptr : xml::child(qualifying, kXades, "UnsignedProperties");
    const Node own = all == nullptr ? nullptr : xml::child(all, kXades, "UnsignedSignatureProperties");
    if (xml::is(object, kDs, "Object") && own != nullptr) return xml::children(own);
  }
  return {};
}

std::string archiveTail(const SignaturePlace& place, std::span<const xmlNode* const> propertiesBefore,
                        const xml::CanonicalForm& form) {
  std::string tail;
  for (const char* name : {"SignedInfo", "SignatureValue", "KeyInfo"}) {
    const Node part = xml::child(place.signature, kDs, name);
    if (part != nullptr) tail += xml::canonicalise(place.document, part, form);
  }
  for (const Node property : propertiesBefore) tail += xml::canonicalise(place.document, property, form);
  for (const Node object : place.objects) tail += xml::canonicalise(place.document, object, form);
  return tail;
}

void readUnsignedProperties(const SignaturePlace& place, SignatureFacts& facts) {
  const auto properties = unsignedProperties(place.signature);
  const auto value = [&](const xml::CanonicalForm& form) {
    return xml::canonicalise(place.document, xml::child(place.signature, kDs, "SignatureValue"), form);
  };
  for (std::size_t i = 0; i < properties.size(); ++i) {
    const Node property = properties[i];
    const auto tail = [&](const xml::CanonicalForm& form) {
      return archiveTail(place, std::span{properties.data(), i}, form);
    };
    if (xml::is(property, kXades, "SignatureTimeStamp")) {
      readTimeStamp(property, value, SignatureLevel::basicB, facts.signatureTimeStamps, facts);
    } else if (xml::is(property, kXades141, "ArchiveTimeStamp")) {
      readTimeStamp(property, tail, SignatureLevel::basicLT, facts.archiveTimeStamps, facts);
    } else if (!xml::is(property, kXades, "CounterSignature")) {  // which is judged by itself
      readValues(property, facts);
    }
  }
}

}  // namespace balalyk::signing
