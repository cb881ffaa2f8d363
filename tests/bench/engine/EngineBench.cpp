// What the engine costs without an office: documents per second through all stages, by workers and by the size of the
// archive, and how long `find` by name takes.
//
//   engine_bench CONNECTION ARCHIVE DOCUMENTS WORKERS…
//   engine_bench sqlite:/tmp/bench.db 1000000 2000 1 2 4 8
//
// The archive is grown to ARCHIVE published documents first, then DOCUMENTS pass for each number of workers. One JSON
// object a line.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <random>
#include <thread>

#include "connectors/database/Connection.h"
#include "connectors/database/Database.h"
#include "signing/crypto/Digest.h"

using namespace balalyk;

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// Invented names, as many as a country has: about 4,000 surnames, 600 given names.
std::string name(std::mt19937_64& random) {
  static const std::vector<std::string> kStems{"Асан",   "Үсөн", "Жээнбек", "Токто", "Бейше", "Мамат",
                                               "Кубат",  "Эсен", "Сыдык",   "Нур",   "Бакыт", "Темир",
                                               "Азамат", "Чын",  "Кыяз",    "Абдыл"};
  static const std::vector<std::string> kMiddles{"",    "бек", "алы", "кул", "бай", "жан", "мырза", "гул",
                                                 "тай", "ке",  "ди",  "рус", "мат", "шер", "кан",   "туу"};
  const auto pick = [&](const auto& from) { return from[random() % from.size()]; };
  return pick(kStems) + pick(kMiddles) + pick(kMiddles) + "ов " + pick(kStems) + pick(kMiddles) + " " + pick(kStems) +
         pick(kMiddles) + "ович";
}

NewDocument newDocument(std::int64_t number, std::mt19937_64& random) {
  using namespace std::chrono;
  NewDocument document{.kind = Kind::voucherApproval,
                       .source = Source::application,
                       .sourceKey = fmt::format("bench-{}", number),
                       .commissionId = fmt::format("K{}", number % 452),
                       .commissionName = "Комиссия",
                       .chairpersonId = fmt::format("M{}", number % 452),
                       .number = fmt::format("{}", number),
                       .subject = name(random),
                       .date = year_month_day(sys_days(year(2020) / 1 / 1) + days(number % 2'500)),
                       .synthetic = true};
  document.recordXml = fmt::format("<record number=\"{}\">{}</record>", number, std::string(3'000, 'x'));
  document.recordDigest = signing::toHex(signing::sha256(document.recordXml));
  return document;
}

void take(PortalDatabase& database, std::int64_t from, std::int64_t to) {
  constexpr std::int64_t kBatch = 1'000;
  std::mt19937_64 random(static_cast<std::uint64_t>(from));
  for (auto at = from; at < to; at += kBatch) {
    std::vector<NewDocument> batch;
    for (auto number = at; number < std::min(to, at + kBatch); ++number) batch.push_back(newDocument(number, random));
    database.documents().take(batch, "bench");
  }
}

std::int64_t published(PortalDatabase& database) {
  std::int64_t count = 0;
  for (const auto& one : database.documents().counts()) count += one.state == State::published ? one.count : 0;
  return count;
}

// The archive is a means here, not what is measured: its documents become published by one statement.
void growArchive(const std::string& connection, PortalDatabase& database, std::int64_t size) {
  const auto have = published(database);
  if (have >= size) return;
  const auto begin = Clock::now();
  take(database, have, size);
  fmt::print("{{\"grown\":{},\"takenPerSecond\":{:.0f}}}\n", size,
             static_cast<double>(size - have) / secondsSince(begin));
  const auto session =
      makeEngine(connection, {.deadline = std::chrono::hours(1)})->connect(Clock::now() + std::chrono::hours(1));
  session->script(
      "UPDATE balalyk_document SET state = 'published', stage = NULL, ready_at = NULL, due_at = NULL, "
      "published_at = changed_at, container_digest = record_digest WHERE state = 'decided'");
  session->script("DELETE FROM balalyk_count");
  session->script("INSERT INTO balalyk_count SELECT state, kind, count(*) FROM balalyk_document GROUP BY state, kind");
  session->script("ANALYZE");
}

Completion completionOf(const Claim& claim, Stage stage) {
  Completion completion{.documentId = claim.document.id, .token = claim.token, .stage = stage};
  if (stage == Stage::fill) {
    completion.files = {{"protocol-ky.pdf", "application/pdf", claim.document.recordDigest, 50'000}};
    completion.contentDigest = contentDigest(completion.files, claim.document.recordDigest);
  }
  if (stage == Stage::sign)
    completion.container = StoredFile{"x.asice", "application/zip", claim.document.recordDigest, 60'000};
  return completion;
}

// One worker: whatever is due, batch by batch, until `documents` are published.
void work(PortalDatabase& database, const std::string& worker, std::atomic<std::int64_t>& left) {
  while (left > 0) {
    bool any = false;
    for (const auto stage : {Stage::publish, Stage::sign, Stage::fill}) {
      const auto claims = database.documents().claim({.worker = worker, .stage = stage, .limit = 25});
      if (claims.empty()) continue;
      any = true;
      std::vector<Completion> batch;
      for (const auto& claim : claims) batch.push_back(completionOf(claim, stage));
      const auto done = database.documents().complete(worker, batch);
      if (stage == Stage::publish) left -= std::ranges::count(done, true);
    }
    if (database.authorisations().applyStanding(200) == 0 && !any) std::this_thread::yield();
  }
}

void allowEverything(PortalDatabase& database) {
  using namespace std::chrono;
  for (int i = 0; i < 452; ++i) {
    database.authorisations().recordStanding({.id = fmt::format("bench-standing-{}", i),
                                              .chairpersonId = fmt::format("M{}", i),
                                              .commissionId = fmt::format("K{}", i),
                                              .standing = true,
                                              .kinds = allKinds()});
  }
}

void measureStages(PortalDatabase& database, std::int64_t archive, std::int64_t documents, int workers) {
  static std::int64_t next = 100'000'000 + published(database);
  const auto begin = Clock::now();
  take(database, next, next + documents);
  const auto took = secondsSince(begin);
  next += documents;
  std::atomic<std::int64_t> left{documents};
  const auto started = Clock::now();
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < workers; ++i)
      threads.emplace_back([&, i] { work(database, fmt::format("bench-{}", i), left); });
  }
  const auto seconds = secondsSince(started);
  fmt::print(
      "{{\"archive\":{},\"documents\":{},\"workers\":{},\"documentsPerSecond\":{:.0f},\"takenPerSecond\":{:.0f}}}\n",
      archive, documents, workers, static_cast<double>(documents) / seconds, static_cast<double>(documents) / took);
}

void measureFind(PortalDatabase& database, std::int64_t archive) {
  std::mt19937_64 random(7);
  for (const std::string what : {"surname", "surname and given name", "first letters"}) {
    std::vector<double> times;
    std::size_t hits = 0;
    for (int i = 0; i < 40; ++i) {
      auto words = name(random);
      words = words.substr(0, words.find(' ', what == "surname and given name" ? words.find(' ') + 1 : 0));
      if (what == "first letters") words = words.substr(0, 6);
      const auto begin = Clock::now();
      hits += database.documents().find({.name = words}).size();
      times.push_back(secondsSince(begin) * 1'000);
    }
    std::ranges::sort(times);
    fmt::print("{{\"archive\":{},\"find\":\"{}\",\"hits\":{},\"medianMs\":{:.1f},\"worstMs\":{:.1f}}}\n", archive, what,
               hits, times[times.size() / 2], times.back());
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
  const auto database = openDatabase(connection, {.deadline = std::chrono::minutes(2), .sessions = 16});
  allowEverything(*database);
  growArchive(connection, *database, archive);
  for (int i = 4; i < argc; ++i) measureStages(*database, archive, documents, std::atoi(argv[i]));
  measureFind(*database, archive);
  std::fflush(stdout);
  return 0;
}
