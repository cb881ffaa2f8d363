#include "pipeline/engine/ClaimSupply.h"

#include <algorithm>
#include <iterator>

namespace balalyk {

namespace {

constexpr int kMostAhead = 64;
constexpr std::size_t kMostHeld = 256;
// What the batches hold that hang must not keep the others from being claimed.
constexpr std::size_t kMostHeldByChairperson = 4096;

}  // namespace

ClaimSupply::ClaimSupply(DocumentQueue& queue, ClaimRequest request, int batch, Pace pace, Order order)
    : queue_(queue), request_(std::move(request)), batch_(batch), pace_(pace), order_(order), ahead_(batch) {}

std::vector<Claim> ClaimSupply::take() {
  std::unique_lock lock(mutex_);
  const bool shared = asking_;
  changed_.wait(lock, [this] { return ended_ || !asking_; });
  if (ended_ || (shared && waiting_.empty() && broughtNothing_)) return {};
  if (const auto first = firstFree(); first == waiting_.end()) {
    claimNext(lock);
  } else if (mayBeOvertaken(*first)) {
    letOvertake(lock);
  }
  if (ended_) return {};
  return takeFrom(firstFree());
}

bool ClaimSupply::isFree(const Claim& claim) const {
  return order_ == Order::any || !busy_.contains(claim.document.chairpersonId);
}

std::deque<Claim>::iterator ClaimSupply::firstFree() {
  return std::ranges::find_if(waiting_, [this](const Claim& claim) { return isFree(claim); });
}

std::vector<Claim> ClaimSupply::takeFrom(std::deque<Claim>::iterator first) {
  std::vector<Claim> taken;
  if (first == waiting_.end()) return taken;
  const auto most = static_cast<std::size_t>(batch_);
  const auto whose = first->document.chairpersonId;
  // In their order, what is taken goes to the front.
  const auto others = order_ == Order::any
                          ? waiting_.end()
                          : std::stable_partition(waiting_.begin(), waiting_.end(), [&](const Claim& claim) {
                              return claim.document.chairpersonId == whose;
                            });
  const auto count = std::min<std::size_t>(static_cast<std::size_t>(others - waiting_.begin()), most);
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
  taken.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  if (order_ == Order::byChairperson) busy_.insert(whose);
  return taken;
}

void ClaimSupply::free(const std::string& chairpersonId) {
  const std::lock_guard lock(mutex_);
  busy_.erase(chairpersonId);
  changed_.notify_all();
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
  changed_.wait(lock,
                [this] { return ended_ || held_ == 0 || held_ + static_cast<std::size_t>(ahead_) <= mostHeld(); });
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
  request.exceptChairpersons.assign(busy_.begin(), busy_.end());
  asked_ = Clock::now();
  lock.unlock();
  std::vector<Claim> claims;
  try {
    claims = queue_.claim(request);
  } catch (...) {
    lock.lock();
    throw;
  }
  lock.lock();
  held_ += claims.size();
  return claims;
}

bool ClaimSupply::mayBeOvertaken(const Claim& first) const {
  return request_.onlyDocuments.empty() && first.document.priority != Priority::interactive &&
         Clock::now() - asked_ > pace_.fresh;
}

std::size_t ClaimSupply::mostHeld() const {
  return order_ == Order::any ? kMostHeld : kMostHeldByChairperson;
}

void ClaimSupply::adapt() {
  const auto lasted = Clock::now() - claimed_;
  claimed_ = Clock::now();
  if (broughtAll_ && lasted < pace_.moment) ahead_ = std::max(batch_, std::min(2 * ahead_, kMostAhead));
  if (lasted > 2 * pace_.moment) ahead_ = std::max(batch_, ahead_ / 2);
}

}  // namespace balalyk
