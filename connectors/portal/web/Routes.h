#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/portal/web/Access.h"
#include "connectors/portal/web/Head.h"
#include "connectors/portal/web/Response.h"

namespace balalyk::web {

class Visit;
using Handler = std::function<Response(Visit&)>;

// Handlers that are members of a page, which all requests share: `const HandlersOf with(page);`, `with(&Page::show)`.
template <class Page>
class HandlersOf {
 public:
  explicit HandlersOf(Page page) : page_(std::move(page)) {}  // itself, or a pointer to it
  template <class Handle>
  Handler operator()(Handle handle) const {
    return [page = page_, handle](Visit& visit) -> Response { return std::invoke(handle, page, visit); };
  }

 private:
  Page page_;
};

// What a route takes, beyond what it is called by.
enum class Takes {
  form,          // fields; a session and its token are needed
  upload,        // the same, and one file
  signInForm,    // fields of somebody without a session: the token is the cookie's, and nothing is done only once
  publicForm,    // fields of somebody without a session too: only where nothing is changed for an account
  publicUpload,  // as publicForm, and one file: nothing is kept of it
  body,          // of a program: as it came, up to 2 MB; only with Access::token()
};

// A path with typed parameters: "/applications/{id:id}/pages/{page:number}".
//   id      letters, digits, "-" and "_", up to 64
//   number  1 to 9 digits
//   word    small letters and "-", up to 32
//   date    2026-11-29
// Another value is another address: 404.
class PathPattern {
 public:
  explicit PathPattern(std::string_view text);  // throws std::logic_error for a mistake in it
  // The parameters, when the path is one of these.
  bool matches(std::string_view path, std::map<std::string, std::string, std::less<>>& parameters) const;
  const std::string& text() const { return text_; }

 private:
  struct Part {
    std::string text;  // itself, or the parameter's name
    std::string type;  // empty: a fixed part
  };
  std::string text_;
  std::vector<Part> parts_;
};

struct Route {
  Method method;
  PathPattern pattern;
  Access access;
  Takes takes;
  Handler handler;
};

// Default deny: what is not here is not found, and a route that does not say who may use it does not compile.
class Routes {
 public:
  void get(std::string_view pattern, Access access, Handler handler);
  void post(std::string_view pattern, Access access, Takes takes, Handler handler);
  void add(Method method, std::string_view pattern, Access access, Takes takes, Handler handler);

  struct Found {
    const Route* route = nullptr;
    std::map<std::string, std::string, std::less<>> parameters;
    std::string allowed;  // "GET, HEAD": of this path, when no route has the method; empty: no such path
  };
  Found find(Method method, std::string_view path) const;
  const std::vector<Route>& all() const { return routes_; }  // for the matrix role × route

 private:
  std::vector<Route> routes_;
};

}  // namespace balalyk::web
