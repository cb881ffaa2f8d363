#include "connectors/office/filler/Metadata.h"

#include <com/sun/star/container/XNameAccess.hpp>
#include <com/sun/star/document/XImporter.hpp>
#include <com/sun/star/xml/sax/XFastParser.hpp>

#include "connectors/office/filler/Stream.h"

namespace balalyk::filler {

namespace css = com::sun::star;
namespace uno = com::sun::star::uno;
using uno::Reference;
using uno::UNO_QUERY_THROW;

namespace {

constexpr const char* kEnd = "</office:meta>";
constexpr const char* kNone =
    R"(<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3">)"
    R"(<office:meta></office:meta></office:document-meta>)";
// What Writer takes a document for that does not say.
constexpr const char* kUncounted =
    R"(<meta:document-statistic xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" meta:page-count="1")"
    R"( meta:paragraph-count="1"/>)";

std::string metaOf(const Reference<uno::XComponentContext>& context, const std::string& odt) {
  uno::Sequence<uno::Any> arguments(1);
  arguments[0] <<= streamOf(context, odt);
  const Reference<css::container::XNameAccess> zip(
      context->getServiceManager()->createInstanceWithArgumentsAndContext("com.sun.star.packages.zip.ZipFileAccess",
                                                                          arguments, context),
      UNO_QUERY_THROW);
  if (!zip->hasByName("meta.xml")) return {};
  const Reference<css::io::XInputStream> stream(zip->getByName("meta.xml"), UNO_QUERY_THROW);
  std::string meta;
  uno::Sequence<sal_Int8> chunk;
  while (stream->readBytes(chunk, 1 << 16) > 0) {
    meta.append(reinterpret_cast<const char*>(chunk.getConstArray()), static_cast<std::size_t>(chunk.getLength()));
  }
  return meta;
}

}  // namespace

Metadata::Metadata(Reference<uno::XComponentContext> context, const std::string& odt)
    : context_(std::move(context)), xml_(metaOf(context_, odt)) {
  if (xml_.find(kEnd) == std::string::npos) xml_ = kNone;
  if (xml_.find("document-statistic") == std::string::npos) xml_.insert(xml_.find(kEnd), kUncounted);
}

void Metadata::restore(const Reference<css::lang::XComponent>& document) const {
  const Reference<css::document::XImporter> importer(
      context_->getServiceManager()->createInstanceWithContext("com.sun.star.comp.Writer.XMLOasisMetaImporter",
                                                               context_),
      UNO_QUERY_THROW);
  importer->setTargetDocument(document);
  css::xml::sax::InputSource source;
  source.aInputStream = streamOf(context_, xml_);
  Reference<css::xml::sax::XFastParser>(importer, UNO_QUERY_THROW)->parseStream(source);
}

}  // namespace balalyk::filler
