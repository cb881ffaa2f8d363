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
constexpr int kPixels = 8;     // of one module

struct FreeCode {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

// One bit a pixel, white is 1; every row of the picture `rowBytes` long.
struct Bitmap {
  int side = 0;
  std::size_t rowBytes = 0;
  std::vector<png_byte> bytes;
};

Bitmap draw(const QRcode& code) {
  Bitmap picture;
  picture.side = (code.width + 2 * kQuietZone) * kPixels;
  picture.rowBytes = (static_cast<std::size_t>(picture.side) + 7) / 8;
  picture.bytes.assign(picture.rowBytes * static_cast<std::size_t>(picture.side), 0xFF);
  for (int y = 0; y < picture.side; ++y) {
    for (int x = 0; x < picture.side; ++x) {
      const int column = x / kPixels - kQuietZone;
      const int line = y / kPixels - kQuietZone;
      if (column < 0 || line < 0 || column >= code.width || line >= code.width) continue;
      if ((code.data[line * code.width + column] & 1) == 0) continue;
      auto& byte = picture.bytes[static_cast<std::size_t>(y) * picture.rowBytes + static_cast<std::size_t>(x) / 8];
      byte = static_cast<png_byte>(byte & ~(0x80 >> (x % 8)));
    }
  }
  return picture;
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
bool write(const PngWriter& to, Bitmap& picture, std::string& out) {
  if (setjmp(png_jmpbuf(to.png))) return false;
  png_set_write_fn(to.png, &out, append, nullptr);
  const auto side = static_cast<png_uint_32>(picture.side);
  png_set_IHDR(to.png, to.info, side, side, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_write_info(to.png, to.info);
  for (int row = 0; row < picture.side; ++row)
    png_write_row(to.png, picture.bytes.data() + static_cast<std::size_t>(row) * picture.rowBytes);
  png_write_end(to.png, nullptr);
  return true;
}

}  // namespace

std::string qrPng(std::string_view text) {
  const std::unique_ptr<QRcode, FreeCode> code(QRcode_encodeData(
      static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M));
  if (!code) throw Error("qrImpossible", {{"detail", std::strerror(errno)}});
  auto picture = draw(*code);
  const PngWriter writer;
  std::string png;
  if (!writer.info || !write(writer, picture, png)) throw Error("qrImpossible", {{"detail", "libpng"}});
  return png;
}

}  // namespace balalyk
