#include "signing/crypto/Secret.h"

#include <openssl/crypto.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "signing/SigningError.h"

namespace balalyk::signing {

namespace {

// OpenSSL's secure heap: locked in memory, left out of core dumps, between guard pages. One per process by its nature;
// where the limit on locked memory is too small it still does the rest.
char* secureMemory(std::size_t size) {
  constexpr std::size_t kHeap = std::size_t{256} << 10, kSmallest = 16;
  static const int ready = CRYPTO_secure_malloc_init(kHeap, kSmallest);
  static_cast<void>(ready);
  auto* memory = static_cast<char*>(OPENSSL_secure_zalloc(size));
  if (memory == nullptr) throw SigningError("secretUnreadable");
  return memory;
}

}  // namespace

Secret::Secret(std::string_view text) {
  if (text.empty()) return;
  data_ = secureMemory(text.size() + 1);
  size_ = text.size();
  std::memcpy(data_, text.data(), size_);
}

Secret Secret::joined(std::initializer_list<std::string_view> parts) {
  Secret all;
  for (const auto part : parts) all.size_ += part.size();
  if (all.size_ == 0) return all;
  all.data_ = secureMemory(all.size_ + 1);
  char* end = all.data_;
  for (const auto part : parts) end = std::copy(part.begin(), part.end(), end);
  return all;
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
  OPENSSL_secure_clear_free(data_, size_ + 1);
  data_ = nullptr;
  size_ = 0;
}

}  // namespace balalyk::signing
