#include "connectors/portal/web/Routes.h"

#include <algorithm>
#include <stdexcept>

namespace balalyk::web {
namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
bool isSmall(char c) {
  return c >= 'a' && c <= 'z';
}

bool isOfType(std::string_view type, std::string_view text) {
  if (type == "number") return !text.empty() && text.size() <= 9 && std::ranges::all_of(text, isDigit);
  if (type == "word")
    return !text.empty() && text.size() <= 32 &&
           std::ranges::all_of(text, [](char c) { return isSmall(c) || c == '-'; });
  if (type == "date") {
    if (text.size() != 10) return false;
    for (std::size_t i = 0; i < text.size(); ++i)
      if (i == 4 || i == 7 ? text[i] != '-' : !isDigit(text[i])) return false;
    return true;
  }
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return isDigit(c) || isSmall(c) || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  });
}

bool isType(std::string_view type) {
  return type == "id" || type == "number" || type == "word" || type == "date";
}

std::string_view nextPart(std::string_view& path) {
  path.remove_prefix(1);  // the slash
  const auto part = path.substr(0, path.find('/'));
  path.remove_prefix(part.size());
  return part;
}

const char* nameOf(Method method) {
  switch (method) {
    case Method::get:
      return "GET, HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::remove:
      break;
  }
  return "DELETE";
}

}  // namespace

PathPattern::PathPattern(std::string_view text) : text_(text) {
  if (!text.starts_with('/')) throw std::logic_error("a route that is not a path: " + text_);
  while (!text.empty()) {
    const auto part = nextPart(text);
    if (!part.starts_with('{')) {
      parts_.push_back({std::string(part), ""});
      continue;
    }
    const auto colon = part.find(':');
    if (colon == std::string_view::npos || !part.ends_with('}'))
      throw std::logic_error("a route's parameter: " + text_);
    const auto type = part.substr(colon + 1, part.size() - colon - 2);
    if (!isType(type)) throw std::logic_error("the type of a route's parameter: " + text_);
    parts_.push_back({std::string(part.substr(1, colon - 1)), std::string(type)});
  }
}

bool PathPattern::matches(std::string_view path, std::map<std::string, std::string, std::less<>>& parameters) const {
  std::map<std::string, std::string, std::less<>> found;
  for (const auto& part : parts_) {
    if (path.empty()) return false;
    const auto text = nextPart(path);
    if (part.type.empty() ? text != part.text : !isOfType(part.type, text)) return false;
    if (!part.type.empty()) found.emplace(part.text, text);
  }
  if (!path.empty()) return false;
  parameters = std::move(found);
  return true;
}

void Routes::get(std::string_view pattern, Access access, Handler handler) {
  add(Method::get, pattern, access, Takes::form, std::move(handler));
}

void Routes::post(std::string_view pattern, Access access, Takes takes, Handler handler) {
  add(Method::post, pattern, access, takes, std::move(handler));
}

void Routes::add(Method method, std::string_view pattern, Access access, Takes takes, Handler handler) {
  // A body without a form's token is for programs, which have no cookie that somebody else could use.
  const bool ofProgram = !access.readsCookies() && !access.isPublic();
  const bool ofStranger = !access.readsCookies() && access.isPublic();
  const bool needsNobody = takes == Takes::publicForm || takes == Takes::publicUpload;
  if (method != Method::get && ((takes == Takes::body) != ofProgram || (ofStranger && !needsNobody)))
    throw std::logic_error("a route whose body and whose access do not fit: " + std::string(pattern));
  const bool publicForm = takes == Takes::publicForm || takes == Takes::publicUpload || takes == Takes::signInForm;
  if (publicForm && !access.isPublic())
    throw std::logic_error("a form without a token for accounts: " + std::string(pattern));
  const auto twice = std::ranges::any_of(
      routes_, [&](const Route& route) { return route.method == method && route.pattern.text() == pattern; });
  if (twice) throw std::logic_error("two routes of one address: " + std::string(pattern));
  routes_.push_back({method, PathPattern(pattern), access, takes, std::move(handler)});
}

Routes::Found Routes::find(Method method, std::string_view path) const {
  Found found;
  for (const auto& route : routes_) {
    if (!route.pattern.matches(path, found.parameters)) continue;
    if (route.method == method) {
      found.route = &route;
      return found;
    }
    found.allowed += (found.allowed.empty() ? "" : ", ") + std::string(nameOf(route.method));
  }
  return found;
}

}  // namespace balalyk::web
