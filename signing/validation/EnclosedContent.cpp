#include "signing/validation/EnclosedContent.h"

#include <set>

#include "signing/crypto/Base64.h"
#include "signing/xml/Names.h"

namespace balalyk::signing {
namespace {

using xml::Canonicalisation;

// The canonicalisation that `transforms` from this place on ask for: none named means XML-DSig's own, more than one
// nothing.
std::optional<Canonicalisation> remaining(const std::vector<std::string>& transforms, std::size_t from) {
  if (transforms.size() == from) return Canonicalisation::inclusive10;
  if (transforms.size() != from + 1) return std::nullopt;
  return xml::canonicalisationFor(transforms.back());
}

std::optional<std::string> objectContent(const SignaturePlace& place, const ReferenceFacts& reference) {
  for (const xmlNode* object : place.objects) {
    if (xml::attribute(object, "Id") != reference.uri.substr(1)) continue;
    const bool base64 = reference.transforms == std::vector{std::string{xml::kBase64Transform}};
    if (base64) return xml::children(object).empty() ? fromBase64(xml::text(object)) : std::nullopt;
    const auto method = remaining(reference.transforms, 0);
    if (!method) throw FormatError("transformRefused");
    return xml::canonicalise(place.document, object, *method);
  }
  return std::nullopt;
}

// Only the whole document can be meant, by "" or by the Id of its root: a part of it would leave the rest unsigned.
std::optional<std::string> envelopeContent(const SignaturePlace& place, const ReferenceFacts& reference) {
  const xmlNode* root = place.document.root();
  const bool byId = !reference.uri.empty();
  if (root == place.signature || (byId && xml::attribute(root, "Id") != reference.uri.substr(1))) return std::nullopt;
  if (reference.transforms.empty() || reference.transforms.front() != xml::kEnvelopedTransform) return std::nullopt;
  const auto method = remaining(reference.transforms, 1);
  if (!method) throw FormatError("transformRefused");
  return xml::canonicaliseWithout(place.document, byId ? root : nullptr, place.signature, *method);
}

}  // namespace

void resolveEnclosed(const SignaturePlace& place, SignatureFacts& facts) {
  std::set<std::string> seen;
  for (auto& reference : facts.dataReferences) {
    if (!reference.uri.empty() && !reference.uri.starts_with('#')) continue;
    if (!seen.insert(reference.uri).second) throw FormatError("referenceRefused");
    if (!reference.uri.empty()) reference.enclosed = objectContent(place, reference);
    if (!reference.enclosed) reference.enclosed = envelopeContent(place, reference);
  }
}

}  // namespace balalyk::signing
