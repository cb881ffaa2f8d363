#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace balalyk {

// As many threads as there are tasks at once; they are kept for the next ones.
class TaskThreads {
 public:
  TaskThreads() = default;
  ~TaskThreads();  // waits for every task
  TaskThreads(const TaskThreads&) = delete;
  TaskThreads& operator=(const TaskThreads&) = delete;

  // At once, on a thread that is idle or new. A task must not throw.
  void run(std::function<void()> task);

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  std::size_t idle_ = 0;
  bool ended_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace balalyk
