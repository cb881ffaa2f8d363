#include "connectors/pdf/helper/PdfPageImages.h"

#include <png.h>
#include <poppler-document.h>
#include <poppler-image.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>

#include <memory>

namespace balalyk {

namespace {

constexpr double kPointsPerInch = 72;
constexpr double kMostPixels = 25e6;  // A3 at 300 dots per inch has 17 million

std::string png(const poppler::image& picture) {
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  header.width = static_cast<png_uint_32>(picture.width());
  header.height = static_cast<png_uint_32>(picture.height());
  header.format = PNG_FORMAT_BGR;
  png_alloc_size_t size = 0;
  const auto write = [&](void* to) {
    return png_image_write_to_memory(&header, to, &size, 0, picture.const_data(), picture.bytes_per_row(), nullptr) !=
           0;
  };
  if (!write(nullptr)) return {};
  std::string bytes(size, '\0');
  return write(bytes.data()) ? bytes : std::string();
}

std::string draw(poppler::document& document, int number, int dotsPerInch) {
  const std::unique_ptr<poppler::page> page(document.create_page(number));
  if (!page) return {};
  const auto area = page->page_rect();
  const double scale = dotsPerInch / kPointsPerInch;
  const double pixels = area.width() * scale * area.height() * scale;
  if (!(pixels >= 1 && pixels <= kMostPixels)) return {};
  poppler::page_renderer renderer;
  renderer.set_render_hint(poppler::page_renderer::antialiasing);
  renderer.set_render_hint(poppler::page_renderer::text_antialiasing);
  renderer.set_image_format(poppler::image::format_bgr24);
  const auto picture = renderer.render_page(page.get(), dotsPerInch, dotsPerInch);
  return picture.is_valid() ? png(picture) : std::string();
}

}  // namespace

std::vector<std::string> drawPages(std::string_view pdf, const PageImages& wanted) {
  poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
  const std::unique_ptr<poppler::document> document(
      poppler::document::load_from_raw_data(pdf.data(), static_cast<int>(pdf.size())));
  if (!document || document->is_locked()) return {};
  std::vector<std::string> pictures;
  for (int i = wanted.first; i < document->pages() && static_cast<int>(pictures.size()) < wanted.most; ++i) {
    pictures.push_back(draw(*document, i, wanted.dotsPerInch));
    if (pictures.back().empty()) return {};
  }
  return pictures;
}

}  // namespace balalyk
