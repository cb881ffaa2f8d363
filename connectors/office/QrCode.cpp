#include "connectors/office/QrCode.h"

#include <png.h>
#include <qrencode.h>

#include <cerrno>
#include <csetjmp>
#include <cstring>
#include <memory>
#include <vector>

#include "pipeline/Error.h"

namespace balalyk {
namespace {

constexpr int kQuietZone = 4;  // modules, ISO/IEC 18004
constexpr int kPixels = 4;  // of one module: a printer gives each many, and more would be packed and read for nothing
constexpr int kCompression = 1;  // soffice unpacks it at once

struct FreeCode {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

// One bit a pixel, white is 1: the pixels of one row of modules, which are the same in each of its `kPixels` rows.
using Row = std::vector<png_byte>;

int sideOf(const QRcode& code) {
  return (code.width + 2 * kQuietZone) * kPixels;
}

Row draw(const QRcode& code, int line) {
  Row row((static_cast<std::size_t>(sideOf(code)) + 7) / 8, 0xFF);
  if (line < 0 || line >= code.width) return row;
  for (int column = 0; column < code.width; ++column) {
    if ((code.data[line * code.width + column] & 1) == 0) continue;
    const int first = (column + kQuietZone) * kPixels;
    for (int x = first; x < first + kPixels; ++x) {
      auto& byte = row[static_cast<std::size_t>(x) / 8];
      byte = static_cast<png_byte>(byte & ~(0x80 >> (x % 8)));
    }
  }
  return row;
}

std::vector<Row> draw(const QRcode& code) {
  std::vector<Row> rows;
  for (int line = -kQuietZone; line < code.width + kQuietZone; ++line) rows.push_back(draw(code, line));
  return rows;
}

struct PngWriter {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png ? png_create_info_struct(png) : nullptr;
  PngWriter() = default;
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;
  ~PngWriter() { png_destroy_write_struct(&png, &info); }
};

void append(png_structp png, png_bytep bytes, std::size_t size) {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(bytes), size);
}

// libpng reports errors by longjmp: nothing with a destructor may live in this function.
bool write(const PngWriter& to, std::vector<Row>& rows, std::string& out) {
  if (setjmp(png_jmpbuf(to.png))) return false;
  png_set_write_fn(to.png, &out, append, nullptr);
  png_set_compression_level(to.png, kCompression);
  const auto side = static_cast<png_uint_32>(rows.size() * kPixels);
  png_set_IHDR(to.png, to.info, side, side, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_write_info(to.png, to.info);
  for (std::size_t row = 0; row < rows.size() * kPixels; ++row) png_write_row(to.png, rows[row / kPixels].data());
  png_write_end(to.png, nullptr);
  return true;
}

}  // namespace

std::string qrPng(std::string_view text) {
  const std::unique_ptr<QRcode, FreeCode> code(QRcode_encodeData(
      static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M));
  if (!code) throw Error("qrImpossible", {{"detail", std::strerror(errno)}});
  auto rows = draw(*code);
  const PngWriter writer;
  std::string png;
  if (!writer.info || !write(writer, rows, png)) throw Error("qrImpossible", {{"detail", "libpng"}});
  return png;
}

}  // namespace balalyk
