#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// What the program and its token processes say to each other, over one socket: frames of a length (four bytes, the
// lowest first) and a body. The body is a letter and texts, each after its length.
//
//   program:  open (module, token, key, keyId, certificateSha256, lastTry, certificate DER), then the PIN as a bare
//   frame
//             sign (digest …)
//   process:  opened (certificate DER) | value (bytes), one for each digest, at once when it is made | failed
namespace balalyk::token {

inline constexpr int kSocket = 3;                     // of the process
inline constexpr std::uint32_t kMostBytes = 1 << 20;  // of a frame
inline constexpr int kMillisecondsToEnd = 2'000;      // once the socket is closed

enum class Verb : char { open = 'o', sign = 's', opened = 'k', value = 'v', failed = 'e' };

struct Message {
  Verb verb{};
  std::vector<std::string> texts;
};

// failed: the code of a KeyError, then name and value of each of its parameters.
Message failureOf(const std::string& code, const std::map<std::string, std::string>& params);
std::map<std::string, std::string> paramsOf(const Message& failed);

std::string encode(const Message& message);   // the frame's body
Message decode(std::string_view body);        // throws std::runtime_error
std::string lengthOf(std::string_view body);  // the four bytes before it
std::uint32_t lengthIn(std::string_view head);

}  // namespace balalyk::token
