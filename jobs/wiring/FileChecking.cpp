#include "jobs/wiring/FileChecking.h"

#include <mutex>

#include "jobs/config/Settings.h"
#include "jobs/wiring/Options.h"
#include "jobs/wiring/TrustFiles.h"
#include "signing/ReadFile.h"
#include "signing/SigningError.h"

namespace balalyk {
namespace {

FileCheckSettings fileCheckSettings(const Settings& settings) {
  auto helper = judgeSettings(settings);
  auto verifier = helper.helper.parent_path() / "balalyk-verifier";
  const auto policy = settings.path("signatures.policy");
  readPolicy(policy);  // a wrong one is said here
  return {.helper = std::move(helper),
          .verifier = std::move(verifier),
          .signers = checkAnchors(settings),
          .authorities = checkAuthorityAnchors(settings),
          .policy = policy.empty() ? std::string() : signing::readWholeFile(policy).value_or("")};
}

class FileCheckWhenAsked final : public FileCheck {
 public:
  explicit FileCheckWhenAsked(const Settings& settings) : settings_(settings) {}
  CheckedFile judge(std::string_view file) override { return opened().judge(file); }
  PdfFinding examine(std::string_view pdf) override { return opened().examine(pdf); }

 private:
  FileCheck& opened() {
    const std::lock_guard lock(mutex_);
    try {
      if (!check_) check_ = std::make_unique<ConfinedFileCheck>(fileCheckSettings(settings_));
    } catch (const Error& error) {
      throw Error("fileCheckUnavailable", {{"reason", error.problem().code}});
    } catch (const signing::SigningError& error) {
      throw Error("fileCheckUnavailable", {{"reason", error.code()}});
    }
    return *check_;
  }

  const Settings& settings_;
  std::mutex mutex_;
  std::unique_ptr<FileCheck> check_;
};

}  // namespace

std::unique_ptr<FileCheck> fileCheckWhenAsked(const Settings& settings) {
  return std::make_unique<FileCheckWhenAsked>(settings);
}

}  // namespace balalyk
