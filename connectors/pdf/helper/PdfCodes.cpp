#include "connectors/pdf/helper/PdfCodes.h"

#include <libdeflate.h>

#include <memory>
#include <new>
#include <optional>
#include <utility>

#define ZX_USE_UTF8 1  // zxing wants to hear in what form its texts are wanted
#include <ZXing/ReadBarcode.h>

#define POINTERHOLDER_TRANSITION 4  // qpdf wants to hear that no old pointers are used
#include <qpdf/Buffer.hh>
#include <qpdf/Pl_Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>

#include "connectors/pdf/helper/PdfPainting.h"

namespace balalyk {

namespace {

constexpr int kLargest = 4096;  // pixels of a side: a QR code of the largest version at 22 pixels a module

// What soffice makes of a black and white picture: a grey or coloured one of eight bits a component, or one bit a
// pixel.
struct Picture {
  int width = 0, height = 0;
  std::string grey;  // a byte a pixel; empty: not a picture that a QR code can be
  std::size_t page = 0;
  std::string name{};  // in the page's resources: «Im1»
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
std::string firstComponent(std::string samples, std::size_t pixels, std::size_t components) {
  if (components == 1) return samples;
  std::string grey;
  if (components == 0 || samples.size() < pixels * components) return grey;
  grey.resize(pixels);
  for (std::size_t i = 0; i < pixels; ++i) grey[i] = samples[i * components];
  return grey;
}

struct Free {
  void operator()(libdeflate_decompressor* one) const { libdeflate_free_decompressor(one); }
};

// A tenth of the time that qpdf takes for it. Nothing: it is not packed so, or is larger than a picture.
std::optional<std::string> inflated(QPDFObjectHandle image, std::size_t most) {
  auto dictionary = image.getDict();
  auto filter = dictionary.getKey("/Filter");
  if (!filter.isName() || filter.getName() != "/FlateDecode" || dictionary.hasKey("/DecodeParms")) return std::nullopt;
  static const std::unique_ptr<libdeflate_decompressor, Free> decompressor(libdeflate_alloc_decompressor());
  if (!decompressor) throw std::bad_alloc();
  const auto raw = image.getRawStreamData();
  std::string samples(most, '\0');
  std::size_t size = 0;
  const auto result = libdeflate_zlib_decompress(decompressor.get(), raw->getBuffer(), raw->getSize(), samples.data(),
                                                 samples.size(), &size);
  if (result != LIBDEFLATE_SUCCESS) return std::nullopt;
  samples.resize(size);
  return samples;
}

// Empty: it is packed as photographs are.
std::string samplesOf(QPDFObjectHandle image, std::size_t most) {
  if (auto samples = inflated(image, most)) return std::move(*samples);
  Pl_Buffer data("picture");
  if (!image.pipeStreamData(&data, 0, qpdf_dl_specialized)) return {};
  const auto buffer = data.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

Picture pictureOf(QPDFObjectHandle image) {
  constexpr std::size_t kMostComponents = 4;
  auto dictionary = image.getDict();
  Picture picture{number(dictionary, "/Width"), number(dictionary, "/Height"), {}};
  if (picture.width < 1 || picture.height < 1 || picture.width > kLargest || picture.height > kLargest) return picture;
  const auto bits = number(dictionary, "/BitsPerComponent");
  const auto pixels = static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height);
  auto samples = samplesOf(image, pixels * kMostComponents);
  const auto components = samples.size() / pixels;
  if (bits == 1)
    picture.grey = unpacked(samples, picture.width, picture.height);
  else if (bits == 8)
    picture.grey = firstComponent(std::move(samples), pixels, components);
  if (picture.grey.size() < pixels) picture.grey.clear();
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

std::vector<Picture> picturesOf(std::vector<QPDFPageObjectHelper>& pages) {
  std::vector<Picture> pictures;
  for (std::size_t page = 0; page < pages.size(); ++page) {
    for (auto& [name, image] : pages[page].getImages()) {
      auto& picture = pictures.emplace_back(pictureOf(image));
      picture.page = page;
      picture.name = name.substr(1);
    }
  }
  return pictures;
}

std::map<std::string, PdfBox> formsOf(QPDFPageObjectHelper& page) {
  std::map<std::string, PdfBox> forms;
  for (auto& [name, form] : page.getFormXObjects()) {
    auto box = form.getDict().getKey("/BBox");
    if (!box.isRectangle()) continue;
    const auto sides = box.getArrayAsRectangle();
    forms[name.substr(1)] = {sides.llx, sides.lly, sides.urx, sides.ury};
  }
  return forms;
}

// What the pages show, each read when it is asked for.
class Paintings {
 public:
  explicit Paintings(std::vector<QPDFPageObjectHelper>& pages) : pages_(pages) {}

  bool show(const Picture& picture) {
    auto& page = pages_.at(picture.page);
    auto made = made_.find(picture.page);
    if (made == made_.end()) {
      Pl_Buffer content("page");
      page.pipeContents(&content);
      const auto buffer = content.getBufferSharedPointer();
      const std::string_view text(reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize());
      made = made_.emplace(picture.page, PdfPainting(text, formsOf(page))).first;
    }
    return made->second.shows(picture.name);
  }

 private:
  std::vector<QPDFPageObjectHelper>& pages_;
  std::map<std::size_t, PdfPainting> made_;
};

}  // namespace

void checkCodes(QPDF& pdf, const std::map<std::string, std::string>& codes, std::vector<Problem>& problems) {
  if (codes.empty()) return;
  auto missing = codes;
  auto pages = QPDFPageDocumentHelper(pdf).getAllPages();
  const auto pictures = picturesOf(pages);
  Paintings paintings(pages);
  for (const bool pure : {true, false}) {
    for (const auto& picture : pictures) {
      if (missing.empty()) return;
      const auto text = textOf(picture, pure);
      for (auto one = missing.begin(); one != missing.end();)
        one = one->second == text && paintings.show(picture) ? missing.erase(one) : ++one;
    }
  }
  for (const auto& [image, text] : missing) problems.push_back({"codeMissingInPdf", {{"image", image}}});
}

}  // namespace balalyk
