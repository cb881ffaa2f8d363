#include "connectors/signer/SignerServer.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "connectors/files/FrameSocket.h"
#include "connectors/signer/SignerMessages.h"
#include "pipeline/engine/StageRunner.h"
#include "signing/SigningError.h"

namespace balalyk {

namespace {

using namespace signerwire;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kRound{1'000};  // between two looks at `stop`

Problem problemOf(const std::exception& error) {
  if (const auto* known = dynamic_cast<const Error*>(&error)) return known->problem();
  if (const auto* known = dynamic_cast<const signing::SigningError*>(&error)) return {known->code(), known->params()};
  return unexpectedProblem(error, "signer");
}

// What a batch's progress becomes on the wire: the first at once, the others now and then, from a separate thread so
// that no signature waits for the client; and a sign of life where there is no progress.
class ProgressSender {
 public:
  ProgressSender(FrameSocket& socket, const SignerServer::Options& options)
      : socket_(socket), options_(options), sending_([this](std::stop_token stop) { run(stop); }) {}

  // Called under the batch's own lock.
  bool hear(const BatchProgress& progress) {
    const std::lock_guard lock(mutex_);
    latest_ = progress;
    changed_ = true;
    wake_.notify_all();
    return true;
  }

 private:
  void run(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      wake_.wait_for(lock, stop, options_.pulse, [this] { return changed_; });
      if (stop.stop_requested()) return;
      changed_ = false;
      const auto frame = encode(Answer(latest_));
      lock.unlock();
      try {
        socket_.send(frame, options_.answer);
      } catch (const std::exception&) {
        return;  // it is not listened to any more
      }
      lock.lock();
      // Not more often, and at once when the answer is there.
      wake_.wait_for(lock, stop, options_.progress, [] { return false; });
    }
  }

  FrameSocket& socket_;
  const SignerServer::Options& options_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  BatchProgress latest_;
  bool changed_ = false;
  std::jthread sending_;
};

Answer fulfil(Signer& signer, const Request& request, signing::Secret password, FrameSocket& socket,
              const SignerServer::Options& options) {
  if (const auto* order = std::get_if<BatchOrder>(&request)) {
    ProgressSender sender(socket, options);
    return signer.sign(*order, std::move(password),
                       [&](const BatchProgress& progress) { return sender.hear(progress); });
  }
  if (const auto* order = std::get_if<StandingOrder>(&request))
    return Granted{signer.grant(*order, std::move(password))};
  const auto& revocation = std::get<Revocation>(request);
  signer.revoke(revocation.id, revocation.memberId, std::move(password));
  return Revoked{};
}

}  // namespace

void SignerServer::serve(const std::stop_token& stop, std::chrono::milliseconds idle,
                         const std::function<void()>& alive) {
  auto lastBusy = Clock::now();
  while (!stop.stop_requested()) {
    alive();
    if (open_ > 0) lastBusy = Clock::now();
    if (idle.count() > 0 && Clock::now() - lastBusy > idle) return;
    pollfd poll{listening_.get(), POLLIN, 0};
    if (::poll(&poll, 1, static_cast<int>(kRound.count())) <= 0) continue;
    lastBusy = Clock::now();
    accept();
  }
  while (open_ > 0) {
    alive();
    ::poll(nullptr, 0, 50);
  }
}

void SignerServer::accept() {
  FileDescriptor connection(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!connection || !mayAsk(connection.get())) return;
  if (open_ >= options_.connections) {
    try {
      FrameSocket(std::move(connection)).send(encode(Answer(Problem{"signerBusy", {}})), std::chrono::milliseconds(0));
    } catch (const std::exception&) {
      // Nobody reads it.
    }
    return;
  }
  ++open_;
  auto shared = std::make_shared<FileDescriptor>(std::move(connection));
  threads_.run([this, shared] {
    answer(std::move(*shared));
    --open_;
  });
}

bool SignerServer::mayAsk(int connection) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  if (peer.uid == options_.peer) return true;
  observer_.refused(peer.uid, peer.pid);
  try {
    FrameSocket refusing{FileDescriptor(::dup(connection))};
    refusing.send(encode(Answer(Problem{"signerRefused", {}})), std::chrono::milliseconds(0));
  } catch (const std::exception&) {
    // Nobody reads it.
  }
  return false;
}

void SignerServer::answer(FileDescriptor connection) {
  FrameSocket socket(std::move(connection));
  Answer answer;
  try {
    const auto until = Clock::now() + options_.request;
    const auto left = [&] { return std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()); };
    const auto body = socket.receive(kMostRequest, left());
    auto password = socket.receiveSecret(kMostPassword, left());  // first of all: it must not be taken for a message
    const auto request = decodeRequest(body);
    answer = fulfil(signer_, request, std::move(password), socket, options_);
  } catch (const FrameSocket::Closed&) {
    return;
  } catch (const FrameSocket::Unusable&) {
    answer = Problem{"signerRequestUnusable", {{"detail", "frame"}}};
  } catch (const std::exception& error) {
    answer = problemOf(error);
  }
  if (const auto* problem = std::get_if<Problem>(&answer)) observer_.failed(*problem);
  try {
    socket.send(encode(answer), options_.answer);
  } catch (const std::exception&) {
    // The client has gone: what became of it is in the database.
  }
  socket.end();
}

}  // namespace balalyk
