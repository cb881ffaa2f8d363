#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "pipeline/ports/Signer.h"

// What the portal and `balalyk signer` say to each other: frames of a length (four bytes, the lowest first) and a body.
//
//   client:  a request, then the password as a separate frame, which is never part of a message
//   signer:  progress, any number of them, for a batch; then one answer
namespace balalyk::signerwire {

inline constexpr std::uint8_t kVersion = 1;
inline constexpr std::uint32_t kMostRequest = 2u << 20;  // 10,000 documents
inline constexpr std::uint32_t kMostAnswer = 8u << 20;
inline constexpr std::uint32_t kMostPassword = 1'024;
inline constexpr std::size_t kMostDocuments = 10'000;

struct Revocation {
  std::string id, memberId;
};
using Request = std::variant<BatchOrder, StandingOrder, Revocation>;

struct Granted {
  std::string id;
};
struct Revoked {};
using Answer = std::variant<BatchProgress, BatchReport, Granted, Revoked, Problem>;

// The frame's body. encode() throws Error signerRequestUnusable{detail} for what decode() would not take.
std::string encode(const Request& request);
std::string encode(const Answer& answer);
// Only what encode() writes: every text is plain and short, every id and digest of its form, nothing is left over.
// Throw Error signerRequestUnusable{detail}.
Request decodeRequest(std::string_view body);
Answer decodeAnswer(std::string_view body);

}  // namespace balalyk::signerwire
