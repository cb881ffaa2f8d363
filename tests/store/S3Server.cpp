#include "S3Server.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <stdexcept>
#include <string_view>
#include <thread>

#include "connectors/files/FileDescriptor.h"

namespace {

constexpr std::string_view kDomain = "s3.test";

}  // namespace

// s3.test and what is below it is here; is before the C library's.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result) {
  static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
  const bool ours = node && std::string_view(node).ends_with(kDomain);
  return real(ours ? "127.0.0.1" : node, service, hints, result);
}

namespace balalyk::tests {

namespace {

namespace fs = std::filesystem;

sockaddr_in loopback(int port) {
  return {.sin_family = AF_INET,
          .sin_port = htons(static_cast<std::uint16_t>(port)),
          .sin_addr = {htonl(INADDR_LOOPBACK)},
          .sin_zero = {}};
}

int freePort() {
  const FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  auto address = loopback(0);
  socklen_t size = sizeof address;
  if (bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no loopback port");
  return ntohs(address.sin_port);
}

bool accepts(int port) {
  const FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = loopback(port);
  return connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace

S3Server& S3Server::shared() {
  static S3Server server;
  return server;
}

S3Server::S3Server() {
  std::string pattern = (fs::temp_directory_path() / "balalyk-s3-XXXXXX").string();
  folder_ = mkdtemp(pattern.data());
  start();
}

S3Server::~S3Server() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void S3Server::start() {
  tlsPort_ = freePort();
  plainPort_ = freePort();
  const auto log = (folder_ / "log").string();
  const auto tls = std::to_string(tlsPort_), plain = std::to_string(plainPort_);
  process_ = fork();
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (output < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0) _exit(126);
    execl(S3_SERVER "/serve", "serve", S3_TOOLS, folder_.c_str(), tls.c_str(), plain.c_str(), kDomain.data(), nullptr);
    _exit(127);
  }
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(120);
  while (!accepts(tlsPort_) || !accepts(plainPort_)) {
    if (std::chrono::steady_clock::now() > end || waitpid(process_, nullptr, WNOHANG) != 0)
      throw std::runtime_error("the S3 server does not start: " + log);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

S3Options S3Server::optionsAt(int tlsPort) const {
  return {.endpoint = "https://" + std::string(kDomain) + ":" + std::to_string(tlsPort),
          .credentials = credentials(),
          .trustAnchors = certificate()};
}

}  // namespace balalyk::tests
