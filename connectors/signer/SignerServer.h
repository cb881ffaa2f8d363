#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <stop_token>

#include "connectors/files/FileDescriptor.h"
#include "pipeline/engine/TaskThreads.h"
#include "pipeline/ports/Signer.h"

namespace balalyk {

// What happened on the socket, for the log: ids and codes, nothing that was sent.
class SignerObserver {
 public:
  virtual ~SignerObserver() = default;
  virtual void refused(uid_t user, pid_t process) = 0;  // another user's
  virtual void failed(const Problem& problem) = 0;      // one request
};

// Answers on a listening Unix socket: each connection one request, on its own thread, up to `connections` of them.
// Who connects is asked of the kernel (SO_PEERCRED) before a byte is read. A client that goes away ends nothing.
class SignerServer {
 public:
  struct Options {
    uid_t peer{};  // whose processes may ask
    int connections = 16;
    std::chrono::milliseconds request{10'000};  // for all of it
    std::chrono::milliseconds answer{5'000};    // for each frame to be taken; a client that does not is left
    std::chrono::milliseconds progress{250};    // at most so often
    std::chrono::milliseconds pulse{2'000};     // says at least so often that it is at it
  };

  SignerServer(FileDescriptor listening, Signer& signer, SignerObserver& observer, const Options& options)
      : listening_(std::move(listening)), signer_(signer), observer_(observer), options_(options) {}

  // Until stop is asked for, or nobody came for `idle` (0: for ever); what runs is finished. `alive` is called again
  // and again.
  void serve(const std::stop_token& stop, std::chrono::milliseconds idle, const std::function<void()>& alive);

 private:
  void accept();
  void answer(FileDescriptor connection);
  bool mayAsk(int connection);

  const FileDescriptor listening_;
  Signer& signer_;
  SignerObserver& observer_;
  const Options options_;
  std::atomic<int> open_ = 0;
  TaskThreads threads_;  // end before what their tasks use
};

}  // namespace balalyk
