#include "pipeline/engine/ClaimSupply.h"

#include <algorithm>
#include <iterator>

namespace balalyk {

namespace {

constexpr int kMostAhead = 64;
constexpr std::size_t kMostHeld = 256;

}  // namespace

ClaimSupply::ClaimSupply(Documents& documents, ClaimRequest request, int batch, Pace pace)
    : documents_(documents), request_(std::move(request)), batch_(batch), pace_(pace), ahead_(batch) {}

std::vector<Claim> ClaimSupply::take() {
  std::unique_lock lock(mutex_);
  const bool shared = asking_;
  changed_.wait(lock, [this] { return ended_ || !asking_; });
  if (ended_ || (shared && waiting_.empty() && broughtNothing_)) return {};
  if (waiting_.empty()) {
    claimNext(lock);
  } else if (mayBeOvertaken()) {
    letOvertake(lock);
  }
  if (ended_) return {};
  const auto count = std::min<std::size_t>(waiting_.size(), static_cast<std::size_t>(batch_));
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<Claim> taken(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  return taken;
}

void ClaimSupply::settled(std::size_t count) {
  const std::lock_guard lock(mutex_);
  held_ -= std::min(held_, count);
  changed_.notify_all();
}

void ClaimSupply::forget() {
  const std::lock_guard lock(mutex_);
  held_ -= std::min(held_, waiting_.size());
  waiting_.clear();
}

void ClaimSupply::end() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

class ClaimSupply::Turn {
 public:
  explicit Turn(ClaimSupply& supply) : supply_(supply) { supply_.asking_ = true; }
  ~Turn() {
    supply_.asking_ = false;
    supply_.changed_.notify_all();
  }

 private:
  ClaimSupply& supply_;
};

void ClaimSupply::claimNext(std::unique_lock<std::mutex>& lock) {
  const Turn turn(*this);
  adapt();
  changed_.wait(lock, [this] { return ended_ || held_ == 0 || held_ + static_cast<std::size_t>(ahead_) <= kMostHeld; });
  if (ended_) return;
  broughtNothing_ = broughtAll_ = false;
  auto claims = claim(lock, ahead_, false);
  broughtNothing_ = claims.empty();
  broughtAll_ = static_cast<int>(claims.size()) == ahead_;
  std::ranges::move(claims, std::back_inserter(waiting_));
}

void ClaimSupply::letOvertake(std::unique_lock<std::mutex>& lock) {
  const Turn turn(*this);
  auto claims = claim(lock, batch_, true);
  std::move(claims.begin(), claims.end(), std::inserter(waiting_, waiting_.begin()));
}

std::vector<Claim> ClaimSupply::claim(std::unique_lock<std::mutex>& lock, int limit, bool interactiveOnly) {
  auto request = request_;
  request.limit = limit;
  request.interactiveOnly = interactiveOnly;
  asked_ = Clock::now();
  lock.unlock();
  std::vector<Claim> claims;
  try {
    claims = documents_.claim(request);
  } catch (...) {
    lock.lock();
    throw;
  }
  lock.lock();
  held_ += claims.size();
  return claims;
}

bool ClaimSupply::mayBeOvertaken() const {
  return request_.onlyDocuments.empty() && waiting_.front().document.priority != Priority::interactive &&
         Clock::now() - asked_ > pace_.fresh;
}

void ClaimSupply::adapt() {
  const auto lasted = Clock::now() - claimed_;
  claimed_ = Clock::now();
  if (broughtAll_ && lasted < pace_.moment) ahead_ = std::max(batch_, std::min(2 * ahead_, kMostAhead));
  if (lasted > 2 * pace_.moment) ahead_ = std::max(batch_, ahead_ / 2);
}

}  // namespace balalyk
