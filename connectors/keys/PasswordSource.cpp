#include "connectors/keys/PasswordSource.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <mutex>

#include "connectors/files/PrivateFile.h"
#include "signing/SigningError.h"
#include "signing/crypto/Secret.h"

namespace balalyk {

namespace {

using signing::Secret;

class FolderPasswords final : public PasswordSource {
 public:
  FolderPasswords(std::filesystem::path folder, std::string prefix)
      : folder_(std::move(folder)), prefix_(std::move(prefix)) {}

  std::optional<Secret> password(const std::string& memberId) override {
    // A member's id becomes a file's name: nothing that could lead elsewhere.
    if (memberId.empty() || memberId.front() == '.' || memberId.find('/') != std::string::npos) return std::nullopt;
    if (folder_.empty()) return std::nullopt;  // and not the folder in which the program was started
    const auto path = folder_ / (prefix_ + memberId + ".password");
    const PrivateFile file(path);
    if (file.state() == PrivateFile::State::missing) return std::nullopt;
    if (file.state() == PrivateFile::State::exposed)
      throw signing::KeyError("keyPasswordExposed", {{"file", path.string()}});
    return Secret::fromFileDescriptor(file.descriptor());
  }

 private:
  const std::filesystem::path folder_;
  const std::string prefix_;
};

class DescriptorPasswords final : public PasswordSource {
 public:
  explicit DescriptorPasswords(int descriptor) : descriptor_(descriptor) {}

  std::optional<Secret> password(const std::string& memberId) override {
    const std::lock_guard lock(mutex_);
    if (!read_) readLines();
    if (const auto own = passwords_.find(memberId); own != passwords_.end()) return Secret(own->second.reveal());
    return single_.empty() ? std::nullopt : std::optional<Secret>(Secret(single_.reveal()));
  }

 private:
  static constexpr std::size_t kMost = std::size_t{64} * 1024;

  void readLines() {
    read_ = true;
    char buffer[kMost];
    std::size_t size = 0;
    ssize_t got = 0;
    while (size < kMost &&
           ((got = ::read(descriptor_, buffer + size, kMost - size)) > 0 || (got < 0 && errno == EINTR))) {
      if (got > 0) size += static_cast<std::size_t>(got);
    }
    const Secret all = Secret::takeFrom(buffer, size);
    auto text = all.reveal();
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    // One line is the password of every key, whatever it holds; several name their members.
    if (text.find('\n') == std::string_view::npos) {
      single_ = Secret(text);
      return;
    }
    while (!text.empty()) {
      auto line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(text.size(), line.size() + 1));
      if (line.ends_with('\r')) line.remove_suffix(1);
      const auto colon = line.find(':');
      if (colon == std::string_view::npos) continue;
      passwords_.insert_or_assign(std::string(line.substr(0, colon)), Secret(line.substr(colon + 1)));
    }
  }

  const int descriptor_;
  std::mutex mutex_;
  bool read_ = false;
  Secret single_;
  std::map<std::string, Secret> passwords_;
};

// Echo off while a password is typed, on again whatever happens.
class WithoutEcho {
 public:
  explicit WithoutEcho(int terminal) : terminal_(terminal) {
    if (::tcgetattr(terminal_, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(terminal_, TCSAFLUSH, &silent) == 0;
  }
  ~WithoutEcho() {
    if (changed_) ::tcsetattr(terminal_, TCSAFLUSH, &before_);
  }
  bool active() const { return changed_; }

 private:
  const int terminal_;
  termios before_{};
  bool changed_ = false;
};

class TerminalPasswords final : public PasswordSource {
 public:
  explicit TerminalPasswords(std::function<std::string(const std::string&)> prompt) : prompt_(std::move(prompt)) {}

  std::optional<Secret> password(const std::string& memberId) override {
    const std::lock_guard lock(mutex_);
    const FileDescriptor terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
    if (!terminal) throw signing::KeyError("keyTerminalMissing");
    const WithoutEcho quiet(terminal.get());
    if (!quiet.active()) throw signing::KeyError("keyTerminalMissing");
    const auto text = prompt_(memberId);
    if (::write(terminal.get(), text.data(), text.size()) < 0) return std::nullopt;
    auto typed = Secret::fromFileDescriptor(terminal.get());
    if (::write(terminal.get(), "\n", 1) < 0) return std::nullopt;
    return typed;
  }

 private:
  const std::function<std::string(const std::string&)> prompt_;
  std::mutex mutex_;
};

class OnePassword final : public PasswordSource {
 public:
  OnePassword(std::string memberId, Secret password) : memberId_(std::move(memberId)), password_(std::move(password)) {}

  std::optional<Secret> password(const std::string& memberId) override {
    const std::lock_guard lock(mutex_);
    if (memberId != memberId_ || asked_) return std::nullopt;
    asked_ = true;
    return std::move(password_);
  }

 private:
  const std::string memberId_;
  std::mutex mutex_;
  Secret password_;
  bool asked_ = false;
};

class EitherPasswords final : public PasswordSource {
 public:
  EitherPasswords(std::shared_ptr<PasswordSource> first, std::shared_ptr<PasswordSource> then)
      : first_(std::move(first)), then_(std::move(then)) {}

  std::optional<Secret> password(const std::string& memberId) override {
    auto known = first_->password(memberId);
    return known ? std::move(known) : then_->password(memberId);
  }

 private:
  const std::shared_ptr<PasswordSource> first_, then_;
};

}  // namespace

std::unique_ptr<PasswordSource> passwordsFromFolder(const std::filesystem::path& folder, const std::string& prefix) {
  return std::make_unique<FolderPasswords>(folder, prefix);
}

std::unique_ptr<PasswordSource> passwordsFromDescriptor(int descriptor) {
  return std::make_unique<DescriptorPasswords>(descriptor);
}

std::unique_ptr<PasswordSource> passwordsFromTerminal(std::function<std::string(const std::string&)> prompt) {
  return std::make_unique<TerminalPasswords>(std::move(prompt));
}

std::unique_ptr<PasswordSource> passwordOnce(std::string memberId, Secret password) {
  return std::make_unique<OnePassword>(std::move(memberId), std::move(password));
}

std::unique_ptr<PasswordSource> firstOf(std::shared_ptr<PasswordSource> first, std::shared_ptr<PasswordSource> then) {
  return std::make_unique<EitherPasswords>(std::move(first), std::move(then));
}

}  // namespace balalyk
