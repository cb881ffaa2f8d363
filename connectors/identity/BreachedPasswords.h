#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace balalyk {

// Passwords that are known from breaches, in a file that the operator provides: a line for each with its SHA-1 in
// hexadecimal, ordered by it; what follows a colon (how often it was seen) is passed over. So «Have I Been Pwned» hands
// them out. The file, which may have a billion lines, is looked into and never loaded. Thread-safe.
class BreachedPasswords {
 public:
  // Throws Error breachedListUnreadable{file}, breachedListWrong{file}: it is not of this form.
  explicit BreachedPasswords(std::filesystem::path file);
  ~BreachedPasswords();
  BreachedPasswords(const BreachedPasswords&) = delete;
  BreachedPasswords& operator=(const BreachedPasswords&) = delete;

  // Throws as the constructor. A file that was replaced since it was opened is read as it was.
  bool has(std::string_view password) const;

 private:
  std::string read(std::uint64_t from, std::size_t bytes) const;
  std::uint64_t nextLine(std::uint64_t at) const;  // the first one that begins after it
  std::string hashAt(std::uint64_t lineStart) const;
  bool isBetween(std::uint64_t from, std::uint64_t to, const std::string& hash) const;

  const std::filesystem::path file_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace balalyk
