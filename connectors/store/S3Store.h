#pragma once

#include <mutex>

#include "connectors/store/S3Client.h"
#include "pipeline/ports/DocumentStore.h"

namespace balalyk {

// Objects in a bucket of an S3-compatible store, at the places where a folder store has its files. One is put with
// "If-None-Match: *", so that what has an address is never overwritten. A server that does not know this condition is
// found out before the first put: there we ask whether the object is there, and when two ask at once the second
// overwrites it with the same bytes, since the server checks them against the signed hash, which is the address.
class S3Store final : public DocumentStore {
 public:
  S3Store(const S3Place& place, const S3Options& options);

  std::string put(std::string_view content) override;
  std::optional<std::string> get(const std::string& digest) const override;
  void remove(const std::string& digest) override;
  bool has(const std::string& digest) const override;
  void forEach(const std::function<void(const std::string& digest, std::uint64_t size)>& visit) const override;
  void probe() override;

 private:
  S3Answer putObject(const std::string& key, const std::string& digest, std::string_view content, bool onlyNew) const;
  std::optional<std::uint64_t> sizeOf(const std::string& digest) const;
  bool isThere(const std::string& digest, std::uint64_t size) const;
  bool keepsWhatIsThere();
  bool tryCondition() const;
  void removeObject(const std::string& key) const;
  [[noreturn]] void fail(const S3Answer& answer, const char* code) const;

  const S3Place place_;
  const int pageSize_;
  mutable S3Client client_;
  std::mutex mutex_;
  std::optional<bool> keepsWhatIsThere_;
};

}  // namespace balalyk
