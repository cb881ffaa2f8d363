#include <CLI/CLI.hpp>
#include <filesystem>

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
#include "jobs/wiring/TrustFiles.h"
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
    app.add_option("--time-stamp-anchors", timeStampAnchors_, describe("timeStampAnchors"))
        ->type_name(describe.value("file"));
    app.add_option("--policy", policy_, describe("policy"))->type_name(describe.value("file"));
    app.add_option("--content", content_, describe("content"))->type_name(describe.value("file"));
    app.add_flag("--json", json_, describe("json"));
  }

  int run(Session& session) override {
    const auto validator = makeValidator(session.settings);
    const auto beside = readContent();
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
      const auto report =
          beside.empty() ? validator.verify(*bytes, now) : validator.verifyDetached(*bytes, beside, now);
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
  signing::Validator makeValidator(const Settings& settings) const {
    auto signers = anchors_.empty() ? signerAnchors(settings) : readAnchors(anchors_);
    // Anchors given here are for all of it, unless the authorities have their own.
    auto authorities = !timeStampAnchors_.empty() ? readAnchors(timeStampAnchors_)
                       : anchors_.empty()         ? authorityAnchors(settings)
                                                  : signers;
    auto policy = readPolicy(policy_.empty() ? settings.path("signatures.policy") : std::filesystem::path(policy_));
    return signing::Validator(std::move(signers), std::move(authorities), std::move(policy));
  }

  // What a detached signature covers, by the name that it is signed under.
  std::vector<signing::DataFile> readContent() const {
    std::vector<signing::DataFile> files;
    for (const auto& name : content_) {
      auto bytes = readWholeFile(name);
      if (!bytes) throw Error("fileUnreadable", {{"file", name}});
      files.push_back({std::filesystem::path(name).filename().string(), "", std::move(*bytes)});
    }
    return files;
  }

  std::vector<std::string> files_, content_;
  std::string anchors_, timeStampAnchors_, policy_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeVerifyCommand() {
  return std::make_unique<Verify>();
}

}  // namespace balalyk
