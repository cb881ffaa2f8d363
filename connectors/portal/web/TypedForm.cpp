#include "connectors/portal/web/TypedForm.h"

#include <algorithm>
#include <array>

#include "connectors/portal/web/Form.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/portal/web/Response.h"

namespace balalyk::web {
namespace {

constexpr const char* kName = "typed";
constexpr const char* kPage = "here";
constexpr const char* kBy = "by";
constexpr const char* kEncoded = "application/x-www-form-urlencoded";

bool isDraftName(std::string_view text) {
  return !text.empty() && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
           c == '/';
  });
}

bool isOurs(std::string_view field) {
  static constexpr std::array<std::string_view, 5> kOurs{"csrf", "once", kName, kPage, kBy};
  return std::ranges::find(kOurs, field) != kOurs.end();
}

// UTF-8 stays as it is, so that a long text stays within the limit of a value.
void appendEncoded(std::string& to, std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  for (const char c : text) {
    if (c == '%' || c == '&' || c == '=' || c == '+' || (c >= 0 && c < ' '))
      to.append({'%', kDigits[c >> 4], kDigits[c & 15]});
    else
      to += c;
  }
}

void appendPair(std::string& to, std::string_view name, std::string_view value) {
  if (!to.empty()) to += '&';
  appendEncoded(to, name);
  to += '=';
  appendEncoded(to, value);
}

}  // namespace

std::optional<CarriedForm> carriedFrom(const Values& values) {
  CarriedForm form{.name = values.first(kName), .page = values.first(kPage), .accountId = values.first(kBy)};
  if (!isDraftName(form.name) || !isLocalPath(form.page) || form.accountId.empty()) return std::nullopt;
  for (const auto& [name, value] : values)
    if (!isOurs(name) && !isPassword(name)) form.fields.emplace_back(name, value);
  return form;
}

std::string toText(const CarriedForm& form) {
  std::string text;
  appendPair(text, kName, form.name);
  appendPair(text, kPage, form.page);
  appendPair(text, kBy, form.accountId);
  for (const auto& [name, value] : form.fields) appendPair(text, name, value);
  return text;
}

std::optional<CarriedForm> carriedFrom(const std::string& text) {
  if (text.empty()) return std::nullopt;
  TextSource source(text);
  Body body(source, text.size());
  try {
    return carriedFrom(readForm(kEncoded, body, {}).fields);
  } catch (const HttpError&) {
    return std::nullopt;  // not as toText() writes it
  }
}

}  // namespace balalyk::web
