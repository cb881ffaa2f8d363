#include "connectors/pdf/helper/PdfCodes.h"

#define ZX_USE_UTF8 1  // zxing wants to hear in what form its texts are wanted
#include <ZXing/ReadBarcode.h>

#define POINTERHOLDER_TRANSITION 4  // qpdf wants to hear that no old pointers are used
#include <qpdf/Buffer.hh>
#include <qpdf/Pl_Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>

namespace balalyk {

namespace {

constexpr int kLargest = 4096;  // pixels of a side: a QR code of the largest version at 22 pixels a module

// What soffice makes of a black and white picture: a grey or coloured one of eight bits a component, or one bit a
// pixel.
struct Picture {
  int width = 0, height = 0;
  std::string grey;  // a byte a pixel; empty: not a picture that a QR code can be
};

int number(QPDFObjectHandle dictionary, const char* key) {
  auto value = dictionary.getKey(key);
  return value.isInteger() ? value.getIntValueAsInt() : 0;
}

std::string unpacked(const std::string& bits, int width, int height) {
  const auto row = (static_cast<std::size_t>(width) + 7) / 8;
  std::string grey;
  if (bits.size() < row * static_cast<std::size_t>(height)) return grey;
  grey.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const auto byte =
          static_cast<unsigned char>(bits[static_cast<std::size_t>(y) * row + static_cast<std::size_t>(x / 8)]);
      grey += static_cast<char>((byte >> (7 - x % 8) & 1) != 0 ? 0xFF : 0);
    }
  return grey;
}

// Every `components`-th byte: of a picture in black and white each says the same.
std::string firstComponent(const std::string& samples, std::size_t pixels, std::size_t components) {
  std::string grey;
  if (components == 0 || samples.size() < pixels * components) return grey;
  grey.reserve(pixels);
  for (std::size_t i = 0; i < pixels; ++i) grey += samples[i * components];
  return grey;
}

Picture pictureOf(QPDFObjectHandle image) {
  auto dictionary = image.getDict();
  Picture picture{number(dictionary, "/Width"), number(dictionary, "/Height"), {}};
  if (picture.width < 1 || picture.height < 1 || picture.width > kLargest || picture.height > kLargest) return picture;
  Pl_Buffer data("picture");
  if (!image.pipeStreamData(&data, 0, qpdf_dl_specialized)) return picture;  // a photograph
  const auto buffer = data.getBufferSharedPointer();
  const std::string samples(reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize());
  const auto bits = number(dictionary, "/BitsPerComponent");
  const auto pixels = static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height);
  if (bits == 1)
    picture.grey = unpacked(samples, picture.width, picture.height);
  else if (bits == 8)
    picture.grey = firstComponent(samples, pixels, samples.size() / pixels);
  return picture;
}

// As the program makes them, straight and with nothing around, which takes a tenth of the time; or anyhow. Empty: there
// is none.
std::string textOf(const Picture& picture, bool pure) {
  if (picture.grey.empty()) return {};
  const ZXing::ImageView view(reinterpret_cast<const std::uint8_t*>(picture.grey.data()), picture.width, picture.height,
                              ZXing::ImageFormat::Lum);
  ZXing::DecodeHints hints;
  hints.setFormats(ZXing::BarcodeFormat::QRCode).setMaxNumberOfSymbols(1).setIsPure(pure);
  if (pure) hints.setBinarizer(ZXing::Binarizer::FixedThreshold);
  return ZXing::ReadBarcode(view, hints).text();
}

std::vector<Picture> picturesOf(std::string_view file) {
  QPDF pdf;
  pdf.setSuppressWarnings(true);
  pdf.processMemoryFile("made", file.data(), file.size());
  std::vector<Picture> pictures;
  for (auto& page : QPDFPageDocumentHelper(pdf).getAllPages()) {
    for (auto& [name, image] : page.getImages()) pictures.push_back(pictureOf(image));
  }
  return pictures;
}

}  // namespace

void checkCodes(std::string_view pdf, const std::map<std::string, std::string>& codes, std::vector<Problem>& problems) {
  auto missing = codes;
  try {
    const auto pictures = picturesOf(pdf);
    for (const bool pure : {true, false}) {
      for (const auto& picture : pictures) {
        if (missing.empty()) return;
        const auto text = textOf(picture, pure);
        std::erase_if(missing, [&](const auto& one) { return one.second == text; });
      }
    }
  } catch (const std::exception&) {
    // What qpdf or zxing cannot read holds no code that anybody could.
  }
  for (const auto& [image, text] : missing) problems.push_back({"codeMissingInPdf", {{"image", image}}});
}

}  // namespace balalyk
