#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>

namespace balalyk::frames {

// A confined process's end of the socket to the program.
class Channel {
 public:
  explicit Channel(int socket) : socket_(socket) {}
  // Waits for a frame and stores its body. False: the program closed the socket, or sends nonsense.
  bool receive(std::string& body) const;
  // Whether a frame, or the end, comes in time.
  bool waits(std::chrono::milliseconds patience) const;
  void send(const std::string& frame) const;

 private:
  int socket_;
};

// Set by one thread, awaited by another; waiting takes it back.
class Signal {
 public:
  void set() {
    const std::lock_guard lock(mutex_);
    set_ = true;
    changed_.notify_one();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return set_; });
    set_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool set_ = false;
};

}  // namespace balalyk::frames
