#include "connectors/portal/web/SecurityHeaders.h"

namespace balalyk::web {
namespace {

constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "object-src 'none'";
// The viewer of Chrome is a document with scripts and styles inside ours: a sandbox or default-src 'none' stops it.
constexpr const char* kPolicyOfPdf = "frame-ancestors 'self'";
// Nothing in it is to be run or shown.
constexpr const char* kPolicyOfData = "default-src 'none'; frame-ancestors 'none'; sandbox";

const char* policyOf(Response::Kind kind) {
  switch (kind) {
    case Response::Kind::document:
      return kPolicyOfPdf;
    case Response::Kind::data:
    case Response::Kind::download:
    case Response::Kind::asset:
      return kPolicyOfData;
    case Response::Kind::page:
    case Response::Kind::redirect:
      break;
  }
  return kPolicy;
}

}  // namespace

void addSecurityHeaders(Response& response, bool overTls) {
  response.set("Content-Security-Policy", policyOf(response.kind()));
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Cross-Origin-Opener-Policy", "same-origin");
  response.set("Cross-Origin-Resource-Policy", "same-origin");
  response.set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  if (response.kind() != Response::Kind::document) response.set("X-Frame-Options", "DENY");
  if (overTls) response.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  if (response.has("Cache-Control")) return;
  response.set("Cache-Control",
               response.kind() == Response::Kind::asset ? "public, max-age=31536000, immutable" : "no-store");
}

}  // namespace balalyk::web
