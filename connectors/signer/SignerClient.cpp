#include "connectors/signer/SignerClient.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <optional>

#include "connectors/files/FrameSocket.h"
#include "connectors/signer/SignerMessages.h"

namespace balalyk {

namespace {

using namespace signerwire;

FileDescriptor connectTo(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto name = path.string();
  if (name.size() >= sizeof address.sun_path) throw Error("signerUnreachable");
  std::memcpy(address.sun_path, name.c_str(), name.size() + 1);
  FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  // EAGAIN: so many wait already that the kernel takes no more.
  if (!socket || ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw Error(errno == EAGAIN ? "signerBusy" : "signerUnreachable");
  return socket;
}

class SignerClient final : public Signer {
 public:
  explicit SignerClient(SignerClientOptions options) : options_(std::move(options)) {}

  BatchReport sign(const BatchOrder& order, signing::Secret password, const Heard& heard) override {
    if (order.documents.size() > kMostDocuments)
      throw Error("batchTooLarge", {{"count", std::to_string(order.documents.size())}});
    const Place place(*this);
    auto socket = ask(order, std::move(password));
    for (;;) {
      auto answer = next(socket);
      if (auto* report = std::get_if<BatchReport>(&answer)) return std::move(*report);
      const auto* progress = std::get_if<BatchProgress>(&answer);
      if (!progress) throw Error("signerLost");
      if (heard && !heard(*progress)) return {};
    }
  }

  std::string grant(const StandingOrder& order, signing::Secret password) override {
    const Place place(*this);
    auto socket = ask(order, std::move(password));
    auto answer = next(socket);
    auto* granted = std::get_if<Granted>(&answer);
    if (!granted) throw Error("signerLost");
    return std::move(granted->id);
  }

  void revoke(const std::string& id, const std::string& memberId, signing::Secret password) override {
    const Place place(*this);
    auto socket = ask(Revocation{id, memberId}, std::move(password));
    if (!std::holds_alternative<Revoked>(next(socket))) throw Error("signerLost");
  }

 private:
  // One of the orders that may wait at once.
  class Place {
   public:
    explicit Place(SignerClient& client) : taken_(client.waiting_) {
      if (++taken_ <= client.options_.atOnce) return;
      --taken_;
      throw Error("signerBusy");
    }
    ~Place() { --taken_; }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    std::atomic<int>& taken_;
  };

  FrameSocket ask(const Request& request, signing::Secret password) const {
    const auto body = encode(request);
    if (password.reveal().size() > kMostPassword) throw Error("signerRequestUnusable", {{"detail", "password"}});
    FrameSocket socket(connectTo(options_.socket));
    try {
      socket.send(body, options_.patience);
      socket.send(password.reveal(), options_.patience);
    } catch (const FrameSocket::TooSlow&) {
      throw Error("signerUnreachable");
    } catch (const FrameSocket::Closed&) {
      // Why it closed may be said already.
    }
    return socket;
  }

  Answer next(FrameSocket& socket) const {
    try {
      auto answer = decodeAnswer(socket.receive(kMostAnswer, options_.silence));
      if (auto* problem = std::get_if<Problem>(&answer)) throw Error(std::move(*problem));
      return answer;
    } catch (const FrameSocket::Closed&) {
      throw Error("signerLost");
    } catch (const FrameSocket::Unusable&) {
      throw Error("signerLost");
    }
  }

  const SignerClientOptions options_;
  std::atomic<int> waiting_ = 0;
};

}  // namespace

std::unique_ptr<Signer> makeSignerClient(SignerClientOptions options) {
  return std::make_unique<SignerClient>(std::move(options));
}

}  // namespace balalyk
