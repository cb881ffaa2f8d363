#pragma once

#include <com/sun/star/frame/XFrame.hpp>
#include <com/sun/star/frame/XModel2.hpp>
#include <com/sun/star/lang/XComponent.hpp>

namespace balalyk::filler {

// The view of an opened document, which holds its layout: closed, the document has none; opening it makes a new one.
class View {
 public:
  explicit View(const com::sun::star::uno::Reference<com::sun::star::lang::XComponent>& document);
  void close();
  void open();
  // How many pages there are, once all is laid out.
  int pages() const;

 private:
  com::sun::star::uno::Reference<com::sun::star::frame::XModel2> model_;
  com::sun::star::uno::Reference<com::sun::star::frame::XFrame> frame_;
};

}  // namespace balalyk::filler
