#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/portal/web/Values.h"

namespace balalyk::web {

enum class Method { get, post, put, remove };  // HEAD is a GET whose body is left out

// The request line and the header as they were received: nothing of it can be trusted.
struct RawHead {
  std::string method;
  std::string target;   // "/applications?state=waiting"
  std::string version;  // "HTTP/1.1"
  std::vector<std::pair<std::string, std::string>> fields;
};

struct HeadLimits {
  std::size_t target = 4096;        // bytes
  std::size_t fields = 64;          // in number
  std::size_t fieldBytes = 16'384;  // all names and values
  std::uint64_t body = 24u << 20;   // more than the largest upload, so that its own limit is named
};

// A request without its body, after all checks that need nothing but the header.
struct Head {
  Method method = Method::get;
  bool withoutBody = false;  // HEAD
  std::string path;          // decoded: "/applications/17", without "." and ".." and empty parts
  Values query;
  std::uint64_t bodyLength = 0;
  std::vector<std::pair<std::string, std::string>> fields;

  // The value of a field that may come once, by its name in small letters; empty when it is missing.
  std::string field(std::string_view name) const;
};

// What Poco lets pass and we do not: bodies with two lengths or in chunks, controls in values (which it decodes by RFC
// 2047), names that are not tokens, fields that come twice. Throws HttpError 400, 405, 411, 413, 414, 431, 505.
Head checkHead(const RawHead& raw, const HeadLimits& limits = {});

}  // namespace balalyk::web
