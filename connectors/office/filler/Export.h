#pragma once

#include <com/sun/star/lang/XComponent.hpp>
#include <com/sun/star/uno/XComponentContext.hpp>
#include <string>

namespace balalyk::filler {

// The document as PDF/A-2b, tagged. Throws css::uno::Exception.
std::string exportPdf(const com::sun::star::uno::Reference<com::sun::star::uno::XComponentContext>& context,
                      const com::sun::star::uno::Reference<com::sun::star::lang::XComponent>& document);

}  // namespace balalyk::filler
