#include "signing/crypto/Asn1Time.h"

#include <ctime>

namespace balalyk::signing {

std::optional<std::chrono::sys_seconds> timeOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return std::chrono::sys_seconds{std::chrono::seconds{timegm(&parts)}};
}

}  // namespace balalyk::signing
