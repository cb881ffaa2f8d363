#include "signing/validation/EnclosedContent.h"

#include <algorithm>
#include <set>

#include "signing/crypto/Base64.h"
#include "signing/xml/Names.h"

namespace balalyk::signing {
namespace {

using xml::kDs;
using Node = const xmlNode*;
using Kind = TransformFacts::Kind;

bool holds(Node outer, Node inner) {
  for (; inner != nullptr; inner = inner->parent) {
    if (inner == outer) return true;
  }
  return false;
}

// What a URI of the same document names. `whole`: all of it, with what is beside the root.
struct Meant {
  Node element = nullptr;
  bool whole = false;
  bool comments = false;  // only XPointers keep them (XML-DSig, 4.4.3.3)
};

Meant meantBy(const xml::Document& document, const std::string& uri) {
  if (uri.empty()) return {document.root(), true, false};
  if (uri == "#xpointer(/)") return {document.root(), true, true};
  for (const char quote : {'\'', '"'}) {
    const std::string open = std::string{"#xpointer(id("} + quote, close = std::string{quote} + "))";
    if (!uri.starts_with(open) || !uri.ends_with(close) || uri.size() < open.size() + close.size()) continue;
    return {document.elementById(uri.substr(open.size(), uri.size() - open.size() - close.size())), false, true};
  }
  return {document.elementById(uri.substr(1)), false, false};
}

// What an element is to the signature. Only what this signature, and no other, can be of.
ReferenceTarget targetOf(const SignaturePlace& place, Node element) {
  using enum ReferenceTarget;
  if (element == nullptr) return none;
  if (holds(place.signature, element)) {
    if (element == xml::child(place.signature, kDs, "KeyInfo")) return keyInfo;
    const bool inObject = std::ranges::any_of(place.objects, [&](Node object) { return holds(object, element); });
    return inObject ? object : none;
  }
  if (const Node counterSignedOne = counterSignedBy(place.signature)) {
    return element == xml::child(counterSignedOne, kDs, "SignatureValue") ? counterSigned : none;
  }
  if (xml::is(place.document.root(), xml::kAsic, "XAdESSignatures")) return none;
  for (Node parent = element; parent != nullptr; parent = parent->parent) {
    if (xml::is(parent, kDs, "Signature")) return none;
  }
  return document;
}

// The outermost signatures within an element.
void collectSignatures(Node element, std::vector<Node>& found) {
  if (xml::is(element, kDs, "Signature")) return found.push_back(element);
  for (const Node child : xml::children(element)) collectSignatures(child, found);
}

// The transforms in the order that makes sense: signatures left out, then one form of bytes. Nothing when there is
// another.
std::optional<std::string> transformed(const SignaturePlace& place, const Meant& meant,
                                       const ReferenceFacts& reference) {
  std::vector<Node> left;
  std::optional<TransformFacts> last;
  for (const auto& transform : reference.transforms) {
    if (last) return std::nullopt;
    if (transform.kind == Kind::withoutSignatures) {
      left.clear();
      collectSignatures(meant.element, left);
      // In an object of the signature's they would be left out and judged by nobody.
      if (!left.empty() && holds(place.signature, meant.element)) return std::nullopt;
    } else if (transform.kind == Kind::withoutThisSignature) {
      const bool isThere = meant.element != place.signature && holds(meant.element, place.signature);
      if (isThere && left.empty()) left.push_back(place.signature);
    } else {
      last = transform;
    }
  }
  if (last && last->kind == Kind::base64) {
    const bool plain = left.empty() && !meant.whole && xml::children(meant.element).empty();
    return plain ? fromBase64(xml::text(meant.element)) : std::nullopt;
  }
  xml::CanonicalForm form = last ? last->form : xml::CanonicalForm{xml::Canonicalisation::inclusive10};
  form.comments = form.comments && meant.comments;
  return xml::canonicaliseWithout(place.document, meant.whole ? nullptr : meant.element, left, form);
}

// Many references may mean the same large document.
constexpr std::size_t kMaxEnclosedBytes = std::size_t{512} << 20;

void resolve(const SignaturePlace& place, ReferenceFacts& reference, std::size_t& budget,
             std::vector<Deviation>& unsupported) {
  if (!reference.isEnclosed() || !reference.unsupportedTransform.empty()) return;
  const std::string& uri = *reference.uri;
  if (uri.starts_with("#xpointer(") && uri != "#xpointer(/)" && !uri.starts_with("#xpointer(id(")) {
    unsupported.push_back({"referenceSupported", {{"uri", uri}}});
    return;
  }
  const Meant meant = meantBy(place.document, uri);
  reference.target = targetOf(place, meant.element);
  if (reference.target == ReferenceTarget::none) return;
  reference.part = meant.element;
  reference.enclosed = transformed(place, meant, reference);
  const std::size_t size = reference.enclosed ? reference.enclosed->size() : 0;
  if (size > budget) throw FormatUnsupported("signatureBeyondLimits");
  budget -= size;
  if (!reference.enclosed) unsupported.push_back({"referenceSupported", {{"uri", uri}}});
}

// What is around covered elements may only hold them: elements that are covered or signatures, and no text
// (`judged`: those beside which it lies are judged by themselves; what is within an object is judged by nobody).
bool onlyHolds(Node wrapper, const std::set<Node>& covered, bool judged) {
  bool any = false;
  for (Node child = wrapper->children; child != nullptr; child = child->next) {
    if (child->type == XML_COMMENT_NODE || child->type == XML_PI_NODE) continue;
    if (child->type != XML_ELEMENT_NODE) {
      if (!xml::trimmed(child).empty()) return false;
      continue;
    }
    if (!covered.contains(child) && !(judged && xml::is(child, kDs, "Signature"))) return false;
    any = any || covered.contains(child);
  }
  return any;
}

bool isCovered(Node part, const std::set<Node>& covered) {
  return covered.contains(part) || onlyHolds(part, covered, false);
}

// A root that only holds what is signed says nothing but its name; that must not be taken for signed.
bool isDocumentCovered(Node root, const std::set<Node>& covered, SignatureFacts& facts) {
  if (covered.contains(root)) return true;
  if (root->properties != nullptr || !onlyHolds(root, covered, true)) return false;
  facts.deviations.push_back({"envelopeSigned", {{"element", nameOf(root)}}});
  return true;
}

void readManifests(const SignaturePlace& place, SignatureFacts& facts, std::size_t& budget) {
  constexpr std::size_t kMaxReferences = 1000;
  for (const auto& reference : facts.dataReferences) {
    if (!reference.isManifest) continue;
    if (reference.target != ReferenceTarget::object || !xml::is(reference.part, kDs, "Manifest")) {
      facts.unsupported.push_back({"manifestSupported", {{"uri", reference.uri.value_or("")}}});
      continue;
    }
    Sequence list{reference.part};
    while (const Node entry = list.optional("Reference")) {
      facts.manifestReferences.push_back(readReference(entry));
      if (facts.manifestReferences.size() > kMaxReferences) throw FormatUnsupported("signatureBeyondLimits");
    }
    list.end();
  }
  for (auto& entry : facts.manifestReferences) {
    if (entry.isManifest) facts.unsupported.push_back({"manifestSupported", {{"uri", entry.uri.value_or("")}}});
    resolve(place, entry, budget, facts.unsupported);
  }
}

}  // namespace

Node counterSignedBy(Node signature) {
  if (!xml::is(signature->parent, xml::kXades, "CounterSignature")) return nullptr;
  for (Node parent = signature->parent; parent != nullptr; parent = parent->parent) {
    if (xml::is(parent, kDs, "Signature")) return parent;
  }
  return nullptr;
}

void resolveEnclosed(const SignaturePlace& place, SignatureFacts& facts) {
  std::size_t budget = kMaxEnclosedBytes;
  for (auto& reference : facts.dataReferences) resolve(place, reference, budget, facts.unsupported);
  readManifests(place, facts, budget);
  std::set<Node> covered;
  bool counterSigns = false;
  for (const auto* references : {&facts.dataReferences, &facts.manifestReferences}) {
    for (const auto& reference : *references) {
      if (!reference.enclosed) continue;
      covered.insert(reference.part);
      counterSigns = counterSigns || reference.target == ReferenceTarget::counterSigned;
    }
  }
  const Node counterSignedOne = counterSignedBy(place.signature);
  if (counterSignedOne != nullptr) {
    facts.counterSigned = xml::attribute(counterSignedOne, "Id").value_or("");
    facts.counterSignedFound = counterSigns;
  }
  const Node root = place.document.root();
  const bool enveloped =
      counterSignedOne == nullptr && root != place.signature && !xml::is(root, xml::kAsic, "XAdESSignatures");
  facts.enclosedParts = place.objects.size() + (enveloped ? 1 : 0);
  facts.enclosedCovered = std::ranges::all_of(place.objects, [&](Node object) { return isCovered(object, covered); }) &&
                          (!enveloped || isDocumentCovered(root, covered, facts));
}

}  // namespace balalyk::signing
