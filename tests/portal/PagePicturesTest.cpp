#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "TestSite.h"
#include "connectors/portal/pages/PagePictures.h"
#include "connectors/portal/web/HttpError.h"
#include "signing/container/StoredZipWriter.h"
#include "signing/crypto/Digest.h"

namespace balalyk::tests {
namespace {

// One page a PDF, which shows its bytes.
class Drawer final : public PdfService {
 public:
  PdfFinding examine(std::string_view) override { throw std::logic_error("a PDF to examine"); }
  std::vector<std::string> pageImages(std::string_view pdf, const PageImages&) override {
    ++drawn;
    while (hold) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (fails) throw Error("pageImagesFailed", {{"detail", "a test"}});
    return {"picture of " + std::string(pdf)};
  }
  std::atomic<int> drawn{0};
  std::atomic<bool> hold{false}, fails{false};
};

struct Pictures : TestSite {
  Pictures() : pictures(*store, drawer) {}
  static StoredFile fileOf(const std::string& content) {
    return {"protocol-ky.pdf", "application/pdf", signing::toHex(signing::sha256(content)), content.size()};
  }
  std::string first(const Document& document, const StoredFile& file) { return pictures.of(document, file)->at(0); }

  Drawer drawer;
  PagePictures pictures;
};

BOOST_FIXTURE_TEST_SUITE(PicturesOfPages, Pictures)

BOOST_AUTO_TEST_CASE(who_ask_at_once_wait_for_one_drawing) {
  store->put("a draft");
  const auto file = fileOf("a draft");
  drawer.hold = true;
  std::atomic<int> got{0};
  std::vector<std::jthread> browsers;
  for (int i = 0; i < 6; ++i) browsers.emplace_back([&] { got += first({}, file) == "picture of a draft" ? 1 : 0; });
  BOOST_TEST(eventually([&] { return drawer.drawn > 0; }));
  drawer.hold = false;
  browsers.clear();
  BOOST_TEST(got == 6);
  first({}, file);
  BOOST_TEST(drawer.drawn == 1);
}

BOOST_AUTO_TEST_CASE(of_what_is_published_they_are_drawn_from_its_container) {
  const auto file = fileOf("signed");
  signing::StoredZipWriter zip;
  zip.add("mimetype", "application/vnd.etsi.asic-e+zip");
  zip.add(file.name, "signed");
  const auto container = zip.finish();
  Document document;
  document.container =
      StoredFile{"p.asice", "application/vnd.etsi.asic-e+zip", store->put(container), container.size()};
  BOOST_TEST(first(document, file) == "picture of signed");
  BOOST_CHECK_THROW(first(document, fileOf("another")), Error);
  BOOST_CHECK_THROW(first({}, fileOf("another")), web::HttpError);
}

BOOST_AUTO_TEST_CASE(what_could_not_be_drawn_is_tried_again) {
  store->put("a draft");
  const auto file = fileOf("a draft");
  drawer.fails = true;
  for (int i = 0; i < 2; ++i) BOOST_CHECK_THROW(first({}, file), Error);
  drawer.fails = false;
  BOOST_TEST(first({}, file) == "picture of a draft");
  BOOST_TEST(drawer.drawn == 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
