#include "pipeline/record/RecentRecords.h"

#include <deque>
#include <mutex>
#include <unordered_map>

#include "pipeline/record/RecordXml.h"

namespace balalyk {

namespace {

constexpr std::size_t kMost = 256;             // as many as a stage holds
constexpr std::size_t kMostBytes = 4'000'000;  // of their texts: a list may be as long as a thousand applications

class RecentRecords {
 public:
  std::shared_ptr<const Record> find(const std::string& xml) {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(xml);
    return found == known_.end() ? nullptr : found->second;
  }

  void keep(const std::string& xml, std::shared_ptr<const Record> record) {
    if (xml.size() > kMostBytes) return;
    const std::lock_guard lock(mutex_);
    const auto [place, isNew] = known_.emplace(xml, std::move(record));
    if (!isNew) return;
    order_.push_back(&place->first);  // stays where it is when others come and go
    bytes_ += xml.size();
    while (order_.size() > kMost || bytes_ > kMostBytes) {
      bytes_ -= order_.front()->size();
      known_.erase(known_.find(*order_.front()));
      order_.pop_front();
    }
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<const Record>> known_;
  std::deque<const std::string*> order_;
  std::size_t bytes_ = 0;
};

}  // namespace

std::shared_ptr<const Record> recentRecord(const std::string& xml) {
  static RecentRecords recent;
  if (auto known = recent.find(xml)) return known;
  auto record = std::make_shared<const Record>(fromXml(xml));
  recent.keep(xml, record);
  return record;
}

}  // namespace balalyk
