// Preloaded into soffice: zlib's deflate by libdeflate, which packs as small in a third of the time. soffice spends a
// fifth of a document's time packing fonts that are subset again for each.
//
// Only streams of the usual format and level are taken over; what else soffice packs goes to zlib.
// Input is gathered and packed at once when the stream is finished.
#include <dlfcn.h>
#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>

namespace {

constexpr int kUsual = 6;  // what zlib's default means, and what soffice asks for

struct Stream {
  // zlib's own state begins with a pointer to its z_stream: this distinguishes ours from those, and makes zlib refuse
  // it.
  const Stream* self = this;
  std::string input, output;
  std::size_t sent = 0;
  bool packed = false;
};

struct FreeCompressor {
  void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
};

int level() {
  const char* value = std::getenv("BALALYK_DEFLATE_LEVEL");
  const int number = value ? std::atoi(value) : 0;
  return number >= 1 && number <= 12 ? number : kUsual;
}

libdeflate_compressor* compressor() {
  thread_local const std::unique_ptr<libdeflate_compressor, FreeCompressor> one(libdeflate_alloc_compressor(level()));
  if (!one) throw std::bad_alloc();
  return one.get();
}

Stream* ours(const z_stream* stream) {
  if (!stream || !stream->state) return nullptr;
  auto* state = reinterpret_cast<Stream*>(stream->state);
  return state->self == state ? state : nullptr;
}

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

bool usual(int level, int method, int windowBits, int strategy) {
  return (level == Z_DEFAULT_COMPRESSION || level == kUsual) && method == Z_DEFLATED && windowBits == MAX_WBITS &&
         strategy == Z_DEFAULT_STRATEGY;
}

void pack(Stream& state) {
  state.output.resize(libdeflate_zlib_compress_bound(compressor(), state.input.size()));
  state.output.resize(libdeflate_zlib_compress(compressor(), state.input.data(), state.input.size(),
                                               state.output.data(), state.output.size()));
  state.input = {};
  state.packed = true;
}

int advance(z_stream& stream, Stream& state, int flush) {
  if (flush != Z_NO_FLUSH && flush != Z_FINISH) return Z_STREAM_ERROR;  // nobody who packs a PDF asks for it
  if (state.packed && stream.avail_in > 0) return Z_STREAM_ERROR;
  state.input.append(reinterpret_cast<const char*>(stream.next_in), stream.avail_in);
  stream.next_in += stream.avail_in;
  stream.total_in += stream.avail_in;
  stream.avail_in = 0;
  if (flush == Z_NO_FLUSH) return Z_OK;
  if (!state.packed) pack(state);
  const auto count = std::min<std::size_t>(stream.avail_out, state.output.size() - state.sent);
  std::copy_n(state.output.data() + state.sent, count, reinterpret_cast<char*>(stream.next_out));
  state.sent += count;
  stream.next_out += count;
  stream.avail_out -= static_cast<uInt>(count);
  stream.total_out += count;
  return state.sent == state.output.size() ? Z_STREAM_END : Z_OK;
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) int deflateInit2_(z_streamp stream, int wanted, int method, int windowBits,
                                                         int memory, int strategy, const char* version, int size) {
  if (!usual(wanted, method, windowBits, strategy) || size != static_cast<int>(sizeof(z_stream))) {
    static const auto real = next<decltype(&deflateInit2_)>("deflateInit2_");
    return real(stream, wanted, method, windowBits, memory, strategy, version, size);
  }
  stream->state = reinterpret_cast<internal_state*>(new (std::nothrow) Stream);
  stream->total_in = stream->total_out = 0;
  stream->msg = nullptr;
  return stream->state ? Z_OK : Z_MEM_ERROR;
}

__attribute__((visibility("default"))) int deflate(z_streamp stream, int flush) {
  if (auto* state = ours(stream)) {
    try {
      return advance(*stream, *state, flush);
    } catch (const std::bad_alloc&) {
      return Z_MEM_ERROR;
    }
  }
  static const auto real = next<decltype(&deflate)>("deflate");
  return real(stream, flush);
}

__attribute__((visibility("default"))) int deflateReset(z_streamp stream) {
  if (auto* state = ours(stream)) {
    *state = Stream();
    state->self = state;
    stream->total_in = stream->total_out = 0;
    return Z_OK;
  }
  static const auto real = next<decltype(&deflateReset)>("deflateReset");
  return real(stream);
}

__attribute__((visibility("default"))) int deflateEnd(z_streamp stream) {
  if (auto* state = ours(stream)) {
    delete state;
    stream->state = nullptr;
    return Z_OK;
  }
  static const auto real = next<decltype(&deflateEnd)>("deflateEnd");
  return real(stream);
}

}  // extern "C"
