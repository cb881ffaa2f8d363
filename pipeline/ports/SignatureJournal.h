#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace balalyk {

struct SignatureValue {
  std::string digest;  // hex: what was signed
  std::string value;   // bytes
};

// Values are kept here the moment a key gave them. A worker that dies afterwards leaves them to the next one, which
// uses them instead of the key: nothing is signed twice. They go in the transaction that stores the container.
class SignatureJournal {
 public:
  virtual ~SignatureJournal() = default;
  virtual std::vector<SignatureValue> find(const std::vector<std::string>& digests) = 0;
  struct Entry {
    std::string documentId;
    std::int64_t token = 0;
    SignatureValue signature;
  };
  // One transaction. False: the document was lost to another worker (or has a value already): the value must be
  // dropped.
  virtual std::vector<bool> keep(std::span<const Entry> entries) = 0;
};

}  // namespace balalyk
