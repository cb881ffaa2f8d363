#pragma once

#include <openssl/asn1.h>

#include <chrono>
#include <optional>

namespace balalyk::signing {

// Nothing when there is none or it is no time. For the library's own sources.
std::optional<std::chrono::sys_seconds> timeOf(const ASN1_TIME* time);

}  // namespace balalyk::signing
