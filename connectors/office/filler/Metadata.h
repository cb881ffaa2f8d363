#pragma once

#include <com/sun/star/lang/XComponent.hpp>
#include <com/sun/star/uno/XComponentContext.hpp>
#include <string>

namespace balalyk::filler {

// What a template's meta.xml says, but for its counts of pages and paragraphs. By these Writer guesses where pages
// begin before it lays a document out, and where it guesses otherwise, pages may break otherwise. In a document that is
// open it counts again now and then, when it is idle: so a layout would depend on what stood there before, and on the
// clock. The counts that are set here are the same for all.
class Metadata {
 public:
  Metadata(com::sun::star::uno::Reference<com::sun::star::uno::XComponentContext> context, const std::string& odt);
  // Sets all of it: to be done before each new layout.
  void restore(const com::sun::star::uno::Reference<com::sun::star::lang::XComponent>& document) const;

 private:
  com::sun::star::uno::Reference<com::sun::star::uno::XComponentContext> context_;
  std::string xml_;
};

}  // namespace balalyk::filler
