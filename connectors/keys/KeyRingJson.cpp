#include "connectors/keys/KeyRingJson.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>

#include "pipeline/Error.h"
#include "pipeline/domain/NearestWord.h"
#include "signing/ReadFile.h"

namespace balalyk {

namespace {

using Poco::JSON::Object;

std::string take(std::map<std::string, std::string, std::less<>>& fields, const std::string& name) {
  auto node = fields.extract(name);
  return node.empty() ? std::string() : node.mapped();
}

void require(const KeyEntry& entry, std::string_view field, bool there) {
  if (!there) throw Error("keyRingFieldMissing", {{"member", entry.member}, {"field", std::string(field)}});
}

// A name that is not known would be passed over otherwise, and what it was to say with it.
[[noreturn]] void refuseName(const std::string& name, std::vector<std::string_view> known, const std::string& member) {
  std::map<std::string, std::string> params{{"field", name}};
  if (!member.empty()) params["member"] = member;
  if (auto nearest = nearestWord(name, known); !nearest.empty()) params["nearest"] = std::move(nearest);
  throw Error("keyRingFieldUnknown", std::move(params));
}

const KeyKind& kindOf(const KeyEntry& entry, const std::string& name) {
  const auto kinds = allKeyKinds();
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const KeyKind& any) { return any.name == name; });
  if (kind == kinds.end()) throw Error("keyRingKindUnknown", {{"member", entry.member}, {"kind", name}});
  return *kind;
}

bool isAll(const std::string& text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string::npos;
}

bool hasForm(const std::string& value, KeyField::Form form) {
  switch (form) {
    case KeyField::Form::number:
      return value.size() < 7 && isAll(value, "0123456789");
    case KeyField::Form::flag:
      return value == "true" || value == "false";
    case KeyField::Form::hexadecimal:
      return value.size() % 2 == 0 && isAll(value, "0123456789abcdefABCDEF");
    case KeyField::Form::text:
      break;
  }
  return true;
}

[[noreturn]] void refuseValue(const KeyEntry& entry, std::string_view field, const char* allowed) {
  throw Error("keyRingValueWrong", {{"member", entry.member}, {"field", std::string(field)}, {"allowed", allowed}});
}

const char* wordOf(KeyField::Form form) {
  return form == KeyField::Form::number ? "number" : form == KeyField::Form::flag ? "flag" : "hexadecimal";
}

void checkFields(const KeyEntry& entry, const KeyKind& kind) {
  std::vector<std::string_view> known{"member", "kind", "certificateSha256"};
  for (const auto& field : kind.fields) known.push_back(field.name);
  for (const auto& [name, value] : entry.fields)
    if (std::ranges::find(kind.fields, name, &KeyField::name) == kind.fields.end())
      refuseName(name, known, entry.member);
  for (const auto& field : kind.fields) {
    const auto value = entry.field(field.name);
    require(entry, field.name, field.need == KeyField::Need::optional || !value.empty());
    if (!value.empty() && !hasForm(value, field.form)) refuseValue(entry, field.name, wordOf(field.form));
  }
}

// As `sha256sum` writes it, or `openssl x509 -fingerprint`.
std::string fingerprintFrom(const KeyEntry& entry, std::string text) {
  std::erase(text, ':');
  std::transform(text.begin(), text.end(), text.begin(), ::tolower);
  if (text.size() != 64 || !hasForm(text, KeyField::Form::hexadecimal))
    refuseValue(entry, "certificateSha256", "sha256");
  return text;
}

RingEntry entryFrom(const Object& object, const std::filesystem::path& folder) {
  RingEntry entry;
  auto& key = entry.key;
  key.folder = folder;
  for (const auto& [name, value] : object) key.fields.emplace(name, value.toString());
  key.member = take(key.fields, "member");
  require(key, "member", !key.member.empty());
  key.certificateSha256 = take(key.fields, "certificateSha256");
  require(key, "certificateSha256", !key.certificateSha256.empty());
  const auto kind = take(key.fields, "kind");
  entry.kind = &kindOf(key, kind.empty() ? "pkcs12" : kind);
  checkFields(key, *entry.kind);
  key.certificateSha256 = fingerprintFrom(key, std::move(key.certificateSha256));
  return entry;
}

}  // namespace

std::map<std::string, RingEntry> readKeyRing(const std::filesystem::path& ringFile) {
  const auto unreadable = [&](const std::string& detail) {
    return Error("keyRingUnreadable", {{"file", ringFile.string()}, {"detail", detail}});
  };
  const auto text = signing::readWholeFile(ringFile);
  if (!text) throw unreadable("the file cannot be opened");
  std::map<std::string, RingEntry> entries;
  try {
    const auto root = Poco::JSON::Parser().parse(*text).extract<Object::Ptr>();
    for (const auto& [name, value] : *root)
      if (name != "keys") refuseName(name, {"keys"}, {});
    const auto keys = root->getArray("keys");
    if (!keys) throw unreadable("no list «keys»");
    for (const auto& key : *keys) {
      auto entry = entryFrom(*key.extract<Object::Ptr>(), ringFile.parent_path());
      const auto member = entry.key.member;
      if (!entries.emplace(member, std::move(entry)).second) throw Error("keyRingMemberTwice", {{"member", member}});
    }
  } catch (const Poco::Exception& error) {
    throw unreadable(error.displayText());
  }
  return entries;
}

}  // namespace balalyk
