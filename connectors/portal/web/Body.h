#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace balalyk::web {

// The bytes that follow a header. Blocks until some are there.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // At most `size` bytes; 0: there are no more, or the sender stopped, which only counting shows.
  virtual std::size_t read(char* buffer, std::size_t size) = 0;
};

// A request's body: exactly as many bytes as its header announced, never one of what follows.
class Body {
 public:
  Body(ByteSource& source, std::uint64_t length) : source_(source), left_(length) {}

  // 0 at its end. Throws HttpError 408 when the sender stopped before.
  std::size_t read(char* buffer, std::size_t size);
  // All that is left. Throws HttpError 413 when that is more than `most` bytes, before it reads any.
  std::string readAll(std::uint64_t most);
  std::uint64_t left() const { return left_; }

 private:
  ByteSource& source_;
  std::uint64_t left_;
};

// Bytes that are there already.
class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string_view text) : text_(text) {}
  std::size_t read(char* buffer, std::size_t size) override;

 private:
  std::string_view text_;
};

}  // namespace balalyk::web
