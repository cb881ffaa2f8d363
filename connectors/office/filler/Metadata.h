#pragma once

#include <com/sun/star/lang/XComponent.hpp>
#include <com/sun/star/uno/XComponentContext.hpp>
#include <string>

namespace balalyk::filler {

// What a template's meta.xml says: its properties, and how many pages and paragraphs it had when it was saved. By that
// Writer guesses where pages begin before it lays a document out, and where it guesses otherwise, pages may break
// otherwise. In a document that is open it counts anew now and then, when it is idle: so a layout would depend on what
// stood there before, and on the clock.
class Metadata {
 public:
  Metadata(com::sun::star::uno::Reference<com::sun::star::uno::XComponentContext> context, const std::string& odt);
  // Sets all of it as it is in a document just loaded.
  void restore(const com::sun::star::uno::Reference<com::sun::star::lang::XComponent>& document) const;

 private:
  com::sun::star::uno::Reference<com::sun::star::uno::XComponentContext> context_;
  std::string xml_;
};

}  // namespace balalyk::filler
