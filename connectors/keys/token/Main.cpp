// balalyk-token: holds one key of one token for the program that started it. The token's module may hang, or break
// down: then it is this process that is ended, and the program and its other keys are not concerned.
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <optional>
#include <thread>

#include "connectors/keys/token/Protocol.h"
#include "signing/crypto/Secret.h"
#include "signing/keys/Pkcs11Key.h"

using namespace balalyk;
using token::Message;
using token::Verb;

namespace {

void keepMemoryPrivate() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0);
}

// Without the program there is nothing to do, whatever the module is at. It may log out, if it does not hang.
void endWithTheProgram() {
  std::thread([] {
    pollfd socket{token::kSocket, POLLRDHUP, 0};
    while (::poll(&socket, 1, -1) < 0 && errno == EINTR) {
    }
    ::poll(nullptr, 0, token::kMillisecondsToEnd);
    ::_exit(0);
  }).detach();
}

bool readAll(char* to, std::size_t size) {
  for (std::size_t have = 0; have < size;) {
    const auto got = ::read(token::kSocket, to + have, size - have);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    have += static_cast<std::size_t>(got);
  }
  return true;
}

std::optional<std::string> receive() {
  std::string head(4, '\0');
  if (!readAll(head.data(), head.size()) || token::lengthIn(head) > token::kMostBytes) return std::nullopt;
  std::string body(token::lengthIn(head), '\0');
  return readAll(body.data(), body.size()) ? std::optional(std::move(body)) : std::nullopt;
}

void send(const Message& message) {
  const auto body = token::encode(message);
  const auto frame = token::lengthOf(body) + body;
  for (std::size_t sent = 0; sent < frame.size();) {
    const auto count = ::send(token::kSocket, frame.data() + sent, frame.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno != EINTR) ::_exit(0);
    if (count > 0) sent += static_cast<std::size_t>(count);
  }
}

// Into memory that is wiped and into none besides.
signing::Secret receivePin() {
  char head[4], pin[1024];
  if (!readAll(head, sizeof head)) ::_exit(0);
  const auto size = token::lengthIn({head, sizeof head});
  if (size > sizeof pin || !readAll(pin, size)) ::_exit(0);
  return signing::Secret::takeFrom(pin, size);
}

std::unique_ptr<signing::SigningKey> open(const Message& request) {
  auto pin = receivePin();  // first of all: it must not be taken for a message
  const auto& texts = request.texts;
  signing::Pkcs11Key::Settings settings{.module = texts.at(0),
                                        .token = texts.at(1),
                                        .key = texts.at(2),
                                        .keyId = texts.at(3),
                                        .certificateSha256 = texts.at(4),
                                        .allowLastTry = texts.at(5) == "true"};
  if (!texts.at(6).empty()) settings.certificate = signing::Certificate::fromDer(texts.at(6));
  auto key = signing::Pkcs11Key::open(std::move(settings), pin);
  pin.wipe();
  return key;
}

// One after the other, so that what is made is out before the next is begun.
void sign(signing::SigningKey& key, const Message& request) {
  for (const auto& text : request.texts) {
    signing::Digest digest{};
    text.copy(reinterpret_cast<char*>(digest.data()), digest.size());
    send({Verb::value, {key.sign({&digest, 1}).at(0)}});
  }
}

}  // namespace

int main() {
  keepMemoryPrivate();
  endWithTheProgram();
  std::unique_ptr<signing::SigningKey> key;
  while (const auto body = receive()) {
    try {
      const auto request = token::decode(*body);
      if (request.verb == Verb::open) {
        key = open(request);
        send({Verb::opened, {key->certificate().der()}});
      } else if (key) {
        sign(*key, request);
      }
    } catch (const signing::SigningError& error) {
      send(token::failureOf(error.code(), error.params()));
    }
  }
  key.reset();
  ::_exit(0);  // a module's destructors may hang or crash
}
