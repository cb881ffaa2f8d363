#include "TestDatabase.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <thread>

#include "MigratedFile.h"
#include "PostgresServer.h"
#include "connectors/database/session/Connection.h"
#include "signing/crypto/Digest.h"

namespace balalyk::tests {

namespace fs = std::filesystem;

std::string implementation() {
  const auto& suite = boost::unit_test::framework::master_test_suite();
  return suite.argc > 1 ? suite.argv[1] : "sqlite";
}

boost::test_tools::assertion_result onlyOnPostgres(unsigned long) {
  return !onSqlite();
}

boost::test_tools::assertion_result onlyOnSqlite(unsigned long) {
  return onSqlite();
}

PostgresServer& postgresServer() {
  static PostgresServer server;  // one for the whole run; each test has its own database
  return server;
}

namespace {

// The migrations run once in a program, the rest are copies: they would take most of the time of a short test.
const char* migratedPostgres() {
  static const char* const name = [] {
    constexpr auto kName = "migrated";
    postgresServer().execute("postgres", std::string("CREATE DATABASE ") + kName);
    migrate(postgresServer().uri(kName));
    return kName;
  }();
  return name;
}

}  // namespace

TestDatabase::TestDatabase(Migrated migrated) {
  if (!onSqlite()) {
    static int made = 0;
    const auto name = fmt::format("test_{}", ++made);
    const std::string original = migrated == Migrated::yes ? migratedPostgres() : "template0";
    postgresServer().execute("postgres", "CREATE DATABASE " + name + " TEMPLATE " + original);
    connection_ = postgresServer().uri(name);
    remove_ = [name] { postgresServer().execute("postgres", "DROP DATABASE " + name + " WITH (FORCE)"); };
    return;
  }
  std::string pattern = (fs::temp_directory_path() / "balalyk-database-XXXXXX").string();
  const fs::path folder = mkdtemp(pattern.data());
  remove_ = [folder] { fs::remove_all(folder); };
  const auto file = folder / "portal.db";
  connection_ = migrated == Migrated::yes ? migratedFile(file) : "sqlite:" + file.string();
}

TestDatabase::~TestDatabase() {
  database_.reset();
  remove_();
}

PortalDatabase& TestDatabase::open() {
  if (!database_) database_ = openDatabase(connection_);
  return *database_;
}

SqlResult TestDatabase::sql(const std::string& text, std::vector<SqlValue> values) {
  const auto engine = makeEngine(connection_, {});
  const auto session = engine->connect(std::chrono::steady_clock::now() + std::chrono::seconds(10));
  return session->run(SqlStatement{"test", text}, values);
}

std::int64_t TestDatabase::number(const std::string& text) {
  return integerIn(sql(text).rows.at(0).cells().at(0)).value_or(0);
}

std::string TestDatabase::take(const NewDocument& document) {
  return queue().take(std::span(&document, 1), "test").at(0).documentId;
}

std::vector<std::string> TestDatabase::takeMany(int count) {
  std::vector<NewDocument> batch;
  for (int i = 1; i <= count; ++i) {
    batch.push_back(newDocument("A" + std::to_string(i)));
    batch.back().number = std::to_string(i);
  }
  std::vector<std::string> ids;
  for (const auto& result : queue().take(batch, "test")) ids.push_back(result.documentId);
  return ids;
}

std::vector<Claim> TestDatabase::claim(Stage stage, const std::string& worker, int limit, milliseconds lease) {
  return queue().claim({.worker = worker, .stage = stage, .limit = limit, .lease = lease});
}

bool TestDatabase::complete(const Claim& claim, Stage stage, const std::string& worker) {
  const auto completion = completionOf(claim, stage);
  return queue().complete(worker, std::span(&completion, 1)).at(0);
}

void TestDatabase::authorise(const std::string& documentId) {
  const auto drafted = document(documentId);
  const AuthorisedContent content{documentId, drafted.contentDigest};
  const auto done = authorisations().authorise({.id = uuid(9'000 + ++authorisations_),
                                                .chairpersonId = drafted.chairpersonId,
                                                .commissionId = drafted.commissionId},
                                               std::span(&content, 1));
  BOOST_REQUIRE_EQUAL(done.size(), 1u);
}

std::string TestDatabase::documentIn(State state, const NewDocument& document) {
  const auto id = take(document);
  const auto pass = [&](Stage stage) {
    const auto claims = queue().claim({.worker = "maker", .stage = stage, .limit = 1, .onlyDocuments = {id}});
    BOOST_REQUIRE_EQUAL(claims.size(), 1u);
    BOOST_REQUIRE(complete(claims[0], stage, "maker"));
  };
  if (state == State::decided) return id;
  pass(Stage::fill);
  if (state == State::sent) return id;
  if (state == State::drafted) {
    open().sending().recall({&id, 1}, {"maker", ""});
    return id;
  }
  authorise(id);
  if (state == State::authorised) return id;
  pass(Stage::sign);
  if (state == State::signed_) return id;
  pass(Stage::publish);
  BOOST_REQUIRE(state == State::published);
  return id;
}

std::int64_t TestDatabase::count(State state) {
  std::int64_t count = 0;
  for (const auto& one : archive().counts()) count += one.state == state ? one.count : 0;
  // What is counted along must be what is there.
  BOOST_CHECK_EQUAL(count,
                    number(fmt::format("SELECT count(*) FROM balalyk_document WHERE state = '{}'", toString(state))));
  return count;
}

std::vector<std::string> TestDatabase::events(const std::string& documentId) {
  std::vector<std::string> events;
  for (const auto& entry : open().audit().ofDocument(documentId)) events.push_back(entry.event);
  return events;
}

NewDocument newDocument(const std::string& key, const std::string& content) {
  NewDocument document{.kind = Kind::voucherApproval,
                       .source = Source::application,
                       .sourceKey = key,
                       .commissionId = "K1",
                       .commissionName = "Бишкек комиссиясы",
                       .chairpersonId = "M1",
                       .number = key,
                       .subject = "Асанов Үсөн Өмүрбекович",
                       .date = day(2026, 11, 2)};
  document.recordXml = "<record key=\"" + key + "\">" + content + "</record>";
  document.recordDigest = signing::toHex(signing::sha256(document.recordXml));
  return document;
}

Completion resultFor(const Claim& claim, Stage stage) {
  if (stage == Stage::fill) {
    const std::vector<StoredFile> files{
        {"protocol-ky.pdf", "application/pdf", signing::toHex(signing::sha256(claim.recordXml)), 1'234},
        {"protocol-ru.pdf", "application/pdf", std::string(64, 'd'), 99}};
    return Filled{.files = files,
                  .contentDigest = contentDigest(files, claim.document.recordDigest),
                  .pages = 2,
                  .provenance = R"({"office":"7.4"})"};
  }
  if (stage == Stage::sign) {
    return Signed{.container = {claim.document.id + ".asice", "application/vnd.etsi.asic-e+zip",
                                signing::toHex(signing::sha256(claim.document.id)), 4'321},
                  .certificateDigest = std::string(64, 'c'),
                  .level = "B-B"};
  }
  if (stage == Stage::upgrade) {
    return Upgraded{.container = {"x.asice", "application/vnd.etsi.asic-e+zip", std::string(64, 'e'), 1},
                    .level = "B-T"};
  }
  return Published{};
}

Completed completionOf(const Claim& claim, Stage stage) {
  return {claim.document.id, claim.token, resultFor(claim, stage), {}};
}

Date day(int year, unsigned month, unsigned dayOfMonth) {
  return std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(dayOfMonth);
}

std::string uuid(int number) {
  return fmt::format("00000000-0000-4000-8000-{:012}", number);
}

bool eventually(const std::function<bool()>& condition, milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(milliseconds(5));  // between two questions; the condition decides
  }
  return true;
}

std::string codeOf(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.problem().code;
  }
  return "";
}

}  // namespace balalyk::tests
