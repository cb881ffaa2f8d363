#include "connectors/office/filler/Metadata.h"

#include <com/sun/star/container/XNameAccess.hpp>
#include <com/sun/star/document/XImporter.hpp>
#include <com/sun/star/xml/dom/DocumentBuilder.hpp>
#include <com/sun/star/xml/sax/Writer.hpp>
#include <com/sun/star/xml/sax/XFastParser.hpp>
#include <com/sun/star/xml/sax/XSAXSerializable.hpp>

#include "connectors/office/filler/Stream.h"

namespace balalyk::filler {

namespace css = com::sun::star;
namespace uno = com::sun::star::uno;
using rtl::OUString;
using uno::Reference;
using uno::UNO_QUERY_THROW;

namespace {

const OUString kOffice("urn:oasis:names:tc:opendocument:xmlns:office:1.0");
const OUString kMeta("urn:oasis:names:tc:opendocument:xmlns:meta:1.0");

// Up to a hundred paragraphs it reckons with 25 for each page. Counts by which it guessed nothing would not do:
// headings then stay behind at the end of a page.
constexpr const char* kPages = "1";
constexpr const char* kParagraphs = "100";

constexpr const char* kNone =
    R"(<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3">)"
    R"(<office:meta></office:meta></office:document-meta>)";

std::string metaOf(const Reference<uno::XComponentContext>& context, const std::string& odt) {
  uno::Sequence<uno::Any> arguments(1);
  arguments[0] <<= streamOf(context, odt);
  const Reference<css::container::XNameAccess> zip(context->getServiceManager()->createInstanceWithArgumentsAndContext(
                                                       "com.sun.star.packages.zip.ZipFileAccess", arguments, context),
                                                   UNO_QUERY_THROW);
  if (!zip->hasByName("meta.xml")) return kNone;
  const Reference<css::io::XInputStream> stream(zip->getByName("meta.xml"), UNO_QUERY_THROW);
  std::string meta;
  uno::Sequence<sal_Int8> chunk;
  while (stream->readBytes(chunk, 1 << 16) > 0) {
    meta.append(reinterpret_cast<const char*>(chunk.getConstArray()), static_cast<std::size_t>(chunk.getLength()));
  }
  return meta;
}

std::string serialized(const Reference<uno::XComponentContext>& context,
                       const Reference<css::xml::dom::XDocument>& xml) {
  const Reference<MemoryOutput> output(new MemoryOutput);
  const auto writer = css::xml::sax::Writer::create(context);
  writer->setOutputStream(output.get());
  Reference<css::xml::sax::XSAXSerializable>(xml, UNO_QUERY_THROW)
      ->serialize(Reference<css::xml::sax::XDocumentHandler>(writer, UNO_QUERY_THROW), {});
  return std::move(output->bytes);
}

std::string withCounts(const Reference<uno::XComponentContext>& context, const std::string& meta) {
  const auto xml = css::xml::dom::DocumentBuilder::create(context)->parse(streamOf(context, meta));
  const auto found = xml->getElementsByTagNameNS(kOffice, "meta");
  if (found->getLength() == 0) return withCounts(context, kNone);
  const auto parent = found->item(0);
  // The document has its own properties («user-defined») since it was loaded: given a second time, the import fails.
  for (const char* name : {"document-statistic", "user-defined"}) {
    const auto old = xml->getElementsByTagNameNS(kMeta, OUString::createFromAscii(name));
    while (old->getLength() > 0) {
      const auto one = old->item(0);
      one->getParentNode()->removeChild(one);
    }
  }
  const auto counts = xml->createElementNS(kMeta, "meta:document-statistic");
  counts->setAttributeNS(kMeta, "meta:page-count", OUString::createFromAscii(kPages));
  counts->setAttributeNS(kMeta, "meta:paragraph-count", OUString::createFromAscii(kParagraphs));
  parent->appendChild(Reference<css::xml::dom::XNode>(counts, UNO_QUERY_THROW));
  return serialized(context, xml);
}

}  // namespace

Metadata::Metadata(Reference<uno::XComponentContext> context, const std::string& odt)
    : context_(std::move(context)), xml_(withCounts(context_, metaOf(context_, odt))) {}

void Metadata::restore(const Reference<css::lang::XComponent>& document) const {
  const Reference<css::document::XImporter> importer(context_->getServiceManager()->createInstanceWithContext(
                                                         "com.sun.star.comp.Writer.XMLOasisMetaImporter", context_),
                                                     UNO_QUERY_THROW);
  importer->setTargetDocument(document);
  css::xml::sax::InputSource source;
  source.aInputStream = streamOf(context_, xml_);
  Reference<css::xml::sax::XFastParser>(importer, UNO_QUERY_THROW)->parseStream(source);
}

}  // namespace balalyk::filler
