#include "TestBrowser.h"

#include <regex>

namespace balalyk::tests {

using namespace web;

namespace {

std::string plain(std::string text) {
  static const std::pair<const char*, const char*> kEntities[] = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&amp;", "&"}};
  for (const auto& [entity, character] : kEntities)
    for (auto at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1))
      text.replace(at, std::string(entity).size(), character);
  return text;
}

}  // namespace

std::string urlEncoded(const TestBrowser::Fields& fields) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  const auto encode = [](const std::string& text) {
    std::string out;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      out.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
    }
    return out;
  };
  std::string text;
  for (const auto& [name, value] : fields) text += (text.empty() ? "" : "&") + encode(name) + "=" + encode(value);
  return text;
}

Response TestBrowser::send(const std::string& method, const std::string& path, const std::string& body) {
  RawHead head{.method = method, .target = path, .version = "HTTP/1.1", .fields = {}};
  head.fields = {{"Host", "portal.test"}, {"Accept-Language", language}, {"User-Agent", agent}};
  std::string cookie;
  for (const auto& [name, value] : cookies) cookie += (cookie.empty() ? "" : "; ") + name + "=" + value;
  if (!cookie.empty()) head.fields.emplace_back("Cookie", cookie);
  if (method == "POST") {
    head.fields.emplace_back("Sec-Fetch-Site", "same-origin");
    head.fields.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    head.fields.emplace_back("Content-Length", std::to_string(body.size()));
  }
  TextSource source(body);
  auto response = site_.answer(head, source, "192.0.2.1");
  for (const auto& [name, value] : response.fields()) {
    if (name != "Set-Cookie") continue;
    const auto equals = value.find('=');
    const auto key = value.substr(0, equals), held = value.substr(equals + 1, value.find(';') - equals - 1);
    if (held.empty())
      cookies.erase(key);
    else
      cookies[key] = held;
  }
  page_ = response.body();
  return response;
}

Response TestBrowser::get(const std::string& path) {
  return send("GET", path, "");
}

Response TestBrowser::post(const std::string& path, const Fields& fields) {
  return send("POST", path, urlEncoded(fields));
}

TestBrowser::Fields TestBrowser::hidden(const std::string& action) const {
  Fields fields;
  const auto at = page_.find("action=\"" + action + "\"");
  if (at == std::string::npos) return fields;
  const auto form = page_.substr(at, page_.find("</form>", at) - at);
  static const std::regex kHidden("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");
  for (std::sregex_iterator it(form.begin(), form.end(), kHidden), end; it != end; ++it)
    fields.emplace_back(plain((*it)[1]), plain((*it)[2]));
  return fields;
}

Response TestBrowser::submit(const std::string& action, const Fields& typed) {
  auto fields = hidden(action);
  fields.insert(fields.end(), typed.begin(), typed.end());
  return post(action, fields);
}

}  // namespace balalyk::tests
