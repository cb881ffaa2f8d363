#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace balalyk {

// The templates on disk, read when they change: <folder>/<kind>.<language>.odt. What holds scripts, links or other
// forbidden content never reaches soffice.
class TemplateStore {
 public:
  struct Template {
    std::string digest;  // SHA-256, hex
    std::string bytes;
  };

  explicit TemplateStore(std::filesystem::path folder) : folder_(std::move(folder)) {}
  // Throws StageError (quarantined) templateMissing{kind, language}, templateRefused{kind, language, reason}; (retry)
  // fileUnreadable{file}: it is there.
  std::shared_ptr<const Template> get(const std::string& kind, const std::string& language);

 private:
  struct Entry {
    std::filesystem::file_time_type changed;
    std::uintmax_t size = 0;
    std::shared_ptr<const Template> sheet;
    std::string refusal;  // why it must not be used; empty: it may
  };
  const std::filesystem::path folder_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
};

}  // namespace balalyk
