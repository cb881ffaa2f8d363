#pragma once

#include <memory>
#include <thread>

#include "pipeline/casework/SendNotices.h"
#include "pipeline/engine/Observer.h"

namespace balalyk {

struct Session;

// Sends mails beside the worker as long as it lives; several hosts share them. The end waits for the mail that is being
// sent. Does nothing where mail.from is empty.
class NoticeTask {
 public:
  NoticeTask(Session& session, Observer& observer);

 private:
  void run(const std::stop_token& stop);

  Session& session_;
  Observer& observer_;
  std::unique_ptr<Mailer> mailer_;
  std::unique_ptr<SendNotices> send_;
  std::jthread thread_;  // the last member: it uses the others
};

}  // namespace balalyk
