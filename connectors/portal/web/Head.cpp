#include "connectors/portal/web/Head.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "connectors/portal/web/HttpError.h"
#include "connectors/portal/web/PlainText.h"

namespace balalyk::web {
namespace {

bool isTokenCharacter(char c) {
  static constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         kOthers.find(c) != std::string_view::npos;
}

std::string lowerCase(std::string text) {
  for (auto& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string_view withoutBlanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// All that we read may come once only: of two, a server in front and we could take different ones.
constexpr std::array<std::string_view, 18> kSingle{
    "host",      "content-length", "transfer-encoding", "content-type", "cookie",
    "origin",    "accept",         "accept-language",   "expect",       "sec-fetch-site",
    "x-real-ip", "connection",     "authorization",     "referer",      "content-encoding",
    "if-match",  "if-none-match",  "idempotency-key"};

std::vector<std::pair<std::string, std::string>> checkFields(const RawHead& raw, const HeadLimits& limits) {
  if (raw.fields.size() > limits.fields) throw HttpError(431, {"requestHeaderTooLarge", {}});
  std::vector<std::pair<std::string, std::string>> fields;
  std::size_t bytes = 0;
  for (const auto& [name, value] : raw.fields) {
    bytes += name.size() + value.size();
    if (bytes > limits.fieldBytes) throw HttpError(431, {"requestHeaderTooLarge", {}});
    if (name.empty() || !std::ranges::all_of(name, isTokenCharacter)) refuseRequest("a header name");
    for (const char c : value)
      if ((c >= 0 && c < ' ' && c != '\t') || c == 0x7F) refuseRequest("a control in a header value");
    auto lower = lowerCase(name);
    if (std::ranges::find(kSingle, lower) != kSingle.end() &&
        std::ranges::any_of(fields, [&](const auto& field) { return field.first == lower; }))
      refuseRequest("a header field that came twice");
    fields.emplace_back(std::move(lower), withoutBlanks(value));
  }
  return fields;
}

void readMethod(const std::string& word, Head& head) {
  if (word == "HEAD") head.withoutBody = true;
  if (word == "GET" || word == "HEAD") {
    head.method = Method::get;
  } else if (word == "POST") {
    head.method = Method::post;
  } else if (word == "PUT") {
    head.method = Method::put;
  } else if (word == "DELETE") {
    head.method = Method::remove;
  } else {
    throw HttpError(std::ranges::all_of(word, isTokenCharacter) ? 405 : 400, {"methodNotAllowed", {}});
  }
}

// One form of each address: what a server in front would fold, or read otherwise, is refused.
void readTarget(const std::string& target, const HeadLimits& limits, Head& head) {
  if (target.size() > limits.target) throw HttpError(414, {"addressTooLong", {}});
  if (!target.starts_with('/')) refuseRequest("an address that is not a path");
  for (const char c : target)
    if (c <= ' ' || c == 0x7F || c == '#' || c == '\\') refuseRequest("a character in the address");
  const auto question = target.find('?');
  const auto path = std::string_view(target).substr(0, question);
  head.path = percentDecoded(path, false);
  // An escaped slash or a line end would be a part of the path here and not there.
  if (std::ranges::count(head.path, '/') != std::ranges::count(path, '/') ||
      head.path.find_first_of("\\\r\n\t") != std::string::npos)
    refuseRequest("an escape in the path");
  for (std::size_t at = 0; at != std::string::npos;) {
    const auto next = head.path.find('/', at + 1);
    const auto part = std::string_view(head.path).substr(at + 1, next == std::string::npos ? next : next - at - 1);
    if (part == "." || part == ".." || (part.empty() && next != std::string::npos)) refuseRequest("a path with dots");
    at = next;
  }
  if (question == std::string::npos) return;
  std::string_view query = std::string_view(target).substr(question + 1);
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    if (!pair.empty())
      head.query.add(percentDecoded(pair.substr(0, equals), true),
                     percentDecoded(pair.substr(std::min(equals + 1, pair.size())), true));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
}

void readLength(Head& head, const HeadLimits& limits) {
  const auto length = head.field("content-length");
  const bool lengthGiven = std::ranges::any_of(head.fields, [](const auto& f) { return f.first == "content-length"; });
  const bool inChunks = std::ranges::any_of(head.fields, [](const auto& f) { return f.first == "transfer-encoding"; });
  if (inChunks && lengthGiven) refuseRequest("a body with two lengths");
  if (inChunks) throw HttpError(411, {"requestLengthMissing", {}});
  if (!head.field("content-encoding").empty()) throw HttpError(415, {"mediaTypeUnsupported", {}});
  const bool takesBody = head.method == Method::post || head.method == Method::put;
  if (!lengthGiven) {
    if (takesBody) throw HttpError(411, {"requestLengthMissing", {}});
    return;
  }
  if (length.empty() || length.find_first_not_of("0123456789") != std::string::npos) refuseRequest("a content length");
  if (std::from_chars(length.data(), length.data() + length.size(), head.bodyLength).ec != std::errc{} ||
      head.bodyLength > limits.body)
    throw HttpError(413, {"requestTooLarge", {}});
  if (!takesBody && head.bodyLength > 0) refuseRequest("a body where there is none");
}

}  // namespace

std::string Head::field(std::string_view name) const {
  for (const auto& [key, value] : fields)
    if (key == name) return value;
  return {};
}

Head checkHead(const RawHead& raw, const HeadLimits& limits) {
  Head head;
  if (raw.version != "HTTP/1.1" && raw.version != "HTTP/1.0") {
    throw HttpError(505, {"requestMalformed", {{"detail", "a version of HTTP"}}});
  }
  head.fields = checkFields(raw, limits);
  if (head.field("host").empty()) refuseRequest("a request without a host");
  readMethod(raw.method, head);
  readTarget(raw.target, limits, head);
  readLength(head, limits);
  return head;
}

}  // namespace balalyk::web
