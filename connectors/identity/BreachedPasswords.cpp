#include "connectors/identity/BreachedPasswords.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "pipeline/Error.h"
#include "signing/crypto/Digest.h"

namespace balalyk {
namespace {

constexpr std::size_t kHash = 40;           // characters
constexpr std::size_t kLongestLine = 64;    // a hash, a colon, a number, the line's end
constexpr std::uint64_t kReadWhole = 4096;  // what is left of the search

// SHA-1 since these lists have it: it hides nothing here, it is only looked up.
std::string hashOf(std::string_view password) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(password.data(), password.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1)
    throw Error("digestUnavailable");
  auto hash = signing::toHex({reinterpret_cast<const char*>(digest.data()), size});
  OPENSSL_cleanse(digest.data(), digest.size());
  return hash;
}

// What is made of a password leaves no trace of it: its hash is quickly guessed.
class WipedHash {
 public:
  explicit WipedHash(std::string_view password) : hash_(hashOf(password)) {}
  ~WipedHash() { OPENSSL_cleanse(hash_.data(), hash_.size()); }
  WipedHash(const WipedHash&) = delete;
  WipedHash& operator=(const WipedHash&) = delete;
  const std::string& text() const { return hash_; }

 private:
  std::string hash_;
};

// In small letters, as toHex() has it. Empty: the line does not begin with one.
std::string hashIn(std::string_view line) {
  if (line.size() < kHash || (line.size() > kHash && line[kHash] != ':' && line[kHash] != '\r')) return {};
  std::string hash(line.substr(0, kHash));
  for (auto& c : hash) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return {};
  }
  return hash;
}

}  // namespace

BreachedPasswords::BreachedPasswords(std::filesystem::path file) : file_(std::move(file)) {
  descriptor_ = ::open(file_.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat found {};
  const bool usable = descriptor_ >= 0 && ::fstat(descriptor_, &found) == 0 && S_ISREG(found.st_mode);
  try {
    if (!usable) throw Error("breachedListUnreadable", {{"file", file_.string()}});
    size_ = static_cast<std::uint64_t>(found.st_size);
    // The ends and the middle: another file, or one that is not ordered, is noticed at the start.
    const auto middle = nextLine(size_ / 2);
    const auto first = hashAt(0), then = middle < size_ ? hashAt(middle) : first;
    if (then < first) throw Error("breachedListWrong", {{"file", file_.string()}});
  } catch (...) {
    if (descriptor_ >= 0) ::close(descriptor_);
    throw;
  }
}

BreachedPasswords::~BreachedPasswords() {
  ::close(descriptor_);
}

std::string BreachedPasswords::read(std::uint64_t from, std::size_t bytes) const {
  std::string text(std::min<std::uint64_t>(bytes, size_ - std::min(from, size_)), '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const auto got = ::pread(descriptor_, text.data() + done, text.size() - done, static_cast<off_t>(from + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw Error("breachedListUnreadable", {{"file", file_.string()}});
    done += static_cast<std::size_t>(got);
  }
  return text;
}

std::uint64_t BreachedPasswords::nextLine(std::uint64_t at) const {
  const auto text = read(at, kLongestLine);
  const auto end = text.find('\n');
  if (end != std::string::npos) return at + end + 1;
  if (at + text.size() < size_) throw Error("breachedListWrong", {{"file", file_.string()}});
  return size_;
}

std::string BreachedPasswords::hashAt(std::uint64_t lineStart) const {
  const auto text = read(lineStart, kLongestLine);
  auto hash = hashIn(std::string_view(text).substr(0, text.find('\n')));
  if (hash.empty()) throw Error("breachedListWrong", {{"file", file_.string()}});
  return hash;
}

bool BreachedPasswords::isBetween(std::uint64_t from, std::uint64_t to, const std::string& hash) const {
  for (auto at = from; at < to; at = nextLine(at))
    if (hashAt(at) == hash) return true;
  return false;
}

// Both ends are always where a line begins, or the end of the file.
bool BreachedPasswords::has(std::string_view password) const {
  const WipedHash wiped(password);
  const auto& hash = wiped.text();
  std::uint64_t from = 0, to = size_;
  while (to - from > kReadWhole) {
    const auto middle = nextLine(from + (to - from) / 2);
    const auto there = hashAt(middle);
    if (there == hash) return true;
    (there < hash ? from : to) = middle;
  }
  return isBetween(from, to, hash);
}

}  // namespace balalyk
