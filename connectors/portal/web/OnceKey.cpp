#include "connectors/portal/web/OnceKey.h"

#include <algorithm>
#include <array>

#include "connectors/portal/web/Form.h"
#include "signing/crypto/Digest.h"

namespace balalyk::web {
namespace {

// Which button was pressed is no text: of two in quick succession the first counts.
bool isContent(std::string_view field) {
  static constexpr std::array<std::string_view, 3> kOthers{"csrf", "once", "do"};
  return std::ranges::find(kOthers, field) == kOthers.end() && !isPassword(field);
}

}  // namespace

std::string onceKey(const std::string& token, const Form& form) {
  signing::Sha256 sha256;
  const auto add = [&](std::string_view text) {
    sha256.update(std::to_string(text.size()) + ':');
    sha256.update(text);
  };
  add(token);
  for (const auto& [name, value] : form.fields) {
    if (!isContent(name)) continue;
    add(name);
    add(value);
  }
  if (form.upload) add(form.upload->digest());
  return signing::toHex(sha256.finish());
}

}  // namespace balalyk::web
