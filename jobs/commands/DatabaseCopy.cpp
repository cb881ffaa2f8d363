#include "connectors/database/DatabaseCopy.h"

#include "connectors/texts/Messages.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/Table.h"
#include "jobs/wiring/Options.h"
#include "jobs/wiring/Session.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

// Moves an installation from SQLite to PostgreSQL, once it outgrows one machine.
class DatabaseCopy final : public Command {
 public:
  std::string_view name() const override { return "database copy"; }

  void declare(Arguments& arguments) override {
    arguments.value("--from", from_, "from", "location");
    arguments.value("--to", to_, "to", "location");
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    if (to_.empty()) throw UsageError("argumentMissing", {{"argument", "--to"}, {"help", "balalyk database copy"}});
    const auto from = from_.empty() ? session.settings.text("database.connection") : from_;
    const auto report = copyDatabase(from, to_, databaseOptions(session.settings).deadline);
    session.console.result(json_ ? asJson(report) : asText(session, report));
    return kAllDone;
  }

 private:
  static std::string asJson(const DatabaseCopyReport& report) {
    signing::JsonWriter json;
    json.beginObject().member("auditEntries", report.auditEntries).key("tables").beginArray();
    for (const auto& table : report.tables) {
      json.beginObject().member("name", table.name).member("rows", table.rows).member("digest", table.digest);
      json.endObject();
    }
    json.endArray().key("leftOut").beginArray();
    for (const auto& name : report.leftOut) json.value(name);
    return json.endArray().endObject().text() + "\n";
  }

  static std::string asText(const Session& session, const DatabaseCopyReport& report) {
    const auto& messages = session.messages;
    Table table({messages.text("column.table"), messages.text("column.rows"), "SHA-256"},
                {Table::Align::left, Table::Align::right, Table::Align::left});
    for (const auto& one : report.tables) table.add({one.name, messages.number(one.rows), one.digest.substr(0, 16)});
    std::string text = table.text(session.console.outWidth()) + "\n" +
                       messages.text("database.copied", {{"tables", std::to_string(report.tables.size())},
                                                         {"entries", std::to_string(report.auditEntries)}}) +
                       "\n";
    if (report.leftOut.empty()) return text;
    text += messages.text("database.leftOut") + "\n";
    for (const auto& name : report.leftOut) text += "  " + name + "\n";
    return text;
  }

  std::string from_, to_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeDatabaseCopyCommand() {
  return std::make_unique<DatabaseCopy>();
}

}  // namespace balalyk
