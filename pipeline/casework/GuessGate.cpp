#include "pipeline/casework/GuessGate.h"

#include <arpa/inet.h>

#include <array>
#include <vector>

#include "signing/crypto/Digest.h"

namespace balalyk {

std::string addressKey(const std::string& address) {
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return "address:" + address;
  return "network:" + signing::toHex(std::string_view(reinterpret_cast<const char*>(bytes.data()), 8));
}

std::optional<Problem> GuessGate::blocked(const std::string& key, const std::string& address) {
  std::vector<SignInLedger::Attempt> attempts;
  if (!key.empty()) attempts.push_back({key, limits_.account});
  attempts.push_back({addressKey(address), limits_.address});
  const auto wait = ledger_.attempt(attempts);
  if (wait <= std::chrono::seconds(0)) return std::nullopt;
  const auto minutes = std::chrono::ceil<std::chrono::minutes>(wait).count();
  return Problem{"signInBlocked", {{"minutes", std::to_string(minutes)}}};
}

void GuessGate::wellEnded(const std::string& key, const std::string& address) {
  if (!key.empty()) ledger_.forget(key);
  ledger_.takeBack(addressKey(address));
}

}  // namespace balalyk
