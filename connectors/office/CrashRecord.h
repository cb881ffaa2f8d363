#pragma once

#include <map>
#include <mutex>
#include <string>

namespace balalyk {

// Which documents were in work when soffice crashed or hung: the second time it is taken to be the document's doing.
class CrashRecord {
 public:
  // How often now.
  int add(const std::string& documentId) {
    const std::lock_guard lock(mutex_);
    if (counts_.size() >= kMaxDocuments) counts_.clear();
    return ++counts_[documentId];
  }
  void remove(const std::string& documentId) {
    const std::lock_guard lock(mutex_);
    counts_.erase(documentId);
  }

 private:
  static constexpr std::size_t kMaxDocuments = 10'000;
  std::mutex mutex_;
  std::map<std::string, int> counts_;
};

}  // namespace balalyk
