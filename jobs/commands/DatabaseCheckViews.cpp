
#include "connectors/database/ViewCheck.h"
#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Options.h"
#include "jobs/wiring/Session.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

// Reads all views of a portal before its first night, and says what is wrong with them.
class DatabaseCheckViews final : public Command {
 public:
  std::string_view name() const override { return "database check-views"; }

  void declare(Arguments& arguments) override { arguments.flag("--json", json_, "json"); }

  int run(Session& session) override {
    const auto report = checkViews(session.settings.text("database.connection"), databaseOptions(session.settings));
    session.console.result(json_ ? asJson(report, session.messages) : asText(report, session.messages));
    return report.fine() ? kAllDone : kSomeFailed;
  }

 private:
  static std::string asJson(const ViewReport& report, const Messages& messages) {
    signing::JsonWriter json;
    json.beginObject().member("fine", report.fine()).key("views").beginArray();
    for (const auto& view : report.views) {
      json.beginObject().member("view", view.name).member("rows", view.rows).key("findings").beginArray();
      for (const auto& finding : view.findings) {
        json.beginObject();
        if (finding.count > 0) json.member("rows", finding.count).member("first", finding.key);
        json.key("problem");
        writeJson(json, finding.problem, messages);
        json.endObject();
      }
      json.endArray().key("hints").beginArray();
      for (const auto& hint : view.hints) writeJson(json, hint, messages);
      json.endArray().endObject();
    }
    return json.endArray().endObject().text() + "\n";
  }

  static std::string asText(const ViewReport& report, const Messages& messages) {
    std::string text;
    for (const auto& view : report.views) {
      text += messages.text("views.heading", {{"view", view.name}, {"count", std::to_string(view.rows)}}) + "\n";
      if (view.findings.empty()) text += "  " + messages.text("views.fine") + "\n";
      for (const auto& finding : view.findings) {
        if (finding.count > 0)
          text += "  " + messages.text("views.rows", {{"count", std::to_string(finding.count)}, {"key", finding.key}}) +
                  "\n";
        text += indented(writeProblem(messages, finding.problem), finding.count > 0 ? "    " : "  ");
      }
      for (const auto& hint : view.hints)
        text += "  " + messages.text("views.hint") + "\n" + indented(writeProblem(messages, hint), "    ");
    }
    return text + "\n" + messages.text(report.fine() ? "views.allFine" : "views.notFine") + "\n";
  }

  static std::string indented(const std::string& lines, const std::string& by) {
    std::string text = by;
    for (const char c : lines) {
      text += c;
      if (c == '\n') text += by;
    }
    return text + "\n";
  }

  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeDatabaseCheckViewsCommand() {
  return std::make_unique<DatabaseCheckViews>();
}

}  // namespace balalyk
