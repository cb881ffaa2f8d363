#include "connectors/keys/FileKeyRing.h"

#include <map>
#include <mutex>
#include <optional>

#include "connectors/keys/KeyRingJson.h"
#include "pipeline/Error.h"
#include "signing/SigningError.h"
#include "signing/crypto/Secret.h"
#include "signing/keys/SigningKey.h"

namespace balalyk {

namespace {

// What may be different the next time, and spent no try of a PIN. Everything else is tried once: a wrong password must
// not lock a key by being tried again and again.
bool mayPass(const std::string& code) {
  return code == "keyTokenMissing" || code == "cscBusy" || code == "cscUnavailable" || code.starts_with("http");
}

class FileKeyRing final : public KeyRing {
 public:
  FileKeyRing(std::map<std::string, RingEntry> entries, KeySources sources) : sources_(std::move(sources)) {
    for (auto& [member, entry] : entries) slots_.try_emplace(member, std::move(entry));
  }

  std::shared_ptr<signing::SigningKey> open(const std::string& memberId) override {
    const auto found = slots_.find(memberId);
    if (found == slots_.end()) throw Error("keyMissing", {{"member", memberId}});
    auto& slot = found->second;
    const std::lock_guard lock(slot.mutex);
    if (slot.failed) throw Error(*slot.failed);
    if (!slot.key) {
      try {
        slot.key = openFirst(slot.entry);
      } catch (const Error& error) {
        if (!mayPass(error.problem().code)) slot.failed = error.problem();
        throw;
      }
    }
    return slot.key;
  }

  std::vector<std::string> members() const override {
    std::vector<std::string> members;
    for (const auto& [member, slot] : slots_) members.push_back(member);
    return members;
  }

 private:
  struct Slot {
    explicit Slot(RingEntry given) : entry(std::move(given)) {}
    const RingEntry entry;
    std::mutex mutex;
    std::shared_ptr<signing::SigningKey> key;
    std::optional<Problem> failed;
  };

  std::shared_ptr<signing::SigningKey> openFirst(const RingEntry& entry) {
    std::map<std::string, std::string> params{{"member", entry.key.member}};
    try {
      const auto password = sources_.passwords->password(entry.key.member);
      if (!password) throw Error("keyPasswordMissing", params);
      auto key = entry.kind->open(entry.key, *password, sources_);
      if (signing::toHex(key->certificate().fingerprint()) != entry.key.certificateSha256) {
        throw Error("certificateUnknown", params);
      }
      return key;
    } catch (const signing::SigningError& error) {
      auto told = error.code() == "secretUnreadable" ? std::string("keyPasswordMissing") : error.code();
      for (const auto& [name, value] : error.params()) params.emplace(name, value);
      throw Error(std::move(told), std::move(params));
    }
  }

  const KeySources sources_;
  std::map<std::string, Slot> slots_;
};

}  // namespace

std::map<std::string, std::string> pinnedCertificates(const std::filesystem::path& ringFile) {
  std::map<std::string, std::string> pinned;
  for (const auto& [member, entry] : readKeyRing(ringFile)) pinned.emplace(member, entry.key.certificateSha256);
  return pinned;
}

std::unique_ptr<KeyRing> openKeyRing(const std::filesystem::path& ringFile, std::shared_ptr<PasswordSource> passwords,
                                     std::shared_ptr<PasswordSource> services) {
  return std::make_unique<FileKeyRing>(readKeyRing(ringFile), KeySources{std::move(passwords), std::move(services)});
}

}  // namespace balalyk
