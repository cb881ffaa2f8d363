#include "connectors/portal/web/ProgramRequest.h"

#include <openssl/crypto.h>

#include <algorithm>

namespace balalyk::web {
namespace {

char lowerCase(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string bearerOf(const Head& head) {
  static constexpr std::string_view kScheme = "bearer ";  // in any case (RFC 9110)
  const auto field = head.field("authorization");
  const bool is = field.size() > kScheme.size() &&
                  std::ranges::equal(std::string_view(field).substr(0, kScheme.size()), kScheme, {}, lowerCase);
  return is ? field.substr(kScheme.size()) : std::string();
}

std::string mediaTypeOf(const Head& head) {
  auto type = head.field("content-type");
  type = type.substr(0, type.find_first_of("; \t"));
  std::ranges::transform(type, type.begin(), lowerCase);
  return type;
}

}  // namespace

void readProgramFields(const Head& head, Request& request) {
  request.bearer = bearerOf(head);
  request.mediaType = mediaTypeOf(head);
  request.ifMatch = head.field("if-match");
  request.idempotencyKey = head.field("idempotency-key");
}

Wiped::~Wiped() {
  OPENSSL_cleanse(text_.data(), text_.size());
}

}  // namespace balalyk::web
