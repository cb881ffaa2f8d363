#include "jobs/output/Console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <ostream>
#include <string_view>

#include "connectors/texts/TextWidth.h"

namespace balalyk {
namespace {

std::size_t widthOf(int descriptor) {
  winsize size{};
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

Console::Terminal Console::Terminal::ofStandardError() {
  Terminal terminal;
  const char* kind = std::getenv("TERM");
  terminal.present = isatty(STDERR_FILENO) == 1 && kind && std::string_view(kind) != "dumb";
  terminal.width = widthOf(STDERR_FILENO);
  return terminal;
}

Console::Console(std::ostream& out, std::ostream& err, Terminal terminal) : out_(out), err_(err), terminal_(terminal) {}

Console::~Console() {
  status({});
}

std::size_t Console::outWidth() const {
  return isatty(STDOUT_FILENO) == 1 ? widthOf(STDOUT_FILENO) : 0;
}

void Console::eraseStatus() {
  if (!status_.empty()) err_ << "\r\x1b[K";
}

void Console::drawStatus() {
  if (!status_.empty()) err_ << status_;
  err_.flush();
}

void Console::result(const std::string& text) {
  const std::lock_guard lock(mutex_);
  eraseStatus();
  err_.flush();
  out_ << text;
  out_.flush();
  drawStatus();
}

void Console::line(const std::string& text) {
  const std::lock_guard lock(mutex_);
  eraseStatus();
  err_ << text << '\n';
  drawStatus();
}

void Console::status(const std::string& text) {
  if (!terminal_.present) return;
  const std::lock_guard lock(mutex_);
  eraseStatus();
  // The last column stays free: a full line would wrap, and could then not be rewritten.
  status_ = cutTo(text, terminal_.width > 1 ? terminal_.width - 1 : 1);
  drawStatus();
}

}  // namespace balalyk
