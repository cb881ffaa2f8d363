#include "connectors/keys/Pkcs12KeyRing.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

#include "pipeline/Error.h"
#include "signing/SigningError.h"
#include "signing/keys/Pkcs12Key.h"

namespace balalyk {

namespace {

struct Entry {
  std::filesystem::path file;
  std::string certificateSha256;
};

class Pkcs12KeyRing final : public KeyRing {
 public:
  Pkcs12KeyRing(std::map<std::string, Entry> entries, std::unique_ptr<PasswordSource> passwords)
      : entries_(std::move(entries)), passwords_(std::move(passwords)) {}

  // What was tried once is kept, the error too: a wrong password must not lock a key by being tried again and again.
  std::shared_ptr<signing::SigningKey> open(const std::string& memberId) override {
    const std::lock_guard lock(mutex_);
    if (const auto failed = failed_.find(memberId); failed != failed_.end()) throw Error(failed->second);
    auto& key = opened_[memberId];
    if (!key) {
      try {
        key = openFirst(memberId);
      } catch (const Error& error) {
        failed_.emplace(memberId, error.problem());
        throw;
      }
    }
    return key;
  }

  std::vector<std::string> members() const override {
    std::vector<std::string> members;
    for (const auto& [member, entry] : entries_) members.push_back(member);
    return members;
  }

 private:
  std::shared_ptr<signing::SigningKey> openFirst(const std::string& memberId) {
    const std::map<std::string, std::string> params{{"member", memberId}};
    const auto entry = entries_.find(memberId);
    if (entry == entries_.end()) throw Error("keyMissing", params);
    try {
      const auto password = passwords_->password(memberId);
      if (!password) throw Error("keyPasswordMissing", params);
      std::shared_ptr<signing::SigningKey> key = signing::Pkcs12Key::open(entry->second.file, *password);
      if (signing::toHex(key->certificate().fingerprint()) != entry->second.certificateSha256) {
        throw Error("certificateUnknown", params);
      }
      return key;
    } catch (const signing::SigningError& error) {
      auto told = error.code() == "secretUnreadable" ? std::string("keyPasswordMissing") : error.code();
      throw Error(std::move(told), params);
    }
  }

  const std::map<std::string, Entry> entries_;
  const std::unique_ptr<PasswordSource> passwords_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<signing::SigningKey>> opened_;
  std::map<std::string, Problem> failed_;
};

std::map<std::string, Entry> readRing(const std::filesystem::path& ringFile) {
  const auto unreadable = [&](const std::string& detail) {
    return Error("keyRingUnreadable", {{"file", ringFile.filename().string()}, {"detail", detail}});
  };
  std::ifstream stream(ringFile);
  if (!stream) throw unreadable("the file cannot be opened");
  std::stringstream text;
  text << stream.rdbuf();
  std::map<std::string, Entry> entries;
  try {
    const auto root = Poco::JSON::Parser().parse(text.str()).extract<Poco::JSON::Object::Ptr>();
    const auto keys = root->getArray("keys");
    if (!keys) throw unreadable("no list «keys»");
    for (std::size_t i = 0; i < keys->size(); ++i) {
      const auto key = keys->getObject(static_cast<unsigned>(i));
      Entry entry{ringFile.parent_path() / key->getValue<std::string>("file"),
                  key->getValue<std::string>("certificateSha256")};
      if (!entries.emplace(key->getValue<std::string>("member"), std::move(entry)).second) {
        throw unreadable("a member twice");
      }
    }
  } catch (const Poco::Exception& error) {
    throw unreadable(error.displayText());
  }
  return entries;
}

}  // namespace

std::unique_ptr<KeyRing> openPkcs12KeyRing(const std::filesystem::path& ringFile,
                                           std::unique_ptr<PasswordSource> passwords) {
  return std::make_unique<Pkcs12KeyRing>(readRing(ringFile), std::move(passwords));
}

}  // namespace balalyk
