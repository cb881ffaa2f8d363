#include "signing/policy/ValidationPolicy.h"

#include <charconv>

#include "signing/SigningError.h"
#include "signing/Time.h"
#include "signing/policy/StandardPolicy.h"
#include "signing/xml/Document.h"

namespace balalyk::signing {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view kNamespace = "urn:balalyk:validation-policy:1";

[[noreturn]] void refuse(const std::string& what) {
  throw SigningError("policyUnreadable", {{"at", what}});
}

std::string required(const xmlNode* node, std::string_view name) {
  const auto value = xml::attribute(node, name);
  if (!value || value->empty()) refuse(std::string{name});
  return *value;
}

int number(const xmlNode* node, std::string_view name) {
  const std::string text = required(node, name);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) refuse(std::string{name});
  return value;
}

std::optional<sys_seconds> until(const xmlNode* node) {
  const auto day = xml::attribute(node, "until");
  if (!day) return std::nullopt;
  const auto time = fromIso(*day + "T00:00:00Z");
  if (!time) refuse("until");
  return time;
}

KeyType keyType(const xmlNode* node) {
  const std::string type = required(node, "type");
  if (type == "RSA") return KeyType::rsa;
  if (type == "EC") return KeyType::ec;
  if (type == "EdDSA") return KeyType::edwards;
  refuse("type");
}

ValidationPolicy::Revocation readRevocation(const xmlNode* node) {
  const std::string mode = required(node, "mode");
  if (mode == "none") return ValidationPolicy::Revocation::none;
  if (mode == "ifPresent") return ValidationPolicy::Revocation::ifPresent;
  if (mode == "required") return ValidationPolicy::Revocation::required;
  refuse("mode");
}

bool truth(const xmlNode* node, std::string_view name) {
  const std::string text = required(node, name);
  if (text != "true" && text != "false") refuse(std::string{name});
  return text == "true";
}

ValidationPolicy::Use better(ValidationPolicy::Use known, const std::optional<sys_seconds>& until, sys_seconds at) {
  if (!until || at < *until) return ValidationPolicy::Use::allowed;
  return known == ValidationPolicy::Use::allowed ? known : ValidationPolicy::Use::expired;
}

ValidationPolicy::Use useOf(const std::vector<ValidationPolicy::Algorithm>& rules, std::string_view name,
                            sys_seconds at) {
  auto use = ValidationPolicy::Use::refused;
  for (const auto& rule : rules) {
    if (rule.name == name) use = better(use, rule.until, at);
  }
  return use;
}

}  // namespace

ValidationPolicy::ValidationPolicy() {
  static const ValidationPolicy standard = fromXml(kStandardPolicy);
  *this = standard;
}

ValidationPolicy ValidationPolicy::fromXml(std::string_view xml) {
  ValidationPolicy policy{Empty{}};
  try {
    const auto document = xml::Document::parse(xml);
    const xmlNode* root = document.root();
    if (!xml::is(root, kNamespace, "policy")) refuse("policy");
    policy.name = required(root, "name");
    for (const xmlNode* node : xml::children(root)) {
      if (xml::is(node, kNamespace, "revocation")) {
        policy.revocation = readRevocation(node);
        policy.freshness = std::chrono::hours{number(node, "freshness")};
      } else if (xml::is(node, kNamespace, "coverage")) {
        policy.everyFileCovered = truth(node, "everyFile");
      } else if (xml::is(node, kNamespace, "digest")) {
        policy.digests.push_back({required(node, "name"), until(node)});
      } else if (xml::is(node, kNamespace, "signature")) {
        policy.signatures.push_back({required(node, "name"), until(node)});
      } else if (xml::is(node, kNamespace, "key")) {
        policy.keys.push_back({keyType(node), number(node, "minBits"), until(node)});
      } else {
        refuse(reinterpret_cast<const char*>(node->name));
      }
    }
  } catch (const xml::XmlError& error) {
    refuse(error.code());
  }
  return policy;
}

ValidationPolicy::Use ValidationPolicy::digestUse(std::string_view algorithm, sys_seconds at) const {
  return useOf(digests, algorithm, at);
}

ValidationPolicy::Use ValidationPolicy::signatureUse(std::string_view algorithm, sys_seconds at) const {
  return useOf(signatures, algorithm, at);
}

ValidationPolicy::Use ValidationPolicy::keyUse(KeyType type, int bits, sys_seconds at) const {
  Use use = Use::refused;
  for (const auto& key : keys) {
    if (key.type == type && bits >= key.minBits) use = better(use, key.until, at);
  }
  return use;
}

}  // namespace balalyk::signing
