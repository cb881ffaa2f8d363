#include "connectors/pdf/finishing/PdfStream.h"

#include <libdeflate.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <new>

#include "pipeline/Error.h"

namespace balalyk {

namespace {

constexpr std::string_view kBegin = "/Filter/FlateDecode>>\nstream\n", kEnd = "\nendstream\nendobj";

[[noreturn]] void refuse() {
  throw StageError(Disposition::retry, {"officeFailed", {{"detail", "PDF stream"}}});
}

struct Free {
  void operator()(libdeflate_compressor* one) const { libdeflate_free_compressor(one); }
  void operator()(libdeflate_decompressor* one) const { libdeflate_free_decompressor(one); }
};

libdeflate_decompressor* decompressor() {
  thread_local const std::unique_ptr<libdeflate_decompressor, Free> one(libdeflate_alloc_decompressor());
  if (!one) throw std::bad_alloc();
  return one.get();
}

template <Packing packing>
libdeflate_compressor* compressor() {
  thread_local const std::unique_ptr<libdeflate_compressor, Free> one(
      libdeflate_alloc_compressor(static_cast<int>(packing)));
  if (!one) throw std::bad_alloc();
  return one.get();
}

std::string inflated(std::string_view data, std::size_t most) {
  std::string out;
  for (std::size_t room = std::min(most, 8 * data.size() + 4096);; room = std::min(most, room * 4)) {
    out.resize(room);
    std::size_t size = 0;
    const auto result =
        libdeflate_zlib_decompress(decompressor(), data.data(), data.size(), out.data(), out.size(), &size);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE && room < most) continue;
    if (result != LIBDEFLATE_SUCCESS) refuse();
    out.resize(size);
    return out;
  }
}

std::string deflated(std::string_view data, libdeflate_compressor* compressor) {
  std::string out(libdeflate_zlib_compress_bound(compressor, data.size()), '\0');
  out.resize(libdeflate_zlib_compress(compressor, data.data(), data.size(), out.data(), out.size()));
  return out;
}

struct Parts {
  std::string_view head, data;
  int length = 0;  // the object that holds it
};

std::size_t lengthIn(std::string_view object, int number) {
  std::size_t length = 0;
  object.remove_prefix((std::to_string(number) + " 0 obj\n").size());
  const auto end = std::from_chars(object.data(), object.data() + object.size(), length);
  if (end.ec != std::errc() || std::string_view(end.ptr, object.data() + object.size()) != "\nendobj") refuse();
  return length;
}

Parts partsOf(const PdfTable& table, int number) {
  const auto object = table.object(number);
  const auto begin = object.find(kBegin);
  if (begin == std::string_view::npos || !object.ends_with(kEnd)) refuse();
  Parts parts;
  parts.head = object.substr(0, begin + kBegin.size());
  parts.length = pdfReference(parts.head, "/Length ");
  parts.data = object.substr(parts.head.size());
  parts.data.remove_suffix(std::min(kEnd.size(), parts.data.size()));
  if (parts.data.size() != lengthIn(table.object(parts.length), parts.length)) refuse();
  return parts;
}

}  // namespace

std::string unpackedStream(const PdfTable& table, int number, std::size_t most) {
  return inflated(partsOf(table, number).data, most);
}

void replaceStream(PdfTable& table, int number, const std::string& content, Packing packing) {
  const auto parts = partsOf(table, number);
  const auto data =
      deflated(content, packing == Packing::none ? compressor<Packing::none>() : compressor<Packing::small>());
  std::string object(parts.head);
  table.replace(number, object.append(data).append(kEnd));
  table.replace(parts.length, std::to_string(parts.length) + " 0 obj\n" + std::to_string(data.size()) + "\nendobj");
}

}  // namespace balalyk
