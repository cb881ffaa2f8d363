#include "connectors/portal/web/Response.h"

#include <algorithm>
#include <cstdint>
#include <stdexcept>

namespace balalyk::web {
namespace {

constexpr const char* kHtml = "text/html; charset=utf-8";

bool isUnreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

// RFC 8187: both a plain name and the real one.
std::string attachment(std::string_view name) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string plain, encoded;
  for (const char c : name) {
    const auto byte = static_cast<std::uint8_t>(c);
    plain += isUnreserved(c) ? c : '_';
    if (isUnreserved(c))
      encoded += c;
    else
      encoded.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
  }
  return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded;
}

}  // namespace

Response Response::page(std::string html, int status) {
  Response response(Kind::page, status, kHtml);
  response.body_ = std::move(html);
  return response;
}

Response Response::data(std::string type, std::string body, int status) {
  Response response(Kind::data, status, std::move(type));
  response.body_ = std::move(body);
  return response;
}

Response Response::pdf(std::string bytes) {
  Response response(Kind::document, 200, "application/pdf");
  response.body_ = std::move(bytes);
  return response.set("Content-Disposition", "inline");
}

Response Response::download(std::string type, std::string bytes, std::string_view name) {
  Response response(Kind::download, 200, std::move(type));
  response.body_ = std::move(bytes);
  return response.set("Content-Disposition", attachment(name));
}

Response Response::asset(std::string type, std::shared_ptr<const std::string> bytes) {
  Response response(Kind::asset, 200, std::move(type));
  response.shared_ = std::move(bytes);
  return response;
}

Response Response::redirect(std::string_view path) {
  if (!isLocalPath(path)) throw std::logic_error("a redirect to an address that is not of the portal");
  Response response(Kind::redirect, 303, kHtml);
  response.location_ = path;
  return response.set("Location", path);
}

Response Response::leave(std::string_view address) {
  const bool secure = address.starts_with("https://");
  const bool here = address.starts_with("http://127.0.0.1:") || address.starts_with("http://localhost:");
  const bool plain = std::ranges::all_of(address, [](char c) { return c > ' ' && c < 0x7F && c != '\\'; });
  if ((!secure && !here) || !plain) throw std::logic_error("a redirect to an address without TLS");
  Response response(Kind::redirect, 303, kHtml);
  response.location_ = address;
  return response.set("Location", address);
}

Response Response::notModified(std::string_view tag, std::chrono::seconds age) {
  Response response(Kind::page, 304, kHtml);
  return response.keepFor(age, tag);
}

Response& Response::keepFor(std::chrono::seconds age, std::string_view tag) {
  set("Cache-Control", "public, max-age=" + std::to_string(age.count()));
  return set("ETag", tag).set("Vary", "Accept-Language");
}

bool Response::has(std::string_view name) const {
  return std::ranges::any_of(fields_, [&](const auto& field) { return field.first == name; });
}

Response& Response::set(std::string_view name, std::string_view value) {
  const bool token = !name.empty() && std::ranges::all_of(name, [](char c) { return isUnreserved(c); });
  const bool plain = std::ranges::none_of(value, [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; });
  if (!token || !plain) throw std::logic_error("a control in a header field");
  fields_.emplace_back(name, value);
  return *this;
}

bool isLocalPath(std::string_view path) {
  if (!path.starts_with('/') || path.starts_with("//") || path.size() > 2048) return false;
  return std::ranges::all_of(path, [](char c) { return c > ' ' && c < 0x7F && c != '\\'; });
}

}  // namespace balalyk::web
