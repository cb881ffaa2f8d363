#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "connectors/portal/web/Site.h"

namespace balalyk::tests {

// A browser at https://portal.test without sockets: keeps its cookies, and sends a form with what its page has hidden.
class TestBrowser {
 public:
  explicit TestBrowser(web::Site& site) : site_(site) {}

  using Fields = std::vector<std::pair<std::string, std::string>>;
  web::Response get(const std::string& path);
  // Of the page before: the hidden fields of its form with this action, or the last page's form that has it.
  web::Response submit(const std::string& action, const Fields& typed);
  web::Response post(const std::string& path, const Fields& fields);

  const std::string& page() const { return page_; }
  bool shows(const std::string& text) const { return page_.find(text) != std::string::npos; }
  // The hidden fields of the form with this action.
  Fields hidden(const std::string& action) const;
  std::map<std::string, std::string> cookies;
  std::string language = "en", agent = "Mozilla/5.0 Firefox/140.0";

 private:
  web::Response send(const std::string& method, const std::string& path, const std::string& body);
  web::Site& site_;
  std::string page_;
};

std::string urlEncoded(const TestBrowser::Fields& fields);

}  // namespace balalyk::tests
