#include "connectors/office/filler/Export.h"

#include <com/sun/star/beans/PropertyValue.hpp>
#include <com/sun/star/document/XExporter.hpp>
#include <com/sun/star/document/XFilter.hpp>
#include <com/sun/star/io/IOException.hpp>
#include <com/sun/star/lang/XMultiComponentFactory.hpp>

#include "connectors/office/filler/Stream.h"

namespace balalyk::filler {

namespace css = com::sun::star;
namespace uno = com::sun::star::uno;
using rtl::OUString;

namespace {

class Properties {
 public:
  template <class Value>
  Properties& add(const char* name, const Value& value) {
    const auto count = list_.getLength();
    list_.realloc(count + 1);
    list_[count] = {OUString::createFromAscii(name), 0, uno::Any(value), css::beans::PropertyState_DIRECT_VALUE};
    return *this;
  }
  const uno::Sequence<css::beans::PropertyValue>& list() const { return list_; }

 private:
  uno::Sequence<css::beans::PropertyValue> list_;
};

}  // namespace

std::string exportPdf(const uno::Reference<uno::XComponentContext>& context,
                      const uno::Reference<css::lang::XComponent>& document) {
  Properties filter;
  filter
      .add("SelectPdfVersion", sal_Int32(2))  // PDF/A-2b
      .add("UseTaggedPDF", true)
      .add("PDFUACompliance", true)
      .add("DisplayPDFDocumentTitle", true)
      .add("UseLosslessCompression", true)  // a QR code must stay sharp
      .add("ReduceImageResolution", false)
      .add("ExportFormFields", false)
      .add("ExportNotes", false)
      .add("ExportBookmarks", false);
  const uno::Reference<MemoryOutput> output(new MemoryOutput);
  Properties media;
  media.add("OutputStream", uno::Reference<css::io::XOutputStream>(output.get())).add("FilterData", filter.list());
  // The filter itself: storing the document would make temporary files and name it in lists, for the same bytes.
  const uno::Reference<css::document::XExporter> exporter(
      context->getServiceManager()->createInstanceWithContext("com.sun.star.comp.PDF.PDFFilter", context),
      uno::UNO_QUERY_THROW);
  exporter->setSourceDocument(document);
  const uno::Reference<css::document::XFilter> pdf(exporter, uno::UNO_QUERY_THROW);
  if (!pdf->filter(media.list())) throw css::io::IOException("no PDF", {});
  return std::move(output->bytes);
}

}  // namespace balalyk::filler
