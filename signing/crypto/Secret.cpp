#include "signing/crypto/Secret.h"

#include <openssl/crypto.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "signing/SigningError.h"

namespace balalyk::signing {

Secret::Secret(std::string_view text) {
  if (text.empty()) return;
  data_ = new char[text.size() + 1];
  size_ = text.size();
  mlock(data_, size_ + 1);  // best effort: the limit may be small
  std::memcpy(data_, text.data(), size_);
  data_[size_] = '\0';
}

Secret Secret::takeFrom(char* buffer, std::size_t size) {
  Secret secret{std::string_view{buffer, size}};
  OPENSSL_cleanse(buffer, size);
  return secret;
}

Secret Secret::fromFileDescriptor(int descriptor) {
  std::array<char, 4096> buffer;
  std::size_t size = 0;
  for (;;) {
    const ssize_t got = read(descriptor, buffer.data() + size, buffer.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 || size + static_cast<std::size_t>(got) == buffer.size()) {
      OPENSSL_cleanse(buffer.data(), buffer.size());
      throw SigningError("secretUnreadable");
    }
    size += static_cast<std::size_t>(got);
    if (got == 0 || std::memchr(buffer.data(), '\n', size) != nullptr) break;
  }
  std::string_view line{buffer.data(), size};
  line = line.substr(0, line.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  Secret secret{line};
  OPENSSL_cleanse(buffer.data(), buffer.size());
  return secret;
}

Secret::Secret(Secret&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

Secret::~Secret() {
  wipe();
}

void Secret::wipe() noexcept {
  if (data_ == nullptr) return;
  OPENSSL_cleanse(data_, size_ + 1);
  munlock(data_, size_ + 1);
  delete[] data_;
  data_ = nullptr;
  size_ = 0;
}

}  // namespace balalyk::signing
