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

// The templates on disk (TemplateFiles), read and judged when they change. What holds scripts, links or other forbidden
// content never reaches soffice.
class TemplateStore {
 public:
  struct Template {
    std::string file;    // its place in the folder
    std::string digest;  // SHA-256, hex
    std::string bytes;
    std::optional<Problem> fault;  // the first error that the linter finds: to be used for trials only
  };

  // The contract must outlive the store.
  TemplateStore(std::filesystem::path folder, const TemplateContract& contract)
      : folder_(std::move(folder)), contract_(contract) {}
  // The commission's own, or the country's where it has none of this kind and language. One that it has and that must
  // not be used is refused: nobody would notice that the country's took its place.
  // Throws StageError (quarantined) templateMissing{kind, language, file}, templateRefused{kind, language, file,
  // reason, and what the reason names, its own reason as cause}; (retry) fileUnreadable{file}: it is there.
  std::shared_ptr<const Template> get(const std::string& kind, const std::string& language,
                                      const std::string& commissionId, bool trial);

 private:
  struct Entry {
    std::filesystem::file_time_type changed{};
    std::uintmax_t size = 0;
    std::shared_ptr<const Template> sheet;
    std::optional<Problem> danger;  // why it must not be used even for a trial
  };
  Entry judged(const std::string& kind, const std::string& language, std::string file, std::string bytes) const;
  // As it is on disk now; null: there is none.
  const Entry* current(const std::string& kind, const std::string& language, const std::filesystem::path& file);

  const std::filesystem::path folder_;
  const TemplateContract& contract_;
  std::mutex mutex_;
  std::map<std::filesystem::path, Entry> entries_;  // by place in the folder
};

}  // namespace balalyk
