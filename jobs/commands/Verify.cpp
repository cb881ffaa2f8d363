#include <CLI/CLI.hpp>

#include "jobs/Program.h"
#include "jobs/Session.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/JsonWriter.h"
#include "jobs/output/VerificationOutput.h"
#include "jobs/text/Messages.h"
#include "jobs/text/ProblemText.h"
#include "jobs/text/ReadFile.h"
#include "signing/validation/Validator.h"

namespace balalyk {
namespace {

// Tells what signed files prove, from their bytes and the trust anchors alone: no database, no network.
class Verify final : public Command {
 public:
  std::string_view name() const override { return "verify"; }

  void declare(CLI::App& app, const Describe& describe) override {
    app.add_option("files", files_, describe("files"))->required()->type_name(describe.value("file"));
    app.add_option("--anchors", anchors_, describe("anchors"))->type_name(describe.value("file"));
    app.add_flag("--json", json_, describe("json"));
  }

  int run(Session& session) override {
    const std::string anchorsFile = anchors_.empty() ? session.settings.path("keys.trustAnchors").string() : anchors_;
    const auto pem = readWholeFile(anchorsFile);
    if (!pem) throw Error("trustAnchorsUnreadable", {{"file", anchorsFile}});
    const signing::Validator validator(signing::TrustAnchors::fromPem(*pem));
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());

    JsonWriter json;
    json.beginArray();
    bool allPassed = true;
    for (const auto& file : files_) {
      const auto bytes = readWholeFile(file);
      if (!bytes) {
        allPassed = false;
        const Problem problem{"fileUnreadable", {{"file", file}}};
        if (json_) {
          json.beginObject().member("file", file).member("passed", false).key("problem");
          writeJson(json, problem, session.messages);
          json.endObject();
        } else {
          session.console.line(writeProblem(session.messages, problem));
        }
        continue;
      }
      const auto report = validator.verify(*bytes, now);
      allPassed = allPassed && report.passed();
      if (json_)
        json.beginObject()
            .member("file", file)
            .member("passed", report.passed())
            .key("report")
            .raw(toJson(report))
            .endObject();
      else
        session.console.result(verificationText(file, report, session.messages));
    }
    if (json_) session.console.result(json.endArray().text() + "\n");
    return allPassed ? kAllDone : kSomeFailed;
  }

 private:
  std::vector<std::string> files_;
  std::string anchors_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeVerifyCommand() {
  return std::make_unique<Verify>();
}

}  // namespace balalyk
