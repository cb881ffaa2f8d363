#pragma once

#include <cstddef>
#include <initializer_list>
#include <string_view>

namespace balalyk::signing {

// A password or PIN. Its memory is kept out of swap (where the system allows it) and out of core dumps, and wiped when
// it goes; it can be moved, not copied, and has no way to a stream.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view text);
  // A secret made of several pieces, a request that holds one for example.
  static Secret joined(std::initializer_list<std::string_view> parts);
  // Takes the text over and wipes the buffer it came in.
  static Secret takeFrom(char* buffer, std::size_t size);
  // Reads the first line (without its end) of a file descriptor; throws SigningError secretUnreadable.
  static Secret fromFileDescriptor(int descriptor);

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  std::string_view reveal() const { return {data_, size_}; }  // followed by a zero byte when not empty
  bool empty() const { return size_ == 0; }
  void wipe() noexcept;

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace balalyk::signing
