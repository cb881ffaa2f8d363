#include "pipeline/engine/WorkerIdentity.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <sstream>
#include <vector>

#include "pipeline/ports/PortalDatabase.h"
#include "signing/crypto/Digest.h"

namespace balalyk {
namespace {

constexpr std::size_t kHostLength = 16;

std::string firstLine(const char* file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

std::string linkTarget(const char* link) {
  std::error_code missing;
  return std::filesystem::read_symlink(link, missing).string();
}

// A process as /proc shows it. `start` is in clock ticks since the kernel's start.
struct Seen {
  char state = 0;
  std::string start;
};

std::optional<Seen> look(pid_t pid) {
  const auto stat = firstLine(("/proc/" + std::to_string(pid) + "/stat").c_str());
  // The name, in brackets, may hold anything: the fields are counted from its end. State is the 3rd, start the 22nd.
  const auto bracket = stat.rfind(')');
  if (bracket == std::string::npos) return std::nullopt;
  std::istringstream fields(stat.substr(bracket + 1));
  std::string field;
  Seen seen;
  for (int number = 3; number <= 22; ++number) {
    if (!(fields >> field)) return std::nullopt;
    if (number == 3) seen.state = field[0];
  }
  seen.start = field;
  return seen;
}

// The kernel that runs (cloned machines can share a machine-id, so both), and what pids and start times are counted in.
// Empty where /proc belongs to another namespace than this process.
std::string hereAndNow() {
  const auto boot = firstLine("/proc/sys/kernel/random/boot_id");
  const auto processes = linkTarget("/proc/self/ns/pid");
  if (boot.empty() || processes.empty() || linkTarget("/proc/self") != std::to_string(::getpid())) return {};
  const std::string text =
      firstLine("/etc/machine-id") + "\n" + boot + "\n" + processes + "\n" + linkTarget("/proc/self/ns/time");
  return signing::toHex(signing::sha256(text)).substr(0, kHostLength);
}

struct Identity {
  pid_t pid = 0;
  std::string host, start;
};

std::optional<Identity> parse(const std::string& worker) {
  std::vector<std::string> parts;
  std::istringstream stream(worker);
  for (std::string part; std::getline(stream, part, '-');) parts.push_back(part);
  if (parts.size() != 5 || parts[0] != "worker" || parts[3].size() != kHostLength || parts[4].empty())
    return std::nullopt;
  Identity identity{.host = parts[3], .start = parts[4]};
  const auto& pid = parts[1];
  const auto [end, error] = std::from_chars(pid.data(), pid.data() + pid.size(), identity.pid);
  if (error != std::errc{} || end != pid.data() + pid.size() || identity.pid <= 0) return std::nullopt;
  return identity;
}

}  // namespace

std::string newWorkerName() {
  std::random_device random;
  std::string bytes;
  for (int i = 0; i < 2; ++i) {
    const auto value = random();
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  const std::string name = "worker-" + std::to_string(::getpid()) + "-" + signing::toHex(bytes);
  const auto host = hereAndNow();
  const auto self = look(::getpid());
  return host.empty() || !self ? name : name + "-" + host + "-" + self->start;
}

bool isDeadHere(const std::string& worker) {
  const auto identity = parse(worker);
  if (!identity || identity->host != hereAndNow()) return false;
  // The signal 0 is not sent; unlike /proc, the answer does not depend on whose process it is.
  if (::kill(identity->pid, 0) != 0 && errno == ESRCH) return true;
  const auto seen = look(identity->pid);
  if (!seen) return false;  // ended just now, or hidden from us
  return seen->start != identity->start || seen->state == 'Z' || seen->state == 'X';
}

int releaseTheDead(DocumentQueue& queue) {
  int dead = 0;
  for (const auto& holder : queue.holders()) {
    if (!isDeadHere(holder)) continue;
    queue.expire(holder);
    ++dead;
  }
  return dead;
}

}  // namespace balalyk
