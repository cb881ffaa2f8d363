#include "jobs/wiring/SignerSocket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>

#include <cerrno>
#include <cstring>

#include "pipeline/Error.h"

namespace balalyk {

namespace {

constexpr int kQueue = 16;

[[noreturn]] void unusable(const std::filesystem::path& path, const char* detail) {
  throw Error("signerSocketUnusable", {{"file", path.string()}, {"detail", detail}});
}

// A path at which somebody listens is not taken from them.
bool isListenedAt(const sockaddr_un& address) {
  const FileDescriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  return probe &&
         (::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 || errno == EAGAIN);
}

}  // namespace

bool socketWasPassed() {
  return ::sd_listen_fds(0) == 1 && ::sd_is_socket_unix(SD_LISTEN_FDS_START, SOCK_STREAM, 1, nullptr, 0) > 0;
}

FileDescriptor listenForSigner(const std::filesystem::path& path) {
  if (socketWasPassed()) return FileDescriptor(SD_LISTEN_FDS_START);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto name = path.string();
  if (name.size() >= sizeof address.sun_path) unusable(path, "ENAMETOOLONG");
  std::memcpy(address.sun_path, name.c_str(), name.size() + 1);
  if (isListenedAt(address)) unusable(path, "EADDRINUSE");
  struct stat found {};
  if (::lstat(name.c_str(), &found) == 0 && S_ISSOCK(found.st_mode)) ::unlink(name.c_str());
  FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  // Nobody else's for the moment in which it has no mode yet.
  const auto before = ::umask(0117);
  const bool bound = socket && ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  const int error = errno;
  ::umask(before);
  if (!bound) unusable(path, ::strerrorname_np(error));
  if (::listen(socket.get(), kQueue) != 0) unusable(path, ::strerrorname_np(errno));
  return socket;
}

}  // namespace balalyk
