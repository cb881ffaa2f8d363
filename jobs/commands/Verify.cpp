#include <algorithm>
#include <filesystem>
#include <variant>

#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "connectors/texts/VerificationText.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/commands/EvidenceFile.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "jobs/wiring/TrustFiles.h"
#include "pipeline/domain/Zone.h"
#include "pipeline/stages/Judgement.h"
#include "signing/JsonWriter.h"
#include "signing/ReadFile.h"
#include "signing/Time.h"
#include "signing/validation/Validator.h"

namespace balalyk {
namespace {

using signing::Indication;
using signing::VerificationReport;

constexpr std::string_view kStandardInput = "-";

struct Trust {
  signing::TrustAnchors signers, authorities;
  signing::ValidationPolicy policy;
};

// A file's reports, or why it could not be judged at all.
using Judged = std::variant<Judgement, Problem>;

// How the program ends for all files together: what is certainly wrong comes first.
class Outcome {
 public:
  void add(const Judged& judged) {
    if (const auto* judgement = std::get_if<Judgement>(&judged)) {
      const auto indication = judgement->first.indication;
      failed_ |= indication == Indication::totalFailed;
      indeterminate_ |= indication == Indication::indeterminate || disagree(*judgement);
    } else {
      unread_ = true;
    }
  }
  ExitCode exitCode() const {
    if (failed_) return kSomeFailed;
    if (unread_) return kCannotRun;
    return indeterminate_ ? kIndeterminate : kAllDone;
  }

 private:
  bool failed_ = false, unread_ = false, indeterminate_ = false;
};

// Reports what signed files prove, from their bytes and the trust anchors alone: no database, no network. Where the
// second judge can be asked, a file passes by both.
class Verify final : public Command {
 public:
  std::string_view name() const override { return "verify"; }

  void declare(Arguments& arguments) override {
    arguments.value("files", files_, "files", "file").required();
    arguments.value("--anchors", anchors_, "anchors", "file");
    arguments.value("--time-stamp-anchors", timeStampAnchors_, "timeStampAnchors", "file");
    arguments.value("--policy", policy_, "policy", "file");
    arguments.value("--content", content_, "content", "file");
    arguments.value("--at", at_, "at", "time");
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    if (std::ranges::count(files_, kStandardInput) > 1) throw UsageError("standardInputTwice");
    const auto at = moment();
    const auto trust = readTrust(session.settings);
    const signing::Validator validator(trust.signers, trust.authorities, trust.policy);
    const auto content = readContent();
    const Zone zone(session.settings.text("time.zone"));

    signing::JsonWriter json;
    json.beginArray();
    Outcome outcome;
    for (const auto& file : files_) {
      const auto judged = judge(session, file, content, trust, validator, at);
      outcome.add(judged);
      if (json_)
        writeJson(json, file, judged, session.messages);
      else if (const auto* judgement = std::get_if<Judgement>(&judged))
        session.console.result(verificationText(nameOf(file, session.messages), *judgement, session.messages, zone));
      else
        session.console.line(writeProblem(session.messages, std::get<Problem>(judged)));
    }
    if (json_) session.console.result(json.endArray().text() + "\n");
    return outcome.exitCode();
  }

 private:
  std::chrono::sys_seconds moment() const {
    if (at_.empty()) return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto time = signing::fromIso(at_);
    if (!time) throw UsageError("momentWrong", {{"text", at_}});
    return *time;
  }

  Trust readTrust(const Settings& settings) const {
    auto signers = anchors_.empty() ? usualAnchors(settings) : givenAnchors(anchors_);
    // Anchors given here are for all of it, unless the authorities have their own.
    auto authorities = !timeStampAnchors_.empty() ? givenAnchors(timeStampAnchors_)
                       : anchors_.empty()         ? authorityAnchors(settings)
                                                  : signers;
    return {std::move(signers), std::move(authorities),
            readPolicy(policy_.empty() ? settings.path("signatures.policy") : std::filesystem::path(policy_))};
  }

  static signing::TrustAnchors givenAnchors(const std::string& file) {
    if (!signing::readWholeFile(file)) throw Error("fileUnreadable", {{"file", file}});
    return readAnchors(file);
  }

  // Who has a container and no installation is asked for the root, not for a setting.
  static signing::TrustAnchors usualAnchors(const Settings& settings) {
    const bool configured = settings.value("keys.trustAnchors").origin.source != SettingOrigin::Source::byDefault;
    std::error_code unknown;  // not there, or not ours to see
    if (!configured && !std::filesystem::exists(settings.path("keys.trustAnchors"), unknown))
      throw Error("rootNotGiven");
    return signerAnchors(settings);
  }

  // What a detached signature covers, by the name that it is signed under.
  std::vector<signing::DataFile> readContent() const {
    std::vector<signing::DataFile> files;
    for (const auto& name : content_) {
      auto bytes = signing::readWholeFile(name);
      if (!bytes) throw Error("fileUnreadable", {{"file", name}});
      files.push_back({std::filesystem::path(name).filename().string(), "", std::move(*bytes)});
    }
    return files;
  }

  // Without an answer one judge alone decides, and the report says so.
  static std::vector<SecondVerdict> askSecond(Session& session, std::string_view bytes,
                                              const VerificationReport& report) {
    try {
      return session.connections.secondJudge().judge(bytes, report);
    } catch (const Error& error) {
      const auto& problem = error.problem();
      const auto reason = problem.params.find("reason");
      const SecondVerdict none{SecondVerdict::Kind::notJudged,
                               "unavailable",
                               {{"reason", reason != problem.params.end() ? reason->second : problem.code}}};
      return std::vector(report.signatures.size(), none);
    }
  }

  static Judged judge(Session& session, const std::string& file, const std::vector<signing::DataFile>& content,
                      const Trust& trust, const signing::Validator& validator, std::chrono::sys_seconds at) {
    const auto bytes = file == kStandardInput ? signing::readStandardInput() : signing::readWholeFile(file);
    if (!bytes) return Problem{"fileUnreadable", {{"file", file}}};
    if (looksLikeEvidenceRecord(*bytes)) {
      if (content.empty()) return Problem{"evidenceNeedsContent", {{"file", file}}};
      return Judgement{verifyEvidenceFile(*bytes, content, trust.authorities, trust.policy, at), {}};
    }
    auto report = content.empty() ? validator.verify(*bytes, at) : validator.verifyDetached(*bytes, content, at);
    auto second = askSecond(session, *bytes, report);
    return Judgement{std::move(report), std::move(second)};
  }

  static void writeJson(signing::JsonWriter& json, const std::string& file, const Judged& judged,
                        const Messages& messages) {
    json.beginObject().member("file", file);
    if (const auto* judgement = std::get_if<Judgement>(&judged)) {
      json.member("passed", judgement->first.passed() && !disagree(*judgement));
      json.key("report").raw(toJson(judgement->first)).key("secondJudge").raw(secondToJson(*judgement));
    } else {
      json.member("passed", false).key("problem");
      balalyk::writeJson(json, std::get<Problem>(judged), messages);
    }
    json.endObject();
  }

  static std::string nameOf(const std::string& file, const Messages& messages) {
    return file == kStandardInput ? messages.text("verify.standardInput") : file;
  }

  std::vector<std::string> files_, content_;
  std::string anchors_, timeStampAnchors_, policy_, at_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeVerifyCommand() {
  return std::make_unique<Verify>();
}

}  // namespace balalyk
