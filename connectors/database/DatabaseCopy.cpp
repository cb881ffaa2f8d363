#include "connectors/database/DatabaseCopy.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>

#include "connectors/database/Migrations.h"
#include "connectors/database/PostgresCopy.h"
#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/Connection.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

using Cells = std::vector<std::optional<std::string>>;

constexpr int kRowsAtOnce = 500;
constexpr int kBlobsAtOnce = 4;  // an uploaded file may have megabytes
// Filled by the migration itself: their own rows in an empty database.
constexpr std::string_view kMigrations = "balalyk_migration";
// Have a row from the start, which says how far their table is.
constexpr std::string_view kHeads[] = {"balalyk_audit_head", "balalyk_notice_head"};

// Of rows in any order: the sum of their digests.
class RowsDigest {
 public:
  void add(std::string_view line) {
    const auto digest = signing::sha256(line);
    for (std::size_t i = 0; i < 32; ++i)
      sum_[i / 8] += static_cast<std::uint64_t>(static_cast<unsigned char>(digest[i])) << (i % 8 * 8);
    ++rows_;
  }
  std::int64_t rows() const { return rows_; }
  std::string text() const {
    std::string bytes;
    for (const auto part : sum_) bytes.append(reinterpret_cast<const char*>(&part), sizeof part);
    return signing::toHex(bytes);
  }

 private:
  std::array<std::uint64_t, 4> sum_{};
  std::int64_t rows_ = 0;
};

struct Table {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::string> pageBy;  // what the source's rows are read in the order of
  std::set<std::size_t> blobs;      // columns of bytes
};

std::string quoted(const std::string& name) {
  return "\"" + name + "\"";
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + quoted(name);
  return text;
}

class Source {
 public:
  Source(const std::string& connection, std::chrono::milliseconds patience)
      : patience_(patience),
        engine_(makeEngine(connection, {.deadline = patience})),
        session_(engine_->connect(soon())) {
    requireMigrated(*session_, SqlDialect::sqlite);
    version_ = run("PRAGMA data_version").at(0).text("data_version");
    session_->begin(SqlAccess::read);
  }

  std::vector<SqlRow> run(const std::string& text, std::vector<SqlValue> values = {}) {
    session_->setDeadline(soon());
    return session_->run({"", text}, values).rows;
  }

  void requireNobodyAtWork() {
    const SqlCatalogue sql(SqlDialect::sqlite);
    const auto held = run("SELECT count(*) AS held FROM balalyk_document WHERE lease_until >= " + std::string("(") +
                          sql["now"].text + ")")
                          .at(0)
                          .text("held");
    if (held != "0") throw Error("copyWorkersAtWork", {{"count", held}});
  }

  // What was written meanwhile is in the source only: the copy would be of yesterday.
  void requireUnchanged() {
    session_->commit();
    if (run("PRAGMA data_version").at(0).text("data_version") != version_) throw Error("copySourceChanged");
  }

  Table describe(const std::string& name) {
    Table table{.name = name};
    std::vector<std::pair<std::int64_t, std::string>> key;
    for (const auto& row : run("SELECT name, pk FROM pragma_table_info($1) ORDER BY cid", {name})) {
      table.columns.push_back(row.text("name"));
      if (row.integer("pk") > 0) key.emplace_back(row.integer("pk"), row.text("name"));
    }
    const auto made = run("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = $1", {name}).at(0).text("sql");
    if (made.find("WITHOUT ROWID") == std::string::npos) {
      table.pageBy = {"rowid"};
      return table;
    }
    std::ranges::sort(key);
    for (auto& [place, column] : key) table.pageBy.push_back(std::move(column));
    return table;
  }

  void forEachRow(const Table& table, const std::function<void(const Cells&)>& visit) {
    const auto by = joined(table.pageBy);
    std::vector<SqlValue> last;
    while (true) {
      std::string after, places;
      for (std::size_t i = 0; i < last.size(); ++i) places += (i ? ", $" : "$") + std::to_string(i + 1);
      if (!last.empty()) after = " WHERE (" + by + ") > (" + places + ")";
      const int limit = table.blobs.empty() ? kRowsAtOnce : kBlobsAtOnce;
      const auto rows = run("SELECT " + joined(table.columns) + ", " + by + " FROM " + quoted(table.name) + after +
                                " ORDER BY " + by + " LIMIT " + std::to_string(limit),
                            last);
      for (const auto& row : rows) visit(cells(table, row));
      if (static_cast<int>(rows.size()) < limit) return;
      last.clear();
      for (std::size_t i = 0; i < table.pageBy.size(); ++i)
        last.push_back(pageValue(rows.back().cells().at(table.columns.size() + i)));
    }
  }

 private:
  SqlDeadline soon() const { return std::chrono::steady_clock::now() + patience_; }

  static SqlValue pageValue(const SqlCell& cell) {
    const auto number = integerIn(cell);
    return number ? SqlValue{*number} : SqlValue{cell.value_or("")};
  }

  static Cells cells(const Table& table, const SqlRow& row) {
    Cells cells;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      cells.push_back(row.cells().at(i));
      if (cells.back() && table.blobs.contains(i)) cells.back() = "\\x" + signing::toHex(*cells.back());
    }
    return cells;
  }

  const std::chrono::milliseconds patience_;
  const std::unique_ptr<SqlEngine> engine_;
  const std::unique_ptr<SqlSession> session_;
  std::string version_;
};

// Follows the chain as it is read back.
class ChainCheck {
 public:
  explicit ChainCheck(const std::vector<std::string>& columns) {
    for (std::size_t i = 0; i < columns.size(); ++i) place_[columns[i]] = i;
  }
  void operator()(const Cells& cells) {
    const auto text = [&](const char* column) { return cells.at(place_.at(column)).value_or(""); };
    AuditEntry entry{.sequence = std::stoll(text("sequence")),
                     .at = toTimestamp(std::stoll(text("at"))),
                     .actor = text("actor"),
                     .event = text("event"),
                     .documentId = text("document_id"),
                     .detail = text("detail"),
                     .previousHash = text("previous_hash"),
                     .hash = text("hash")};
    if (entry.sequence != last_.sequence + 1 || entry.previousHash != last_.hash || entry.hash != auditHash(entry)) {
      throw Error("copyAuditBroken", {{"sequence", std::to_string(last_.sequence + 1)}});
    }
    last_ = std::move(entry);
  }
  void endsAt(const Cells& head) const {
    if (head.at(0) != std::to_string(last_.sequence) || head.at(1) != last_.hash)
      throw Error("copyAuditBroken", {{"sequence", std::to_string(last_.sequence + 1)}});
  }
  std::int64_t entries() const { return last_.sequence; }

 private:
  std::map<std::string, std::size_t> place_;
  AuditEntry last_{.hash = std::string(64, '0')};
};

class Copying {
 public:
  Copying(const std::string& from, const std::string& to, std::chrono::milliseconds patience)
      : source_(from, patience), target_(to, patience) {}

  DatabaseCopyReport operator()() {
    source_.requireNobodyAtWork();
    target_.execute("BEGIN");
    const auto tables = common();
    for (const auto& table : tables) target_.execute("LOCK TABLE " + quoted(table.name) + " IN EXCLUSIVE MODE");
    for (const auto& table : tables) requireEmpty(table);
    for (const auto& table : tables) copy(table);
    for (std::size_t i = 0; i < tables.size(); ++i) compare(tables[i], report_.tables[i]);
    continueNumbers();
    source_.requireUnchanged();
    target_.execute("COMMIT");
    return std::move(report_);
  }

 private:
  // The tables of both, what others refer to first.
  std::vector<Table> common() {
    std::set<std::string> there, known;
    for (const auto& row : target_.query("SELECT table_name FROM information_schema.tables WHERE table_schema = "
                                         "current_schema() AND table_type = 'BASE TABLE'"))
      there.insert(row.at(0).value());
    std::vector<std::string> wanted;
    for (const auto& row :
         source_.run("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
                     "ORDER BY name")) {
      if (row.text("name") == kMigrations) continue;
      if (there.contains(row.text("name")))
        wanted.push_back(row.text("name"));
      else
        report_.leftOut.push_back(row.text("name"));
    }
    leaveOutViews();
    std::vector<Table> ordered;
    while (!wanted.empty()) {
      const auto next =
          std::ranges::find_if(wanted, [&](const std::string& name) { return refersOnlyTo(name, known); });
      if (next == wanted.end()) throw Error("databaseRefused", {{"detail", "tables refer to each other in a circle"}});
      ordered.push_back(describe(*next));
      known.insert(*next);
      wanted.erase(next);
    }
    return ordered;
  }

  bool refersOnlyTo(const std::string& name, const std::set<std::string>& known) {
    return std::ranges::all_of(
        source_.run("SELECT \"table\" FROM pragma_foreign_key_list($1)", {name}),
        [&](const SqlRow& row) { return row.text("table") == name || known.contains(row.text("table")); });
  }

  // A view whose text is not the migrations' is the portal's own: it is written again for the other database by hand.
  void leaveOutViews() {
    std::string ours;
    for (const auto& migration : migrationsFor(SqlDialect::sqlite)) ours += migration.text;
    for (const auto& row : source_.run("SELECT name, sql FROM sqlite_master WHERE type = 'view' ORDER BY name")) {
      if (ours.find(row.text("sql")) == std::string::npos) report_.leftOut.push_back(row.text("name"));
    }
  }

  Table describe(const std::string& name) {
    auto table = source_.describe(name);
    for (const auto& row : target_.query("SELECT column_name FROM information_schema.columns WHERE table_schema = "
                                         "current_schema() AND data_type = 'bytea' AND table_name = '" +
                                         name + "'")) {
      const auto place = std::ranges::find(table.columns, row.at(0).value());
      if (place != table.columns.end()) table.blobs.insert(static_cast<std::size_t>(place - table.columns.begin()));
    }
    return table;
  }

  void requireEmpty(const Table& table) {
    const bool head = std::ranges::find(kHeads, table.name) != std::end(kHeads);
    const std::string unless = head ? " WHERE sequence > 0" : "";
    if (!target_.query("SELECT 1 FROM " + quoted(table.name) + unless + " LIMIT 1").empty())
      throw Error("copyTargetNotEmpty", {{"table", table.name}});
    if (head) target_.execute("DELETE FROM " + quoted(table.name));
  }

  void copy(const Table& table) {
    RowsDigest digest;
    target_.startIn("COPY " + quoted(table.name) + " (" + joined(table.columns) + ") FROM STDIN");
    source_.forEachRow(table, [&](const Cells& cells) {
      const auto line = copyLine(cells);
      digest.add(line);
      target_.put(line);
    });
    target_.finishIn();
    report_.tables.push_back({table.name, digest.rows(), digest.text()});
  }

  void compare(const Table& table, const CopiedTable& copied) {
    RowsDigest digest;
    const bool audit = table.name == "balalyk_audit";
    ChainCheck chain(table.columns);
    target_.out("COPY (SELECT " + joined(table.columns) + " FROM " + quoted(table.name) +
                    (audit ? " ORDER BY sequence" : "") + ") TO STDOUT",
                [&](std::string_view line) {
                  digest.add(line);
                  if (audit) chain(copyCells(line));
                });
    if (digest.rows() != copied.rows || digest.text() != copied.digest)
      throw Error("copyDiffers", {{"table", table.name}});
    if (!audit) return;
    chain.endsAt(target_.query("SELECT sequence, hash FROM balalyk_audit_head").at(0));
    report_.auditEntries = chain.entries();
  }

  // New rows continue counting where the copied ones end.
  void continueNumbers() {
    for (const auto& row :
         target_.query("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = "
                       "current_schema() AND is_identity = 'YES'")) {
      const auto& table = row.at(0).value();
      const auto& column = row.at(1).value();
      target_.query("SELECT setval(pg_get_serial_sequence('" + quoted(table) + "', '" + column + "'), max(" +
                    quoted(column) + ")) FROM " + quoted(table) + " HAVING max(" + quoted(column) + ") IS NOT NULL");
    }
  }

  Source source_;
  PostgresCopy target_;
  DatabaseCopyReport report_;
};

}  // namespace

DatabaseCopyReport copyDatabase(const std::string& from, const std::string& to, std::chrono::milliseconds patience) {
  if (!from.starts_with("sqlite:") || !to.starts_with("postgres")) throw Error("copyDirection");
  migrate(to, {.deadline = patience});
  return Copying(from, to, patience)();
}

}  // namespace balalyk
