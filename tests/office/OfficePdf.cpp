#include "OfficePdf.h"

#include <zlib.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdio>

#define POINTERHOLDER_TRANSITION 4
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>

#include "connectors/pdf/finishing/PdfStamp.h"

using namespace balalyk;

namespace officepdf {

namespace {

class Writer {
 public:
  Writer(const std::vector<std::string>& pages, const std::vector<std::string>& structure) {
    const auto count = static_cast<int>(pages.size());
    const int tree = 3 * count + 1, profile = tree + 1, intent = tree + 3, metadata = tree + 4, catalogue = tree + 5;
    std::string kids;
    for (int i = 0; i < count; ++i) {
      kids += " " + std::to_string(3 * i + 1) + " 0 R";
      add("<</Type/Page/Parent " + std::to_string(tree) + " 0 R" +
          (structure.empty() ? "" : "/Resources 16 0 R/StructParents " + std::to_string(i) + "\n") +
          "/MediaBox[0 0 100 100]/Contents " + std::to_string(3 * i + 2) + " 0 R>>");
      addStream("", pages[static_cast<std::size_t>(i)]);
    }
    add("<</Type/Pages\n/Kids[" + kids + " ]\n/Count " + std::to_string(count) + ">>");
    addStream("/N 3", std::string(36, '\0') + "acsp" + std::string(88, '\0'));
    add("<</Type/OutputIntent/S/GTS_PDFA1/DestOutputProfile " + std::to_string(profile) + " 0 R>>");
    const std::string packet =
        "<x:xmpmeta><xmp:CreateDate>2001-01-01T00:00:00Z</xmp:CreateDate></x:xmpmeta><?xpacket end";
    add("<</Type/Metadata/Length " + std::to_string(packet.size()) + ">>\nstream\n" + packet + "\nendstream");
    add("<</Type/Catalog/Pages " + std::to_string(tree) + " 0 R\n/OutputIntents[" + std::to_string(intent) +
        " 0 R]/Metadata " + std::to_string(metadata) + " 0 R" + (structure.empty() ? "" : "/StructTreeRoot 14 0 R") +
        ">>");
    add("<</CreationDate(D:20010101000000Z')>>");
    for (const auto& one : structure) add(one);
    const std::string size = std::to_string(places_.size() + 1), id(32, 'A'), place = std::to_string(pdf.size());
    pdf += "xref\n0 " + size + "\n0000000000 65535 f \n";
    for (const auto& one : places_) pdf += one + " 00000 n \n";
    pdf += "trailer\n<</Size " + size + "/Root " + std::to_string(catalogue) + " 0 R\n/Info " +
           std::to_string(catalogue + 1) + " 0 R\n/ID [ <" + id + ">\n<" + id + "> ]\n/DocChecksum /" + id +
           "\n>>\nstartxref\n" + place + "\n%%EOF\n";
  }

  std::string pdf = "%PDF-1.6\n";

 private:
  void add(const std::string& body) {
    char place[11];
    std::snprintf(place, sizeof place, "%010zu", pdf.size());
    places_.emplace_back(place);
    pdf += std::to_string(places_.size()) + " 0 obj\n" + body + "\nendobj\n\n";
  }

  void addStream(const std::string& entries, const std::string& content) {
    const auto data = packed(content);
    add("<<" + entries + "/Length " + std::to_string(places_.size() + 2) + " 0 R/Filter/FlateDecode>>\nstream\n" +
        data + "\nendstream");
    add(std::to_string(data.size()));
  }

  std::vector<std::string> places_;
};

}  // namespace

std::string packed(const std::string& content) {
  auto size = compressBound(content.size());
  std::string out(size, '\0');
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(content.data()), content.size());
  out.resize(size);
  return out;
}

std::string made(const std::vector<std::string>& pages, const std::vector<std::string>& structure) {
  return Writer(pages, structure).pdf;
}

std::string stamped(const std::vector<std::string>& pages, const std::vector<std::string>& structure) {
  return stampPdf(made(pages, structure), std::chrono::sys_days{std::chrono::year{2025} / 5 / 15});
}

// What the pages of a PDF hold, as qpdf reads it, which must have nothing to say about the file.
std::vector<std::string> contentsOf(const std::string& file) {
  QPDF pdf;
  pdf.setSuppressWarnings(true);
  pdf.processMemoryFile("stamped", file.data(), file.size());
  std::vector<std::string> contents;
  for (auto& page : QPDFPageDocumentHelper(pdf).getAllPages()) {
    const auto data = page.getObjectHandle().getKey("/Contents").getStreamData();
    contents.emplace_back(reinterpret_cast<const char*>(data->getBuffer()), data->getSize());
  }
  BOOST_TEST(pdf.getWarnings().empty());
  return contents;
}

bool isAboutLayout(const StageError& error) {
  const auto& problem = error.problem();
  if (error.disposition() != Disposition::retry || problem.code != "officeFailed") return false;
  const auto& detail = problem.params.at("detail");
  return detail == "PDF table" || detail == "PDF stream" || detail == "PDF page" || detail == "PDF page content";
}

}  // namespace officepdf
