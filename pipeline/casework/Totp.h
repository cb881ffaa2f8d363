#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/domain/Date.h"

// Codes by time: RFC 6238 with SHA-1, six digits and steps of 30 seconds, as every program for a telephone makes them.
namespace balalyk {

// 160 random bits, base32. Throws Error randomUnavailable.
std::string newTotpSecret();

std::string toBase32(std::string_view bytes);   // RFC 4648, 6, without padding
std::string fromBase32(std::string_view text);  // of toBase32(); empty: not such a text

std::int64_t totpStep(Timestamp time);

// RFC 4226: the last `digits` of the truncated HMAC-SHA-1 of the counter. `key`: bytes.
std::string hotpCode(std::string_view key, std::int64_t counter, int digits = 6);

// The step whose code it is: this one, or one before or after, for clocks differ. `secret`: base32. Takes as long
// whichever it is, or none.
std::optional<std::int64_t> totpStepOf(std::string_view secret, std::string_view code, Timestamp now);

// What the program for codes reads: otpauth://totp/…
std::string totpAddress(const std::string& secret, const std::string& issuer, const std::string& login);

}  // namespace balalyk
