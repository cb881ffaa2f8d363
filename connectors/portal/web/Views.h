#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "connectors/portal/web/Languages.h"
#include "connectors/portal/web/ViewData.h"

namespace balalyk::web {

// The pages' views (mustache), read once a program for each language. In a view:
//   {{name}} {{#name}} … {{/name}} {{^name}} … {{/name}}   as mustache has them; {{name}} is always escaped
//   {{t:portal.start.title}}                                 a text of the catalogue without arguments
//   {{>part}}                                                another view, put in here
//   {{>content}}                                             in a layout: the page's own view
class Views {
 public:
  explicit Views(const Languages& languages);  // throws std::logic_error for a text or a view that is missing
  ~Views();
  Views(const Views&) = delete;
  Views& operator=(const Views&) = delete;

  // The page «view» in the layout. Thread-safe.
  std::string render(const std::string& language, std::string_view view, const ViewData& data) const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace balalyk::web
