#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace balalyk::web {

// What a handler answers. Security headers are added to it by kind (SecurityHeaders.h), and to nothing else.
class Response {
 public:
  enum class Kind {
    page,      // HTML of ours
    data,      // JSON, CSV …
    document,  // a PDF shown in the browser's viewer
    download,  // saved, never shown
    asset,     // a static file whose name holds its digest: kept for a year
    redirect,
  };

  static Response page(std::string html, int status = 200);
  static Response data(std::string type, std::string body, int status = 200);
  static Response pdf(std::string bytes);
  // `name`: what the browser saves it as.
  static Response download(std::string type, std::string bytes, std::string_view name);
  static Response asset(std::string type, std::shared_ptr<const std::string> bytes);
  // See other (303): the browser fetches this address by GET. Only a path of ours: throws std::logic_error otherwise.
  static Response redirect(std::string_view path);
  // The same to another site: an identity provider. From a GET only: after a form the policy form-action stops it.
  // Throws std::logic_error unless the address is https://, or http:// of this machine.
  static Response leave(std::string_view address);

  // 304: the page that the browser has kept under this tag (`"…"`) is still as it was.
  static Response notModified(std::string_view tag, std::chrono::seconds age);

  // May be kept, by caches on the way too, and asked for again by its tag (`"…"`). Only where no cookie was looked at.
  Response& keepFor(std::chrono::seconds age, std::string_view tag);
  bool has(std::string_view name) const;

  // The one function that sets a header field. Throws std::logic_error for a name that is not a token, and for CR, LF
  // and other controls: what a person typed never becomes a field.
  Response& set(std::string_view name, std::string_view value);

  int status() const { return status_; }
  Kind kind() const { return kind_; }
  const std::string& type() const { return type_; }
  std::string_view body() const { return shared_ ? std::string_view(*shared_) : std::string_view(body_); }
  const std::string& location() const { return location_; }
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  Response(Kind kind, int status, std::string type) : kind_(kind), status_(status), type_(std::move(type)) {}

  Kind kind_;
  int status_;
  std::string type_;
  std::string body_;
  std::shared_ptr<const std::string> shared_;
  std::string location_;
  std::vector<std::pair<std::string, std::string>> fields_;
};

// A path of this portal: begins with one "/", and has no host, backslash or control. What a form says where to return
// to is checked by this.
bool isLocalPath(std::string_view path);

}  // namespace balalyk::web
