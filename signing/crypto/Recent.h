#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "signing/crypto/Digest.h"

namespace balalyk::signing {

// The last few answers to questions that a batch asks again and again. The key is a digest of all that the answer
// depends on. Each thread has its own.
template <class Answer, std::size_t Count>
class Recent {
 public:
  const Answer* find(const Digest& question) const {
    for (const auto& [asked, answer] : answers_) {
      if (asked == question) return &answer;
    }
    return nullptr;
  }

  const Answer& keep(const Digest& question, Answer answer) {
    if (answers_.size() < Count) return answers_.emplace_back(question, std::move(answer)).second;
    auto& oldest = answers_[next_];
    next_ = (next_ + 1) % Count;
    oldest = {question, std::move(answer)};
    return oldest.second;
  }

 private:
  std::vector<std::pair<Digest, Answer>> answers_;
  std::size_t next_ = 0;
};

}  // namespace balalyk::signing
