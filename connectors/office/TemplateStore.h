#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "pipeline/Error.h"
#include "pipeline/template/TemplateContract.h"

namespace balalyk {

// The templates on disk, read and judged when they change: <folder>/<kind>.<language>.odt. What holds scripts, links or
// other forbidden content never reaches soffice.
class TemplateStore {
 public:
  struct Template {
    std::string digest;  // SHA-256, hex
    std::string bytes;
    std::optional<Problem> fault;  // the first error that the linter finds: to be used for trials only
  };

  // The contract must outlive the store.
  TemplateStore(std::filesystem::path folder, const TemplateContract& contract)
      : folder_(std::move(folder)), contract_(contract) {}
  // Throws StageError (quarantined) templateMissing{kind, language}, templateRefused{kind, language, reason, and what
  // the reason names, its own reason as cause}; (retry) fileUnreadable{file}: it is there.
  std::shared_ptr<const Template> get(const std::string& kind, const std::string& language, bool trial);

 private:
  struct Entry {
    std::filesystem::file_time_type changed;
    std::uintmax_t size = 0;
    std::shared_ptr<const Template> sheet;
    std::optional<Problem> danger;  // why it must not be used even for a trial
  };
  Entry judged(const std::string& kind, const std::string& language, std::string bytes) const;

  const std::filesystem::path folder_;
  const TemplateContract& contract_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
};

}  // namespace balalyk
