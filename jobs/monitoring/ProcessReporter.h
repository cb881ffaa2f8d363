#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "pipeline/engine/Observer.h"
#include "pipeline/ports/Processes.h"

namespace balalyk {

class Connections;
struct Session;

// How many documents the office fills at once; 0 as long as none is open.
int slotsOf(const Connections& connections);

// Says from time to time in the database that this process is at work, on which host, and what it ran into: for the
// operator's page. A database that is away hears it later.
class ProcessReporter final : public Observer {
 public:
  // `slots`: asked each time, 0 as long as none is open.
  ProcessReporter(Session& session, std::string name, std::string command, std::vector<std::string> stages,
                  std::function<int()> slots);
  ~ProcessReporter() override;  // forgotten
  ProcessReporter(const ProcessReporter&) = delete;
  ProcessReporter& operator=(const ProcessReporter&) = delete;

  void failed(const Document& document, Stage stage, Disposition disposition, const Problem& problem) override;
  void trouble(const Problem& problem) override;

 private:
  void work();
  std::vector<ProcessReport::Trouble> recent();

  Session& session_;
  ProcessReport report_;
  const std::function<int()> slots_;
  std::vector<std::pair<std::string, std::filesystem::path>> folders_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  std::map<std::string, ProcessReport::Trouble> troubles_;
  std::thread worker_;
};

}  // namespace balalyk
