#pragma once

#include <string>
#include <vector>

#include "pipeline/domain/Date.h"

namespace balalyk {

// What somebody wrote to the developers.
struct FeedbackMessage {
  std::string id;
  std::string accountId;
  std::string page;  // the address that it was written from, without its query; may be empty
  std::string message;
  Timestamp at{};
};

inline constexpr std::size_t kFeedbackLongest = 4'000;  // characters
inline constexpr int kFeedbackDaily = 10;               // messages of an account in 24 hours

// Port, part of the portal database.
class Feedback {
 public:
  virtual ~Feedback() = default;
  // False: the account has written kFeedbackDaily today. In the audit trail by id, without the text. One that is there
  // already with this id is not written again; empty: a new one.
  virtual bool add(const std::string& accountId, const std::string& page, const std::string& message,
                   const std::string& id) = 0;
  virtual std::vector<FeedbackMessage> newest(int most) = 0;
};

}  // namespace balalyk
