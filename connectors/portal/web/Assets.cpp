#include "connectors/portal/web/Assets.h"

#include <array>
#include <stdexcept>

#include "connectors/portal/web/EmbeddedFiles.h"
#include "pipeline/Error.h"
#include "signing/ReadFile.h"
#include "signing/crypto/Digest.h"

namespace balalyk::web {
namespace {

// libjs-bootstrap5 and fonts-paratype.
constexpr std::array<std::pair<const char*, const char*>, 4> kOfPackages{{
    {"bootstrap.css", "/usr/share/javascript/bootstrap5/css/bootstrap.min.css"},
    {"pt-sans.ttf", "/usr/share/fonts/truetype/paratype/PTS55F.ttf"},
    {"pt-sans-bold.ttf", "/usr/share/fonts/truetype/paratype/PTS75F.ttf"},
    {"pt-sans-italic.ttf", "/usr/share/fonts/truetype/paratype/PTS56F.ttf"},
}};
constexpr std::array<std::pair<std::string_view, const char*>, 5> kTypes{{
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ttf", "font/ttf"},
}};
constexpr std::size_t kDigits = 16;  // of the digest, in the address

// Within a sheet: url(asset:pt-sans.ttf) is the address of that asset.
std::string withAddresses(std::string text, const std::map<std::string, std::string, std::less<>>& addresses) {
  static constexpr std::string_view kMark = "asset:";
  for (auto at = text.find(kMark); at != std::string::npos; at = text.find(kMark, at)) {
    const auto end = text.find(')', at);
    const auto name = text.substr(at + kMark.size(), end - at - kMark.size());
    const auto found = addresses.find(name);
    if (found == addresses.end()) throw std::logic_error("no asset named " + name);
    text.replace(at, end - at, found->second);
  }
  return text;
}

}  // namespace

Assets::Assets() {
  for (const auto& [name, file] : kOfPackages) {
    auto bytes = signing::readWholeFile(file);
    if (!bytes) throw Error("assetMissing", {{"file", file}});
    // Its map would be asked for under an address that it is not at.
    if (const auto map = bytes->find("/*# sourceMappingURL="); map != std::string::npos) bytes->resize(map);
    add(name, std::move(*bytes));
  }
  for (const auto& file : embeddedFiles())
    if (file.name.ends_with(".png"))
      add(std::string(file.name), std::string(file.bytes));
    else if (!file.name.ends_with(".mustache"))
      add(std::string(file.name), withAddresses(std::string(file.bytes), addresses_));
}

void Assets::add(const std::string& name, std::string bytes) {
  const auto dot = name.rfind('.');
  const auto ending = std::string_view(name).substr(dot);
  for (const auto& [known, type] : kTypes) {
    if (known != ending) continue;
    const auto digest = signing::toHex(signing::sha256(bytes)).substr(0, kDigits);
    const auto address = "/assets/" + name.substr(0, dot) + "." + digest + std::string(ending);
    byAddress_.emplace(address, Asset{type, std::make_shared<const std::string>(std::move(bytes))});
    addresses_.emplace(name, address);
    return;
  }
  throw std::logic_error("an asset of an unknown type: " + name);
}

std::string Assets::address(const std::string& name) const {
  const auto found = addresses_.find(name);
  if (found == addresses_.end()) throw std::logic_error("no asset named " + name);
  return found->second;
}

bool Assets::has(const std::string& name) const {
  return addresses_.contains(name);
}

std::optional<Response> Assets::find(std::string_view path) const {
  const auto found = byAddress_.find(path);
  if (found == byAddress_.end()) return std::nullopt;
  return Response::asset(found->second.type, found->second.bytes);
}

}  // namespace balalyk::web
