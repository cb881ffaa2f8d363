#include "connectors/keys/FileKeyRing.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <optional>

#include "connectors/keys/FileStamp.h"
#include "connectors/keys/KeyRingJson.h"
#include "pipeline/Error.h"
#include "signing/SigningError.h"
#include "signing/crypto/Secret.h"
#include "signing/keys/SigningKey.h"

namespace balalyk {

namespace {

using Clock = std::chrono::steady_clock;

// What may be different the next time, and spent no try of a PIN. Everything else is tried once: a wrong password must
// not lock a key by being tried again and again.
bool mayPass(const std::string& code) {
  static constexpr std::array kCodes{
      "keyTokenMissing",           "keyPasswordMissing", "keyPasswordExposed", "keyFileUnreadable", "keyFileExposed",
      "certificateFileUnreadable", "keyModuleUnusable",  "keyProgramMissing",  "cscBusy",           "cscUnavailable"};
  return std::ranges::find(kCodes, code) != kCodes.end() || code.starts_with("http");
}

Problem withMember(const signing::SigningError& error, const std::string& member) {
  Problem problem{error.code() == "secretUnreadable" ? "keyPasswordMissing" : error.code(), error.params()};
  problem.params["member"] = member;
  return problem;
}

// One member's key: opened at the first question and kept, or the reason why it cannot be.
class KeySlot {
 public:
  KeySlot(RingEntry entry, const KeySources& sources, std::chrono::milliseconds rest)
      : entry_(std::move(entry)), sources_(sources), rest_(rest) {}

  const RingEntry& entry() const { return entry_; }

  std::shared_ptr<signing::SigningKey> open() {
    const std::lock_guard lock(mutex_);
    notice();
    if (failed_ && Clock::now() < until_) throw Error(*failed_);
    if (!key_) {
      failed_.reset();
      try {
        key_ = openKey();
      } catch (const Error& error) {
        if (!mayPass(error.problem().code)) fail(error.problem(), Clock::time_point::max());
        throw;
      }
    }
    return key_;
  }

 private:
  // A key that hung rests for a while; one whose files were changed is another key.
  void notice() {
    if (key_)
      if (const auto ended = key_->ended()) {
        fail(withMember(*ended, entry_.key.member), Clock::now() + rest_);
        key_.reset();
      }
    auto stamps = stampsOf({entry_.key.file("file"), entry_.key.file("certificates")});
    if (stamps == stamps_) return;
    stamps_ = std::move(stamps);
    key_.reset();
    failed_.reset();
  }

  void fail(Problem problem, Clock::time_point until) {
    failed_ = std::move(problem);
    until_ = until;
  }

  std::shared_ptr<signing::SigningKey> openKey() const {
    const auto& member = entry_.key.member;
    try {
      const auto password = sources_.passwords->password(member);
      if (!password) throw Error("keyPasswordMissing", {{"member", member}});
      auto key = entry_.kind->open(entry_.key, *password, sources_);
      if (signing::toHex(key->certificate().fingerprint()) != entry_.key.certificateSha256) {
        throw Error("certificateUnknown", {{"member", member}});
      }
      return key;
    } catch (const signing::SigningError& error) {
      throw Error(withMember(error, member));
    }
  }

  const RingEntry entry_;
  const KeySources& sources_;
  const std::chrono::milliseconds rest_;
  std::mutex mutex_;
  std::vector<FileStamp> stamps_;
  std::shared_ptr<signing::SigningKey> key_;
  std::optional<Problem> failed_;
  Clock::time_point until_;
};

class FileKeyRing final : public KeyRing {
 public:
  FileKeyRing(std::filesystem::path file, KeySources sources, std::chrono::milliseconds rest)
      : file_(std::move(file)), sources_(std::move(sources)), rest_(rest), stamp_(stampOf(file_)) {
    take(readKeyRing(file_));
  }

  std::shared_ptr<signing::SigningKey> open(const std::string& memberId) override {
    const auto slot = find(memberId);
    if (!slot) throw Error("keyMissing", {{"member", memberId}});
    return slot->open();
  }

  std::vector<std::string> members() const override {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> members;
    for (const auto& [member, slot] : slots_) members.push_back(member);
    return members;
  }

 private:
  std::shared_ptr<KeySlot> find(const std::string& member) {
    const std::lock_guard lock(mutex_);
    if (const auto stamp = stampOf(file_); stamp != stamp_) {
      stamp_ = stamp;
      try {
        take(readKeyRing(file_));
      } catch (const Error&) {
        // Somebody is writing it, or made a mistake: the next start says so, and until then the keys are what they
        // were.
      }
    }
    const auto found = slots_.find(member);
    return found == slots_.end() ? nullptr : found->second;
  }

  // What is as it was keeps its open key.
  void take(std::map<std::string, RingEntry> entries) {
    std::map<std::string, std::shared_ptr<KeySlot>> slots;
    for (auto& [member, entry] : entries) {
      const auto known = slots_.find(member);
      slots[member] = known != slots_.end() && known->second->entry() == entry
                          ? known->second
                          : std::make_shared<KeySlot>(std::move(entry), sources_, rest_);
    }
    slots_ = std::move(slots);
  }

  const std::filesystem::path file_;
  const KeySources sources_;
  const std::chrono::milliseconds rest_;
  mutable std::mutex mutex_;
  FileStamp stamp_;
  std::map<std::string, std::shared_ptr<KeySlot>> slots_;
};

}  // namespace

std::map<std::string, std::string> pinnedCertificates(const std::filesystem::path& ringFile) {
  std::map<std::string, std::string> pinned;
  for (const auto& [member, entry] : readKeyRing(ringFile)) pinned.emplace(member, entry.key.certificateSha256);
  return pinned;
}

std::unique_ptr<KeyRing> openKeyRing(const std::filesystem::path& ringFile, std::shared_ptr<PasswordSource> passwords,
                                     std::shared_ptr<PasswordSource> services, KeyRingOptions options) {
  return std::make_unique<FileKeyRing>(
      ringFile,
      KeySources{std::move(passwords), std::move(services), options.deadline, std::move(options.tokenProgram)},
      options.rest);
}

}  // namespace balalyk
