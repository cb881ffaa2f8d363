#pragma once

#include <list>

#include "connectors/office/filler/TemplateDocument.h"

namespace balalyk::filler {

// Where documents are made: keeps the opened templates and turns a request's frame into a reply's. Main thread only.
class Desk {
 public:
  explicit Desk(uno::Reference<uno::XComponentContext> context) : context_(std::move(context)) {}
  std::string ready() const;
  std::string serve(const std::string& requestBody);

 private:
  struct Open {
    std::string digest, language;
    std::unique_ptr<TemplateDocument> document;
  };
  // Null: it is not open and the request does not hold it.
  TemplateDocument* open(const Request& request);

  uno::Reference<uno::XComponentContext> context_;
  std::list<Open> open_;  // last used first
};

}  // namespace balalyk::filler
