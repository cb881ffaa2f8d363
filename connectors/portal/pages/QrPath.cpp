#include "connectors/portal/pages/QrPath.h"

#include <qrencode.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "pipeline/Error.h"

namespace balalyk {
namespace {

constexpr int kQuietZone = 4;  // modules, ISO/IEC 18004

struct FreeCode {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

}  // namespace

QrPath qrPath(std::string_view text) {
  const std::unique_ptr<QRcode, FreeCode> code(QRcode_encodeData(
      static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M));
  if (!code) throw Error("qrImpossible", {{"detail", std::strerror(errno)}});
  const int width = code->width;
  QrPath drawn{.side = width + 2 * kQuietZone, .path = ""};
  const auto isDark = [&](int row, int column) {
    return column < width && (code->data[row * width + column] & 1) != 0;
  };
  for (int row = 0; row < width; ++row) {
    for (int column = 0; column < width; ++column) {
      if (!isDark(row, column)) continue;
      const int begin = column;
      while (isDark(row, column + 1)) ++column;
      const auto length = std::to_string(column + 1 - begin);
      drawn.path += "M" + std::to_string(begin + kQuietZone) + " " + std::to_string(row + kQuietZone) + "h" + length +
                    "v1h-" + length + "z";
    }
  }
  return drawn;
}

}  // namespace balalyk
