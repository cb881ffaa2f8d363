#include "signing/validation/ReferenceFacts.h"

#include <algorithm>

#include "signing/crypto/Base64.h"
#include "signing/xml/Names.h"

namespace balalyk::signing {
namespace {

using xml::kDs;
using Node = const xmlNode*;
using Kind = TransformFacts::Kind;

[[noreturn]] void refuse(const char* code, std::string element) {
  throw FormatError(code, {{"element", std::move(element)}});
}

constexpr std::size_t kLongestIdiom = 1000;

// An expression without its spaces, and with "ds:" for whatever prefix means that namespace where it is written.
std::string normalised(Node expression) {
  std::string text = xml::text(expression);
  if (text.size() > kLongestIdiom) return {};
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  for (const auto& prefix : xml::prefixesOf(expression, kDs)) {
    const std::string from = prefix + ":Signature";
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + 1)) {
      const bool whole = at > 0 && (text[at - 1] == ':' || text[at - 1] == '/');
      if (whole) text.replace(at, from.size(), "{ds}Signature");
    }
  }
  return text;
}

// The idioms of XML-DSig (6.6.3), of EN 319 132-1's profiles and of DSS for «all but this signature» or «all but
// signatures».
std::optional<Kind> xpathKind(Node transform) {
  const auto parts = xml::children(transform);
  if (parts.size() != 1 || !xml::is(parts[0], kDs, "XPath")) return std::nullopt;
  const std::string text = normalised(parts[0]);
  if (text == "not(ancestor-or-self::{ds}Signature)") return Kind::withoutSignatures;
  if (text ==
      "count(ancestor-or-self::{ds}Signature|here()/ancestor::{ds}Signature[1])>"
      "count(ancestor-or-self::{ds}Signature)") {
    return Kind::withoutThisSignature;
  }
  return std::nullopt;
}

std::optional<Kind> filterKind(Node transform) {
  const auto parts = xml::children(transform);
  if (parts.size() != 1 || !xml::is(parts[0], xml::kXPathFilter2, "XPath")) return std::nullopt;
  if (xml::attribute(parts[0], "Filter") != "subtract") return std::nullopt;
  const std::string text = normalised(parts[0]);
  if (text == "/descendant::{ds}Signature" || text == "//{ds}Signature") return Kind::withoutSignatures;
  if (text == "here()/ancestor::{ds}Signature[1]") return Kind::withoutThisSignature;
  return std::nullopt;
}

std::optional<TransformFacts> readTransform(Node transform, const std::string& algorithm) {
  if (const auto form = xml::canonicalForm(transform)) return TransformFacts{Kind::canonical, *form};
  std::optional<Kind> kind;
  if (algorithm == xml::kXPathTransform) {
    kind = xpathKind(transform);
  } else if (algorithm == xml::kXPathFilter2) {
    kind = filterKind(transform);
  } else if (xml::children(transform).empty()) {
    if (algorithm == xml::kEnvelopedTransform) kind = Kind::withoutThisSignature;
    if (algorithm == xml::kBase64Transform) kind = Kind::base64;
  }
  if (!kind) return std::nullopt;
  return TransformFacts{*kind};
}

void readTransforms(Node transforms, ReferenceFacts& facts) {
  Sequence list{transforms};
  while (const Node transform = list.optional("Transform")) {
    const std::string algorithm = xml::attribute(transform, "Algorithm").value_or("");
    const auto read = readTransform(transform, algorithm);
    facts.algorithms.push_back(algorithm);
    if (read) {
      facts.transforms.push_back(*read);
    } else if (facts.unsupportedTransform.empty()) {
      facts.unsupportedTransform = algorithm.empty() ? "?" : algorithm;
    }
  }
  list.end();
}

}  // namespace

Node Sequence::optional(std::string_view name) {
  if (next_ == children_.size() || !xml::is(children_[next_], kDs, name)) return nullptr;
  return children_[next_++];
}

Node Sequence::required(std::string_view name) {
  const Node node = optional(name);
  if (node == nullptr) refuse("signatureElementMissing", std::string{name});
  return node;
}

void Sequence::end() const {
  if (next_ != children_.size()) refuse("signatureElementRefused", nameOf(children_[next_]));
}

std::string nameOf(Node element) {
  return reinterpret_cast<const char*>(element->name);
}

std::string bytesOf(Node element) {
  auto bytes = fromBase64(xml::text(element));
  if (!bytes || bytes->empty()) refuse("signatureTextRefused", nameOf(element));
  return *std::move(bytes);
}

ReferenceFacts readReference(Node reference) {
  ReferenceFacts facts;
  facts.id = xml::attribute(reference, "Id").value_or("");
  facts.uri = xml::attribute(reference, "URI");
  facts.isManifest = xml::attribute(reference, "Type") == xml::kManifestType;
  Sequence parts{reference};
  if (const Node transforms = parts.optional("Transforms")) readTransforms(transforms, facts);
  facts.digestMethod = xml::attribute(parts.required("DigestMethod"), "Algorithm").value_or("");
  facts.digestValue = bytesOf(parts.required("DigestValue"));
  parts.end();
  return facts;
}

}  // namespace balalyk::signing
