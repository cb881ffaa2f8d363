#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#define POINTERHOLDER_TRANSITION 4  // qpdf wants to hear that no old pointers are used
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>

#include "FakeProgram.h"
#include "OfficePdf.h"
#include "pipeline/Error.h"

// What the finishing cannot take, for it knows how LibreOffice 7.4 lays a PDF out: the same document as other programs
// and later versions write it. It is refused as a whole and by its name; nothing of it is changed by guess.
using namespace balalyk;

namespace {

struct Producer {
  const char* what;
  void (*set)(QPDFWriter&);
};
std::ostream& operator<<(std::ostream& out, const Producer& producer) {
  return out << producer.what;
}

const Producer kOthers[] = {
    {"qpdf, with a table", [](QPDFWriter& writer) { writer.setObjectStreamMode(qpdf_o_disable); }},
    {"objects in streams and a table that is one, as LibreOffice 24 writes them",
     [](QPDFWriter& writer) {
       writer.setObjectStreamMode(qpdf_o_generate);
       writer.forcePDFVersion("1.7");
     }},
    {"laid out for the web", [](QPDFWriter& writer) { writer.setLinearization(true); }},
    {"for reading by people", [](QPDFWriter& writer) { writer.setQDFMode(true); }},
};

std::string writtenBy(const Producer& producer, const std::string& file) {
  QPDF pdf;
  pdf.processMemoryFile("office", file.data(), file.size());
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setStaticID(true);
  producer.set(writer);
  writer.write();
  const auto buffer = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pdf_of_another_producer)

BOOST_DATA_TEST_CASE(is_refused_by_name_and_tried_again_after_an_update, boost::unit_test::data::make(kOthers),
                     producer) {
  static const std::string ours = [] {
    sheets::Pool pool;
    return pool.fill(sheets::values(1)).pdf;
  }();
  const FakeProgram program(
      "cat $GREETING >&3; while r=$(head -c 4 <&3 | od -An -tu4); [ -n \"$r\" ]; do head -c $r <&3 >/dev/null; "
      "cat ${GREETING%greeting}other >&3; done");
  filler::Reply reply;
  reply.status = filler::Reply::Status::done;
  reply.pdf = writtenBy(producer, ours);
  BOOST_TEST_REQUIRE(officepdf::contentsOf(reply.pdf).size() == officepdf::contentsOf(ours).size());
  program.answers("other", reply);
  sheets::Pool pool(program.settings());
  const auto failure = pool.failure();
  BOOST_TEST(failure.problem().code == "officePdfUnknown");
  BOOST_TEST(!failure.problem().params.at("detail").empty());
  BOOST_TEST((failure.disposition() == Disposition::retry));
}

BOOST_AUTO_TEST_SUITE_END()
