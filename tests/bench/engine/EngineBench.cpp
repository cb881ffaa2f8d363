// What the engine costs without an office: documents per second, by workers and by the size of the archive, and how
// long `find` by name takes. The workers are the program's own (pipeline/engine/Worker), each with its sessions, as
// hosts have them; only their stages do nothing. A document is one that passes all of them: fill, sign and publish, and
// the authorisation between; so three claims, four changes of state, four audit entries.
//
//   engine_bench CONNECTION ARCHIVE DOCUMENTS WORKERS…
//   engine_bench sqlite:/tmp/bench.db 1000000 2000 1 2 4 8
//
// The archive is grown to ARCHIVE published documents first, then DOCUMENTS pass for each number of workers. One JSON
// object a line. SERVER_PID names a PostgreSQL server whose processor time is to be counted too.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

#include "Archive.h"
#include "Names.h"
#include "Plans.h"
#include "ProcessorTime.h"
#include "connectors/database/Database.h"
#include "pipeline/engine/Worker.h"
#include "signing/crypto/Digest.h"

using namespace balalyk;
using namespace balalyk::bench;

namespace {

using Clock = std::chrono::steady_clock;

// As the program has them on a host with two slots for the office: twice as many threads that fill.
constexpr int kFillThreads = 4;
constexpr int kCommissions = 452;

double secondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// As hard to pack as a record's own text.
std::string text(std::size_t size, std::mt19937_64& random) {
  std::string text;
  while (text.size() < size) text += fmt::format("{:x} ", random());
  return text;
}

NewDocument newDocument(std::int64_t number, std::mt19937_64& random) {
  using namespace std::chrono;
  NewDocument document{.kind = Kind::voucherApproval,
                       .source = Source::application,
                       .sourceKey = fmt::format("bench-{}", number),
                       .commissionId = fmt::format("K{}", number % kCommissions),
                       .commissionName = "Комиссия",
                       .chairpersonId = fmt::format("M{}", number % kCommissions),
                       .number = fmt::format("{}", number),
                       .subject = name(random),
                       .date = year_month_day(sys_days(year(2026) / 11 / 1) + days(number % 14)),
                       .synthetic = true};
  document.recordXml = fmt::format("<record number=\"{}\">{}</record>", number, text(3'000, random));
  document.recordDigest = signing::toHex(signing::sha256(document.recordXml));
  return document;
}

void take(PortalDatabase& database, std::int64_t from, std::int64_t to) {
  constexpr std::int64_t kBatch = 1'000;
  std::mt19937_64 random(static_cast<std::uint64_t>(from));
  for (auto at = from; at < to; at += kBatch) {
    std::vector<NewDocument> batch;
    for (auto number = at; number < std::min(to, at + kBatch); ++number) batch.push_back(newDocument(number, random));
    database.queue().take(batch, "bench");
  }
}

// A stage with nothing to do. Its batch and threads are those of the program.
class EmptyStage final : public StageRunner {
 public:
  EmptyStage(Stage stage, int batch, int threads) : stage_(stage), batch_(batch), threads_(threads) {}

  Stage stage() const override { return stage_; }
  int batch() const override { return batch_; }
  int threads() const override { return threads_; }
  std::vector<StageResult> run(std::span<const Claim> claims) override {
    std::vector<StageResult> results;
    for (const auto& claim : claims) results.push_back({.outcome = resultFor(claim)});
    return results;
  }

 private:
  Completion resultFor(const Claim& claim) const {
    const auto& digest = claim.document.recordDigest;
    if (stage_ == Stage::fill) {
      const std::vector<StoredFile> files{{"protocol-ky.pdf", "application/pdf", digest, 50'000}};
      return Filled{.files = files, .contentDigest = contentDigest(files, digest)};
    }
    if (stage_ == Stage::sign)
      return Signed{.container = {"x.asice", "application/zip", digest, 60'000}, .level = "B-B"};
    return Published{};
  }

  const Stage stage_;
  const int batch_, threads_;
};

std::vector<std::shared_ptr<StageRunner>> emptyStages() {
  return {std::make_shared<EmptyStage>(Stage::fill, 1, kFillThreads), std::make_shared<EmptyStage>(Stage::sign, 16, 1),
          std::make_shared<EmptyStage>(Stage::publish, 16, 1)};
}

// Waits for the last document that is published.
class Finish final : public Observer {
 public:
  explicit Finish(std::int64_t documents) : left_(documents) {}

  void done(const Document&, Stage stage, std::chrono::microseconds) override {
    if (stage == Stage::publish && --left_ == 0) reached_.set_value(Clock::now());
  }
  void leaseLost(const Document&, Stage) override { ++lost; }
  void trouble(const Problem& problem) override { fmt::print(stderr, "{}\n", problem.code); }
  Clock::time_point await() { return reached_.get_future().get(); }

  std::atomic<int> lost = 0;

 private:
  std::atomic<std::int64_t> left_;
  std::promise<Clock::time_point> reached_;
};

void allowEverything(PortalDatabase& database) {
  for (int i = 0; i < kCommissions; ++i) {
    database.authorisations().recordStanding({.id = fmt::format("bench-standing-{}", i),
                                              .chairpersonId = fmt::format("M{}", i),
                                              .commissionId = fmt::format("K{}", i),
                                              .standing = true,
                                              .kinds = allKinds()});
  }
}

// The server is still busy for a moment with what was loaded, and with sessions that were closed.
void letServerRest() {
  constexpr double kBusy = 20;
  double before = 0;
  for (int i = 0; i < 20 && serverProcessorTime() - before > kBusy; ++i) {
    before = serverProcessorTime();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

void measureStages(const std::string& connection, std::int64_t archive, std::int64_t documents, int workers) {
  static std::int64_t next = 100'000'000 + Clock::now().time_since_epoch().count();
  std::vector<std::unique_ptr<PortalDatabase>> databases;
  for (int i = 0; i < workers; ++i) {
    databases.push_back(openDatabase(connection, {.deadline = std::chrono::minutes(2)}));
  }
  const auto begin = Clock::now();
  take(*databases.front(), next, next + documents);
  const auto took = secondsSince(begin);
  next += documents;

  Finish finish(documents);
  const auto own = ownProcessorTime(), server = serverProcessorTime();
  const auto started = Clock::now();
  double seconds = 0;
  {
    std::vector<std::jthread> threads;
    for (const auto& database : databases) {
      threads.emplace_back(
          [&](std::stop_token stop) { Worker(Worker::newName(), *database, emptyStages(), finish, {}).drain(stop); });
    }
    seconds = std::chrono::duration<double>(finish.await() - started).count();
  }
  const auto count = static_cast<double>(documents);
  fmt::print(
      "{{\"archive\":{},\"documents\":{},\"workers\":{},\"documentsPerSecond\":{:.0f},"
      "\"claimsAndCompletionsPerSecond\":{:.0f},\"takenPerSecond\":{:.0f},\"workerMsPerDocument\":{:.2f},"
      "\"serverMsPerDocument\":{:.2f},\"lost\":{}}}\n",
      archive, documents, workers, count / seconds, count * 3 / seconds, count / took,
      (ownProcessorTime() - own) / count, (serverProcessorTime() - server) / count, finish.lost.load());
  std::fflush(stdout);
}

void measureFind(PortalDatabase& database, std::int64_t archive) {
  std::mt19937_64 random(7);
  letServerRest();
  for (const std::string what : {"surname", "surname and given name", "three letters", "two letters"}) {
    std::vector<double> times;
    std::size_t hits = 0;
    const auto processor = ownProcessorTime() + serverProcessorTime();
    for (int i = 0; i < 40; ++i) {
      auto words = name(random);
      words = words.substr(0, words.find(' ', what == "surname and given name" ? words.find(' ') + 1 : 0));
      if (what == "three letters") words = words.substr(0, 6);
      if (what == "two letters") words = words.substr(0, 4);
      const auto begin = Clock::now();
      hits += database.archive().find({.name = words}).size();
      times.push_back(secondsSince(begin) * 1'000);
    }
    std::ranges::sort(times);
    const auto spent = ownProcessorTime() + serverProcessorTime() - processor;
    fmt::print(
        "{{\"archive\":{},\"find\":\"{}\",\"hits\":{},\"medianMs\":{:.1f},\"worstMs\":{:.1f},"
        "\"processorMs\":{:.1f}}}\n",
        archive, what, hits, times[times.size() / 2], times.back(), spent / static_cast<double>(times.size()));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    fmt::print(stderr, "engine_bench CONNECTION ARCHIVE DOCUMENTS WORKERS…\n");
    return 2;
  }
  const std::string connection = argv[1];
  const auto archive = std::atoll(argv[2]);
  const auto documents = std::atoll(argv[3]);
  migrate(connection);
  growArchive(connection, archive);
  letServerRest();
  const auto database = openDatabase(connection, {.deadline = std::chrono::minutes(2)});
  allowEverything(*database);
  for (int i = 4; i < argc; ++i) measureStages(connection, archive, documents, std::atoi(argv[i]));
  measureFind(*database, archive);
  showPlans(connection, archive);
  return 0;
}
