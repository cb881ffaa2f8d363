#pragma once

#include <list>

#include "connectors/office/filler/OpenTemplate.h"

namespace balalyk::filler {

// Where documents are made: keeps the opened templates and turns a request's frame into a reply's. Main thread only.
class OfficeInstance {
 public:
  explicit OfficeInstance(uno::Reference<uno::XComponentContext> context);
  std::string ready() const;
  std::string serve(const std::string& requestBody);

 private:
  struct Open {
    std::string digest, language;
    OpenTemplate document;
  };
  // Null: it is not open and the request does not hold it.
  OpenTemplate* open(const Request& request);

  uno::Reference<uno::XComponentContext> context_;
  const int keepAfter_;
  std::list<Open> open_;  // last used first
};

}  // namespace balalyk::filler
