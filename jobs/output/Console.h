#pragma once

#include <iosfwd>
#include <mutex>
#include <string>

namespace balalyk {

// Where people and programs read: results on `out`, everything else (progress, logs, problems) on `err`. A status line
// stays below whatever is written to a terminal. Thread-safe.
class Console {
 public:
  struct Terminal {
    bool present = false;  // err is a terminal that can rewrite a line
    std::size_t width = 80;
    static Terminal ofStandardError();
  };

  Console(std::ostream& out, std::ostream& err, Terminal terminal);
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;
  ~Console();

  bool hasTerminal() const { return terminal_.present; }
  std::size_t width() const { return terminal_.width; }
  std::size_t outWidth() const;  // 0 when results do not go to a terminal: a table is then not cut

  void result(const std::string& text);  // to out, as it is
  void line(const std::string& text);    // to err, with an end of line
  void status(const std::string& text);  // a terminal's last line; empty removes it; nothing without a terminal

 private:
  void drawStatus();
  void eraseStatus();

  std::mutex mutex_;
  std::ostream& out_;
  std::ostream& err_;
  Terminal terminal_;
  std::string status_;
};

}  // namespace balalyk
