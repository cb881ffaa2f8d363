#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace balalyk {

// Port: content-addressed files. An address is the SHA-256 of the content, lower-case hex. Nothing is ever overwritten,
// and removed only what DraftRemoval says.
// Thread-safe. Errors: Error storeUnwritable{detail}, storeFull, storeUnreadable{detail}, storeDamaged{digest}; of a
// store on another host also storeUnreachable{host, reason}, storeRefused{host, reason}, storeClockWrong{host},
// storeBucketMissing{bucket}, storeTooLarge, and those of its credentials and its certificate.
class DocumentStore {
 public:
  virtual ~DocumentStore() = default;

  // Durable (fsynced, folder too) when it returns; putting what is there already is cheap and changes nothing, and
  // throws storeDamaged where what is there has another size.
  virtual std::string put(std::string_view content) = 0;
  // Several, which are flushed together where the store can: all are durable when it returns. In order. An error may be
  // of any of them; those before it may be there.
  virtual std::vector<std::string> putAll(std::span<const std::string> contents) {
    std::vector<std::string> digests;
    for (const auto& content : contents) digests.push_back(put(content));
    return digests;
  }
  // Verifies the content against its address: storeDamaged when it differs. nullopt: not there.
  virtual std::optional<std::string> get(const std::string& digest) const = 0;
  // What is not there is fine. Not at once durable; a store that forbids removing keeps it, without an error.
  virtual void remove(const std::string& digest) = 0;
  virtual bool has(const std::string& digest) const = 0;
  // Every address with its size; order unspecified. For the sweep that compares store and database.
  virtual void forEach(const std::function<void(const std::string& digest, std::uint64_t size)>& visit) const = 0;
  // Writes a probe and removes it: throws when the store could not take a document now.
  virtual void probe() = 0;
};

}  // namespace balalyk
