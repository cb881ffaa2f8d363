#pragma once

#include <stdexcept>
#include <string>

namespace balalyk {

// What is wrong with what a provider sent, as a word of the catalogue («identityFault.…»). Never anything of its text.
class ProviderFault : public std::runtime_error {
 public:
  enum class Kind { down, wrong };  // no answer that can be judged; an answer that must not be believed
  ProviderFault(Kind kind, const char* fault) : std::runtime_error(fault), kind_(kind) {}
  explicit ProviderFault(const char* fault) : ProviderFault(Kind::wrong, fault) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

inline void requireOf(bool good, const char* fault) {
  if (!good) throw ProviderFault(fault);
}

}  // namespace balalyk
