#include "connectors/database/Database.h"

#include "connectors/sample/SamplePortal.h"
#include "connectors/texts/Messages.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Installation.h"
#include "jobs/wiring/Options.h"
#include "jobs/wiring/Session.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

class Migrate final : public Command {
 public:
  std::string_view name() const override { return "database migrate"; }

  void declare(Arguments& arguments) override { arguments.flag("--json", json_, "json"); }

  int run(Session& session) override {
    const auto done = migrate(session.settings.text("database.connection"), databaseOptions(session.settings));
    signing::JsonWriter json;
    json.beginObject().member("from", done.from).member("to", done.to).endObject();
    session.console.result(
        json_ ? json.text() + "\n"
              : session.messages.text(done.from == done.to ? "database.current" : "database.migrated",
                                      {{"from", std::to_string(done.from)}, {"to", std::to_string(done.to)}}) +
                    "\n");
    return kAllDone;
  }

 private:
  bool json_ = false;
};

class Seed final : public Command {
 public:
  std::string_view name() const override { return "database seed"; }

  void declare(Arguments& arguments) override {
    arguments.value("--from", folder_, "from", "folder");
    arguments.value("--applications", size_.applications, "applications", "count").between(0, 10'000'000);
    arguments.value("--waiting", size_.waiting, "waiting", "count").between(0, 1'000'000);
    arguments.value("--meals", size_.mealSubsidies, "meals", "count").between(0, 10'000'000);
    arguments.value("--seed", size_.seed, "seed", "count");
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    const auto added =
        seedSamplePortal(session.settings.text("database.connection"),
                         folder_.empty() ? shippedSamplePortal() : folder_, size_, databaseOptions(session.settings));
    signing::JsonWriter json;
    json.beginObject()
        .member("commissions", added.commissions)
        .member("applications", added.applications)
        .member("mealSubsidies", added.mealSubsidies)
        .member("vouchers", added.vouchers)
        .endObject();
    session.console.result(
        json_ ? json.text() + "\n"
              : session.messages.text("database.seeded", {{"commissions", std::to_string(added.commissions)},
                                                          {"applications", std::to_string(added.applications)},
                                                          {"meals", std::to_string(added.mealSubsidies)},
                                                          {"vouchers", std::to_string(added.vouchers)}}) +
                    "\n");
    return kAllDone;
  }

 private:
  std::filesystem::path folder_;
  SampleSize size_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeDatabaseMigrateCommand() {
  return std::make_unique<Migrate>();
}

std::unique_ptr<Command> makeDatabaseSeedCommand() {
  return std::make_unique<Seed>();
}

}  // namespace balalyk
