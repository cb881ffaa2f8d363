// What the engine costs without an office: documents per second, by workers and by the size of the archive, and how
// long `find` by name takes. A document is one that passes all its stages: fill, sign and publish, each a claim and a
// completion, and the authorisation between; so three claims, four changes of state, four audit entries.
//
//   engine_bench CONNECTION ARCHIVE DOCUMENTS WORKERS…
//   engine_bench sqlite:/tmp/bench.db 1000000 2000 1 2 4 8
//
// The archive is grown to ARCHIVE published documents first, then DOCUMENTS pass for each number of workers. One JSON
// object a line. SERVER_PID names a PostgreSQL server whose processor time is to be counted too.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <thread>

#include "connectors/database/Connection.h"
#include "connectors/database/Database.h"
#include "connectors/database/SqlCatalogue.h"
#include "pipeline/domain/SearchKey.h"
#include "signing/crypto/Digest.h"

using namespace balalyk;

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// Invented names, as many as a country has: about 4,000 surnames, 256 given names and fathers' names.
const std::vector<std::string> kStems{"Асан",  "Үсөн", "Жээнбек", "Токто", "Бейше",  "Мамат", "Кубат", "Эсен",
                                      "Сыдык", "Нур",  "Бакыт",   "Темир", "Азамат", "Чын",   "Кыяз",  "Абдыл"};
const std::vector<std::string> kMiddles{"",    "бек", "алы", "кул", "бай", "жан", "мырза", "гул",
                                        "тай", "ке",  "ди",  "рус", "мат", "шер", "кан",   "туу"};
constexpr int kSurnames = 4'096, kGivenNames = 256;

std::string surname(int i) {
  return kStems[i % 16] + kMiddles[i / 16 % 16] + kMiddles[i / 256 % 16] + "ов";
}
std::string givenName(int i) {
  return kStems[i % 16] + kMiddles[i / 16 % 16];
}

std::string name(std::mt19937_64& random) {
  const auto pick = [&](int from) { return static_cast<int>(random() % static_cast<unsigned>(from)); };
  return surname(pick(kSurnames)) + " " + givenName(pick(kGivenNames)) + " " + givenName(pick(kGivenNames)) + "ович";
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

std::unique_ptr<SqlSession> sessionOf(const std::string& connection) {
  return makeEngine(connection, {.deadline = std::chrono::hours(1)})->connect(Clock::now() + std::chrono::hours(1));
}

// The words of archive.sql that each database spells in its way.
std::string archiveScript(SqlDialect dialect, std::int64_t first, std::int64_t count) {
  std::ifstream file(ARCHIVE_SQL);
  if (!file) throw std::runtime_error("archive.sql is not where it was built from");
  std::string text{std::istreambuf_iterator<char>(file), {}};
  const bool sqlite = dialect == SqlDialect::sqlite;
  const std::pair<std::string, std::string> words[] = {
      {"<first>", std::to_string(first)},
      {"<surnames>", std::to_string(kSurnames)},
      {"<given>", std::to_string(kGivenNames)},
      {"<series>", sqlite
                       ? fmt::format("(WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < {}) "
                                     "SELECT i FROM c)",
                                     count)
                       : fmt::format("generate_series(1, {}) AS i", count)},
      {"<uuid>", sqlite
                     ? "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) "
                       "|| '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))"
                     : "gen_random_uuid()::text"},
      {"<digest>", sqlite ? "lower(hex(randomblob(32)))" : "encode(sha256(id::bytea), 'hex')"},
      {"<overriding>", sqlite ? "" : "OVERRIDING SYSTEM VALUE"},
      {"<date>", sqlite ? "date(at / 1000, 'unixepoch')" : "to_char(to_timestamp(at / 1000), 'YYYY-MM-DD')"},
      {"<day>", sqlite ? "CAST(strftime('%Y%m%d', at / 1000, 'unixepoch') AS INTEGER)"
                       : "to_char(to_timestamp(at / 1000), 'YYYYMMDD')::INTEGER"}};
  for (const auto& [word, meaning] : words) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + meaning.size())) {
      text.replace(at, word.size(), meaning);
    }
  }
  return text;
}

std::string nameTable() {
  std::string text =
      "CREATE TEMP TABLE bench_name (part TEXT, i INTEGER, text TEXT, word TEXT, PRIMARY KEY (part, i));";
  const auto add = [&](const char* part, int i, const std::string& name) {
    text += fmt::format("INSERT INTO bench_name VALUES ('{}', {}, '{}', '{}');", part, i, name, searchKey(name));
  };
  for (int i = 0; i < kSurnames; ++i) add("s", i, surname(i));
  for (int i = 0; i < kGivenNames; ++i) add("g", i, givenName(i));
  for (int i = 0; i < kGivenNames; ++i) add("p", i, givenName(i) + "ович");
  return text;
}

// The archive is a means here, not what is measured: made in bulk, its plain indexes after its rows.
void growArchive(const std::string& connection, std::int64_t size) {
  const auto session = sessionOf(connection);
  const auto count = [&](const char* what) {
    return session->run({"", fmt::format("SELECT coalesce({}, 0) FROM balalyk_document", what)}).rows.at(0).integer(0);
  };
  const auto have = count("count(*)");
  if (have >= size) return;
  const auto begin = Clock::now();
  const bool sqlite = connection.starts_with("sqlite:");
  session->script(sqlite
                      ? "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000"
                      : "SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB'; "
                        "SET maintenance_work_mem = '512MB'");
  const auto indexes =
      session
          ->run({"", sqlite ? "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
                            : "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'balalyk_%' AND "
                              "schemaname = current_schema() AND indexdef NOT LIKE 'CREATE UNIQUE%'"})
          .rows;
  session->script("BEGIN");
  for (const auto& index : indexes) session->script("DROP INDEX " + index.text(0));
  session->script(nameTable());
  session->script(
      archiveScript(sqlite ? SqlDialect::sqlite : SqlDialect::postgresql, count("max(sequence)"), size - have));
  for (const auto& index : indexes) session->script(index.text(1));
  if (!sqlite) {
    session->script(
        "SELECT setval(pg_get_serial_sequence('balalyk_document', 'sequence'), max(sequence)) FROM "
        "balalyk_document");
  }
  session->script("COMMIT");
  session->script(sqlite ? "ANALYZE" : "VACUUM ANALYZE");
  if (!sqlite) session->script("CHECKPOINT");
  fmt::print("{{\"archive\":{},\"loadedInSeconds\":{:.0f}}}\n", size, secondsSince(begin));
}

// Milliseconds of processor time: of this process, and of the PostgreSQL server.
double ownProcessorTime() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto milliseconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
  };
  return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
}

double serverProcessorTime() {
  const char* server = std::getenv("SERVER_PID");
  if (!server) return 0;
  double ticks = 0;
  for (const auto& process : std::filesystem::directory_iterator("/proc")) {
    if (!std::isdigit(static_cast<unsigned char>(process.path().filename().string().front()))) continue;
    std::ifstream file(process.path() / "stat");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto end = text.rfind(") ");
    if (end == std::string::npos) continue;
    std::istringstream fields(text.substr(end + 2));
    const std::vector<std::string> field{std::istream_iterator<std::string>(fields), {}};
    const bool itself = process.path().filename() == server;
    if (field.size() < 16 || (!itself && field[1] != server)) continue;
    ticks += std::stod(field[11]) + std::stod(field[12]);
    if (itself) ticks += std::stod(field[13]) + std::stod(field[14]);
  }
  return ticks * 1'000 / static_cast<double>(sysconf(_SC_CLK_TCK));
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

// How many documents a worker claims and completes at once; those of the program are 1, 16 and 16.
struct Batches {
  int fill = 25, others = 25;
};

// One worker: whatever is due, batch by batch, until `left` documents are published.
void work(PortalDatabase& database, const std::string& worker, const Batches& batches,
          std::atomic<std::int64_t>& left) {
  while (left > 0) {
    bool any = false;
    for (const auto stage : {Stage::publish, Stage::sign, Stage::fill}) {
      const auto claims = database.documents().claim(
          {.worker = worker, .stage = stage, .limit = stage == Stage::fill ? batches.fill : batches.others});
      if (claims.empty()) continue;
      any = true;
      std::vector<Completion> batch;
      for (const auto& claim : claims) batch.push_back(completionOf(claim, stage));
      const auto done = database.documents().complete(worker, batch);
      if (stage == Stage::publish) left -= std::ranges::count(done, true);
    }
    if (!any && left > 0) std::this_thread::yield();
  }
}

// As the program does beside its stages: standing authorisations applied, some hundreds at once.
void authorise(PortalDatabase& database, const std::atomic<std::int64_t>& left) {
  while (left > 0) {
    if (database.authorisations().applyStanding(500) < 100) std::this_thread::sleep_for(std::chrono::milliseconds(20));
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

void measureStages(PortalDatabase& database, std::int64_t archive, std::int64_t documents, int workers,
                   Batches batches) {
  static std::int64_t next = 100'000'000 + Clock::now().time_since_epoch().count();
  const auto begin = Clock::now();
  take(database, next, next + documents);
  const auto took = secondsSince(begin);
  next += documents;
  std::atomic<std::int64_t> left{documents};
  const auto own = ownProcessorTime(), server = serverProcessorTime();
  const auto started = Clock::now();
  {
    std::vector<std::jthread> threads;
    threads.emplace_back([&] { authorise(database, left); });
    for (int i = 0; i < workers; ++i) {
      threads.emplace_back([&, i] { work(database, fmt::format("bench-{}", i), batches, left); });
    }
  }
  const auto seconds = secondsSince(started);
  const auto count = static_cast<double>(documents);
  fmt::print(
      "{{\"archive\":{},\"documents\":{},\"workers\":{},\"fillBatch\":{},\"otherBatch\":{},\"documentsPerSecond\":{:."
      "0f},"
      "\"claimsAndCompletionsPerSecond\":{:.0f},\"takenPerSecond\":{:.0f},\"workerMsPerDocument\":{:.2f},"
      "\"serverMsPerDocument\":{:.2f}}}\n",
      archive, documents, workers, batches.fill, batches.others, count / seconds, count * 3 / seconds, count / took,
      (ownProcessorTime() - own) / count, (serverProcessorTime() - server) / count);
  std::fflush(stdout);
}

// Which indexes lead the hot statements, in the words of the database itself.
void showPlans(const std::string& connection, std::int64_t archive) {
  const auto session = sessionOf(connection);
  const bool sqlite = connection.starts_with("sqlite:");
  const SqlCatalogue sql(sqlite ? SqlDialect::sqlite : SqlDialect::postgresql);
  session->run(sql["now"]);
  const std::pair<const char*, int> statements[] = {
      {"claim", 5},     {"claimed documents", 1},   {"finish fill", 3},        {"finish publish", 3},
      {"heartbeat", 2}, {"latest revisions of", 1}, {"how many with word", 3}, {"document", 1}};
  for (const auto& [name, parameters] : statements) {
    std::string explain = "EXPLAIN QUERY PLAN " + sql[name].text;
    if (!sqlite) {
      session->script("SET plan_cache_mode = force_generic_plan");
      session->script("PREPARE shown AS " + sql[name].text);
      std::string nulls = "NULL";
      for (int i = 1; i < parameters; ++i) nulls += ", NULL";
      explain = "EXPLAIN (COSTS OFF) EXECUTE shown(" + nulls + ")";
    }
    fmt::print("-- plan of «{}» at {}\n", name, archive);
    for (const auto& row : session->run({"", explain}).rows) {
      const auto line = row.text(sqlite ? 3 : 0);
      if (line.find("Scan") != std::string::npos || line.find("Index Cond") != std::string::npos || sqlite)
        fmt::print("     {}\n", line);
    }
    if (!sqlite) session->script("DEALLOCATE shown");
  }
}

void measureFind(PortalDatabase& database, std::int64_t archive) {
  std::mt19937_64 random(7);
  for (const std::string what : {"surname", "surname and given name", "three letters", "two letters"}) {
    std::vector<double> times;
    std::size_t hits = 0;
    for (int i = 0; i < 40; ++i) {
      auto words = name(random);
      words = words.substr(0, words.find(' ', what == "surname and given name" ? words.find(' ') + 1 : 0));
      if (what == "three letters") words = words.substr(0, 6);
      if (what == "two letters") words = words.substr(0, 4);
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
  growArchive(connection, archive);
  allowEverything(*database);
  for (int i = 4; i < argc; ++i) measureStages(*database, archive, documents, std::atoi(argv[i]), {});
  measureStages(*database, archive, documents, std::atoi(argv[argc - 1]), {.fill = 1, .others = 16});
  measureFind(*database, archive);
  showPlans(connection, archive);
  return 0;
}
