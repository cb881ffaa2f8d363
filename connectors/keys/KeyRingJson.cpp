#include "connectors/keys/KeyRingJson.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "pipeline/Error.h"

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

const KeyKind& kindOf(const KeyEntry& entry, const std::string& name) {
  const auto kinds = allKeyKinds();
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const KeyKind& any) { return any.name == name; });
  if (kind == kinds.end()) throw Error("keyRingKindUnknown", {{"member", entry.member}, {"kind", name}});
  return *kind;
}

void checkFields(const KeyEntry& entry, const KeyKind& kind) {
  for (const auto field : kind.required) require(entry, field, !entry.field(field).empty());
  for (const auto& [name, value] : entry.fields) {
    const auto lists = {&kind.required, &kind.optional};
    if (std::none_of(lists.begin(), lists.end(), [&, &field = name](const auto* known) {
          return std::find(known->begin(), known->end(), field) != known->end();
        })) {
      throw Error("keyRingFieldUnknown", {{"member", entry.member}, {"field", name}});
    }
  }
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
  std::transform(key.certificateSha256.begin(), key.certificateSha256.end(), key.certificateSha256.begin(), ::tolower);
  const auto kind = take(key.fields, "kind");
  entry.kind = &kindOf(key, kind.empty() ? "pkcs12" : kind);
  checkFields(key, *entry.kind);
  return entry;
}

}  // namespace

std::map<std::string, RingEntry> readKeyRing(const std::filesystem::path& ringFile) {
  const auto unreadable = [&](const std::string& detail) {
    return Error("keyRingUnreadable", {{"file", ringFile.filename().string()}, {"detail", detail}});
  };
  std::ifstream stream(ringFile);
  if (!stream) throw unreadable("the file cannot be opened");
  std::stringstream text;
  text << stream.rdbuf();
  std::map<std::string, RingEntry> entries;
  try {
    const auto root = Poco::JSON::Parser().parse(text.str()).extract<Object::Ptr>();
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
