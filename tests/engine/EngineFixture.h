#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "MigratedFile.h"
#include "connectors/database/Database.h"
#include "connectors/store/Store.h"
#include "pipeline/engine/Worker.h"
#include "signing/crypto/Digest.h"

namespace balalyk::tests {

// A separate folder, a migrated SQLite file and a store in it.
struct EngineFixture {
  EngineFixture() {
    std::string pattern = (std::filesystem::temp_directory_path() / "balalyk-engine-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    connection = migratedFile(folder / "portal.db");
    database = openDatabase(connection);
    store = openStore((folder / "store").string());
  }
  ~EngineFixture() {
    database.reset();
    std::filesystem::remove_all(folder);
  }

  // Documents in state decided, whose record is only a name: enough for stages that do not read it.
  std::vector<std::string> takeDocuments(int count, Priority priority = Priority::nightly) {
    std::vector<NewDocument> batch;
    for (int i = 0; i < count; ++i) {
      NewDocument document{.kind = Kind::voucherApproval,
                           .source = Source::application,
                           .sourceKey = "A" + std::to_string(++taken_),
                           .commissionId = "K1",
                           .commissionName = "Комиссия",
                           .chairpersonId = "M1",
                           .number = std::to_string(taken_),
                           .subject = "Асанов Үсөн",
                           .date = Date{std::chrono::year(2026), std::chrono::month(11), std::chrono::day(2)}};
      document.priority = priority;
      document.recordXml = "<record n=\"" + std::to_string(taken_) + "\"/>";
      document.recordDigest = signing::toHex(signing::sha256(document.recordXml));
      batch.push_back(document);
    }
    std::vector<std::string> ids;
    for (const auto& result : database->queue().take(batch, "test")) ids.push_back(result.documentId);
    return ids;
  }

  void allowEverything() {
    using namespace std::chrono;
    database->authorisations().recordStanding({.id = "00000000-0000-4000-8000-000000000001",
                                               .chairpersonId = "M1",
                                               .commissionId = "K1",
                                               .standing = true,
                                               .kinds = allKinds(),
                                               .validFrom = Date{year(2020), month(1), day(1)},
                                               .validTo = Date{year(2099), month(12), day(31)},
                                               .recordedAt = database->now()});
  }

  State stateOf(const std::string& id) { return database->archive().document(id).value().state; }
  int inState(State state) { return static_cast<int>(database->archive().inState(state, 100'000).size()); }

  std::filesystem::path folder;
  std::string connection;
  std::unique_ptr<PortalDatabase> database;
  std::unique_ptr<DocumentStore> store;

 private:
  int taken_ = 0;
};

// A stage whose work is given by the test; by default it succeeds.
class TestStage : public StageRunner {
 public:
  using Work = std::function<void(const Claim&)>;
  TestStage(
      Stage stage, int threads = 1, int batch = 4, Work work = [](const Claim&) {})
      : stage_(stage), threads_(threads), batch_(batch), work_(std::move(work)) {}

  Stage stage() const override { return stage_; }
  int batch() const override { return batch_; }
  int threads() const override { return threads_; }
  std::vector<StageResult> run(std::span<const Claim> claims) override {
    std::vector<StageResult> results;
    for (const auto& claim : claims) {
      {
        const std::lock_guard lock(mutex_);
        ++runs[claim.document.id];
      }
      results.push_back(guarded(stage_, [&] {
        work_(claim);
        return resultFor(claim);
      }));
    }
    return results;
  }

  Completion resultFor(const Claim& claim) const {
    if (stage_ == Stage::fill) {
      const std::vector<StoredFile> files{{"protocol-ky.pdf", "application/pdf", std::string(64, 'a'), 1}};
      return Filled{.files = files, .contentDigest = contentDigest(files, claim.document.recordDigest), .pages = 1};
    }
    if (stage_ == Stage::sign) {
      return Signed{.container = {"x.asice", "application/vnd.etsi.asic-e+zip", std::string(64, 'b'), 1},
                    .certificateDigest = std::string(64, 'c'),
                    .level = "B-B"};
    }
    return Published{};
  }
  Completed completionOf(const Claim& claim) const { return {claim.document.id, claim.token, resultFor(claim), {}}; }

  std::map<std::string, int> runs;

 private:
  Stage stage_;
  int threads_;
  int batch_;
  Work work_;
  std::mutex mutex_;
};

inline std::vector<std::shared_ptr<StageRunner>> testStages(std::shared_ptr<TestStage> fill = nullptr,
                                                            std::shared_ptr<TestStage> sign = nullptr,
                                                            std::shared_ptr<TestStage> publish = nullptr) {
  return {fill ? fill : std::make_shared<TestStage>(Stage::fill, 3, 1),
          sign ? sign : std::make_shared<TestStage>(Stage::sign),
          publish ? publish : std::make_shared<TestStage>(Stage::publish)};
}

// Counts what it hears.
struct CountingObserver : Observer {
  std::atomic<int> doneCount{0}, failedCount{0}, lostCount{0}, troubleCount{0};
  void done(const Document&, Stage, std::chrono::microseconds) override { ++doneCount; }
  void failed(const Document&, Stage, Disposition, const Problem&) override { ++failedCount; }
  void leaseLost(const Document&, Stage) override { ++lostCount; }
  void trouble(const Problem&) override { ++troubleCount; }
};

}  // namespace balalyk::tests
