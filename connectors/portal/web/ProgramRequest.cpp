#include "connectors/portal/web/ProgramRequest.h"

#include <openssl/crypto.h>

#include <algorithm>

namespace balalyk::web {
namespace {

std::string bearerOf(const Head& head) {
  static constexpr std::string_view kScheme = "Bearer ";
  const auto field = head.field("authorization");
  return field.starts_with(kScheme) ? field.substr(kScheme.size()) : std::string();
}

std::string mediaTypeOf(const Head& head) {
  auto type = head.field("content-type");
  type = type.substr(0, type.find_first_of("; \t"));
  std::ranges::transform(type, type.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
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
