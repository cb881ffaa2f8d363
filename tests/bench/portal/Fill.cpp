// A portal as a country has it: 452 commissions (of fewer applications as many as have 220 each), with five members, a
// kindergarten and their applications, of which half are decided, with their documents: 40 of each commission wait for
// its chairperson, one in ten was returned, the others are published. Further: for each client of the bench a secretary
// and a chairperson who are signed in, and an archivist. Eleven applications of each commission are written as the
// portal does, the others are copies of them. PostgreSQL only.
//
//   portal_fill CONNECTION APPLICATIONS CLIENTS
//   portal_fill CONNECTION archive DOCUMENTS      as many published long ago, besides; they count as ours
//
// Prints a line for each client: whose it is, its cookie, the token of its forms and, for a secretary, ids of
// applications of its commission, most of them waiting.
#include <fmt/format.h>

#include <random>

#include "Archive.h"
#include "Names.h"
#include "connectors/database/Database.h"
#include "connectors/database/PortalTables.h"
#include "connectors/database/session/Connection.h"
#include "connectors/portal/web/Tokens.h"

using namespace balalyk;
using namespace balalyk::bench;

namespace {

constexpr int kMostCommissions = 452, kOfCommission = 220, kCopies = 20, kMembers = 5, kIdsOfClient = 20;
int commissions = 0;  // by the command line
constexpr int kInOneGo = 1'000;

const std::vector<BenefitCategory>& categories() {
  static const std::vector<BenefitCategory> all{{"disability", {"майыптыгы бар бала", "ребёнок с инвалидностью"}},
                                                {"border", {"чек ара аймагы", "приграничье"}},
                                                {"large-family", {"көп балалуу үй-бүлө", "многодетная семья"}},
                                                {"low-income", {"аз камсыз болгон", "малообеспеченная"}}};
  return all;
}

Date day(int year, unsigned month, unsigned day) {
  return {std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
}

Commission commission(int i) {
  return {.id = fmt::format("K{:03}", i),
          .name = {fmt::format("{}-комиссия", i), fmt::format("Комиссия {}", i)},
          .place = {"Бишкек ш.", "г. Бишкек"},
          .soate = fmt::format("417{:011}", i)};
}

PersonName person(std::mt19937_64& random) {
  return {surname(static_cast<int>(random() % kSurnames)), givenName(static_cast<int>(random() % kGivenNames)),
          givenName(static_cast<int>(random() % kGivenNames)) + "ович"};
}

std::vector<Member> membersOf(int commissionNumber) {
  std::mt19937_64 random(static_cast<std::uint64_t>(commissionNumber));
  std::vector<Member> members;
  for (int i = 0; i < kMembers; ++i)
    members.push_back({.id = fmt::format("K{:03}-M{}", commissionNumber, i),
                       .commissionId = fmt::format("K{:03}", commissionNumber),
                       .name = person(random),
                       .pin = fmt::format("2010119{}{:03}{:03}", 7 + i % 3, i, commissionNumber),
                       .position = {"адис", "специалист"},
                       .role = i == 0   ? CommissionRole::chairperson
                               : i == 1 ? CommissionRole::secretary
                                        : CommissionRole::member});
  return members;
}

Kindergarten kindergarten(int i) {
  return {fmt::format("G{:03}", i), {fmt::format("№{} МЧББУ", i), fmt::format("ДОО №{}", i)}};
}

Application application(int number, Timestamp now) {
  const int of = number % commissions;
  std::mt19937_64 random(static_cast<std::uint64_t>(number) + 1'000'000);
  const auto members = membersOf(of);
  return {
      .origin = {.key = fmt::format("A{:06}", number), .synthetic = true},
      .commission = commission(of),
      .protocolNumber = fmt::format("{}", number / commissions + 1),
      .sittingDate = day(2026, 11, 2 + static_cast<unsigned>(number % 20)),
      .approved = number % 4 != 3,
      .refusalGrounds = number % 4 == 3 ? "Документтер жетишсиз." : "",
      .child = {person(random), fmt::format("21505202{:06}", number % 1'000'000), day(2020, 5, 15)},
      .guardian = {{person(random), fmt::format("11505199{:06}", number % 1'000'000), std::nullopt}, "Бишкек, Чүй 1"},
      .benefits = {categories()[random() % categories().size()]},
      .ticked = {members[0], members[1], members[2]},
      .documentsShown = {{"Арыз", "Заявление"}, {"Акт", "Акт"}},
      .comments = "",
      .kindergarten = kindergarten(of),
      .applicationNumber = fmt::format("{}", number),
      .receivedAt = now - std::chrono::minutes(number % 500'000)};
}

void fill(const std::string& connection, int applications, Timestamp now) {
  PortalTables tables(connection, {.deadline = std::chrono::minutes(10)});
  tables.together([&] {
    for (const auto& category : categories()) tables.put(category);
    for (int i = 0; i < commissions; ++i) {
      tables.put(commission(i));
      for (const auto& member : membersOf(i)) tables.put(member);
      tables.put(kindergarten(i), commission(i).id, true);
    }
  });
  for (int begin = 0; begin < applications; begin += kInOneGo)
    tables.together([&] {
      for (int i = begin; i < std::min(applications, begin + kInOneGo); ++i)
        tables.put(application(i, now), i / commissions % 2 == 0       ? PortalTables::Decision::undecided
                                        : application(i, now).approved ? PortalTables::Decision::approved
                                                                       : PortalTables::Decision::rejected);
    });
}

// Each application as often as there are copies, in the same commission.
void copyAll(const std::string& connection) {
  const auto session = makeEngine(connection, {.deadline = std::chrono::minutes(10)})
                           ->connect(std::chrono::steady_clock::now() + std::chrono::minutes(10));
  for (const std::string table :
       {"application", "application_benefit", "application_attendance", "application_document", "application_word"}) {
    std::string columns, values;
    for (const auto& row : session
                               ->run({"", "SELECT column_name FROM information_schema.columns WHERE table_name = '" +
                                              table + "' ORDER BY ordinal_position"})
                               .rows) {
      const auto column = row.text("column_name");
      const bool isKey = column == (table == "application" ? "id" : "application_id");
      columns += (columns.empty() ? "" : ", ") + column;
      values += values.empty() ? "" : ", ";
      values += isKey                     ? "t." + column + " || '-' || n"
                : column == "received_at" ? "t.received_at - n * 420000"
                                          : "t." + column;
    }
    session->script(fmt::format("INSERT INTO {0} ({1}) SELECT {2} FROM {0} t, generate_series(1, {3}) AS n", table,
                                columns, values, kCopies - 1));
  }
}

void addDocuments(const std::string& connection) {
  const auto session = makeEngine(connection, {.deadline = std::chrono::minutes(10)})
                           ->connect(std::chrono::steady_clock::now() + std::chrono::minutes(10));
  session->script(
      "INSERT INTO balalyk_document (id, kind, source, source_key, revision, commission_id, commission_name, "
      "chairperson_id, number, date, subject, synthetic, state, problems, flags, reason, record_digest, "
      "content_digest, changed_at, priority, returned_by_check, published_at, level) "
      "SELECT substr(md5(id), 1, 8) || '-0000-7000-8000-' || substr(md5(id), 9, 12), 'voucher-approval', "
      "'application', id, 1, commission_id, '', commission_id || '-M0', "
      "protocol_number, coalesce(sitting_date, ''), child_surname, 1, state, "
      "CASE state WHEN 'returned' THEN '[{\"code\":\"pinWrong\",\"params\":{}}]' ELSE '[]' END, '[]', '', '', '', "
      "changed_at, 1, CASE state WHEN 'returned' THEN 1 ELSE 0 END, "
      "CASE state WHEN 'published' THEN changed_at END, CASE state WHEN 'published' THEN 'B-B' ELSE '' END "
      "FROM (SELECT *, CASE WHEN id LIKE '%7' THEN 'returned' "
      "WHEN row_number() OVER (PARTITION BY commission_id ORDER BY id LIKE '%7', id) <= 40 THEN 'sent' "
      "ELSE 'published' END AS state FROM application WHERE decision IS NOT NULL) decided");
  session->script(
      "INSERT INTO balalyk_count (state, kind, documents) "
      "SELECT state, kind, count(*) FROM balalyk_document GROUP BY state, kind "
      "ON CONFLICT (state, kind) DO UPDATE SET documents = excluded.documents");
}

// As the server itself does sooner or later, and then beside what is measured.
void settle(const std::string& connection) {
  const auto session = sessionOf(connection);
  session->script("VACUUM ANALYZE");
  session->script("CHECKPOINT");
}

void printClient(PortalDatabase& database, const std::string& login, const Grant& grant,
                 const std::vector<std::string>& ids = {}) {
  const auto id = database.accounts().add({{kLocalIssuer, login}, "", "ky"}, "bench").value();
  database.accounts().grant(id, grant, "bench");
  const auto token = web::newToken();
  database.sessions().create({.digest = web::digestOf(token), .accountId = id});
  fmt::print("{} {} {}", toString(grant.role), token, web::formTokenOf(token));
  for (const auto& one : ids) fmt::print(" {}", one);
  fmt::print("\n");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string connection = argv[1];
  if (argv[2] == std::string("archive")) {
    const auto session = sessionOf(connection);
    const auto there = session->run({"", "SELECT count(*) AS documents FROM balalyk_document"}).rows.at(0);
    growArchive(connection, there.integer("documents") + std::stoll(argv[3]));
    settle(connection);
    return 0;
  }
  const int applications = std::stoi(argv[2]), clients = std::stoi(argv[3]);
  commissions = std::clamp(applications / kOfCommission, 1, kMostCommissions);
  migrate(connection);
  const auto database = openDatabase(connection);
  fill(connection, applications / kCopies, database->now());
  copyAll(connection);
  addDocuments(connection);
  for (int client = 0; client < clients; ++client) {
    const int of = client * 14 % commissions;
    std::vector<std::string> ids;
    for (int i = 0; i < kIdsOfClient; ++i)
      ids.push_back(fmt::format("A{:06}-{}", of + i % 10 * commissions, i % (kCopies - 1) + 1));
    const auto place = commission(of).id;
    printClient(*database, fmt::format("secretary{}", client), {Role::secretary, place, membersOf(of)[1].id}, ids);
    printClient(*database, fmt::format("chairperson{}", client), {Role::chairperson, place, membersOf(of)[0].id});
    printClient(*database, fmt::format("archivist{}", client), {Role::archivist, "", ""});
  }
  settle(connection);
  return 0;
}
