#include "jobs/monitoring/ProcessReporter.h"

#include <unistd.h>

#include <array>

#include "jobs/config/Settings.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/ports/Office.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kEvery{30};
constexpr std::chrono::days kRemembered{1};
constexpr std::size_t kMostCodes = 100;

std::string hostName() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

Timestamp now() {
  return std::chrono::time_point_cast<Timestamp::duration>(std::chrono::system_clock::now());
}

// Those on this machine.
std::vector<std::pair<std::string, fs::path>> foldersOf(const Settings& settings) {
  std::vector<std::pair<std::string, fs::path>> folders;
  const auto store = settings.text("store.location");
  if (store.starts_with('/')) folders.emplace_back("store", store);
  static constexpr std::string_view kSqlite = "sqlite:";
  const auto database = settings.text("database.connection");
  if (database.starts_with(kSqlite))
    folders.emplace_back("database", fs::path(database.substr(kSqlite.size())).parent_path());
  return folders;
}

}  // namespace

int slotsOf(const Connections& connections) {
  const auto* office = connections.officeIfOpen();
  return office ? office->slots() : 0;
}

ProcessReporter::ProcessReporter(Session& session, std::string name, std::string command,
                                 std::vector<std::string> stages, std::function<int()> slots)
    : session_(session), slots_(std::move(slots)), folders_(foldersOf(session.settings)) {
  report_.name = std::move(name);
  report_.host = hostName();
  report_.command = std::move(command);
  report_.version = BALALYK_VERSION;
  report_.stages = std::move(stages);
  if (report_.command == "portal") folders_.emplace_back("uploads", session.settings.path("portal.uploads"));
  session.connections.database();  // opened here: connections are not for two threads at once
  worker_ = std::thread([this] { work(); });
}

ProcessReporter::~ProcessReporter() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  worker_.join();
  try {
    session_.connections.database().processes().forget(report_.name);
  } catch (const std::exception&) {
    // It is seen there for a day, as one that is not heard of.
  }
}

void ProcessReporter::failed(const Document&, Stage, Disposition, const Problem& problem) {
  if (problemKind(problem.code).part != Part::document) trouble(problem);
}

void ProcessReporter::trouble(const Problem& problem) {
  const std::lock_guard lock(mutex_);
  if (troubles_.size() >= kMostCodes && !troubles_.contains(problem.code)) return;
  auto& known = troubles_[problem.code];
  known.code = problem.code;
  ++known.count;
  known.lastAt = now();
}

std::vector<ProcessReport::Trouble> ProcessReporter::recent() {
  const auto since = now() - kRemembered;
  std::vector<ProcessReport::Trouble> all;
  std::erase_if(troubles_, [&](const auto& entry) { return entry.second.lastAt < since; });
  for (const auto& [code, trouble] : troubles_) all.push_back(trouble);
  return all;
}

void ProcessReporter::work() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    report_.troubles = recent();
    lock.unlock();
    report_.slots = slots_();
    report_.disks.clear();
    for (const auto& [what, folder] : folders_) {
      std::error_code unknown;
      const auto space = fs::space(folder, unknown);
      if (!unknown) report_.disks.push_back({what, space.available, space.capacity});
    }
    try {
      session_.connections.database().processes().report(report_);
    } catch (const std::exception&) {
      // Whoever works says so too, with a place in the log.
    }
    lock.lock();
    wake_.wait_for(lock, kEvery, [this] { return ending_; });
  }
}

}  // namespace balalyk
