#include <filesystem>

#include "connectors/office/QrCode.h"
#include "connectors/office/TemplateFiles.h"
#include "connectors/templates/TemplateLinter.h"
#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/text/WriteFile.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/ports/Office.h"
#include "pipeline/template/RecordView.h"
#include "pipeline/template/TemplateContract.h"
#include "signing/JsonWriter.h"
#include "signing/ReadFile.h"

namespace balalyk {
namespace {

namespace fs = std::filesystem;

bool isError(const LintFinding& finding) {
  return finding.severity == LintFinding::Severity::error;
}

// Judges templates against the contract and the rules of form, without the office.
class TemplateCheck final : public Command {
 public:
  std::string_view name() const override { return "template check"; }

  void declare(Arguments& arguments) override {
    arguments.value("files", files_, "files", "file").required();
    arguments.value("--kind", kind_, "kind", "kind");
    arguments.value("--language", language_, "language", "language");
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    signing::JsonWriter json;
    json.beginArray();
    bool usable = true;
    for (const auto& file : files_) {
      const auto findings = judge(session, file);
      usable = usable && std::none_of(findings.begin(), findings.end(), isError);
      if (json_)
        writeFindings(json, file, findings, session.messages);
      else
        session.console.result(asText(file, findings, session.messages));
    }
    if (json_) session.console.result(json.endArray().text() + "\n");
    return usable ? kAllDone : kSomeFailed;
  }

 private:
  // What a file is for is in its name, <kind>.<language>.odt, unless it was said.
  std::vector<LintFinding> judge(Session& session, const std::string& file) const {
    const auto bytes = signing::readWholeFile(file);
    if (!bytes) return {{.problem = {"fileUnreadable", {{"file", file}}}}};
    const std::string stem = fs::path(file).stem().string();
    const auto dot = stem.rfind('.');
    const std::string kind = !kind_.empty() ? kind_ : stem.substr(0, dot);
    const std::string language = !language_.empty() ? language_ : dot == std::string::npos ? "" : stem.substr(dot + 1);
    try {
      return lint(*bytes, kind, language, session.connections.contract());
    } catch (const Error& error) {
      if (error.problem().code != "unknownKind" && error.problem().code != "unknownLanguage") throw;
      throw UsageError("templateNameUnclear", {{"file", file}});
    }
  }

  static std::string placeOf(const LintFinding& finding, const Messages& messages) {
    std::string place;
    if (finding.page) place += messages.text("template.page", {{"page", std::to_string(*finding.page)}}) + ", ";
    if (finding.paragraph > 0)
      place += messages.text("template.paragraph", {{"paragraph", std::to_string(finding.paragraph)}});
    else
      place += finding.element;
    if (!finding.excerpt.empty()) place += " «" + finding.excerpt + "»";
    return place;
  }

  static std::string asText(const std::string& file, const std::vector<LintFinding>& findings,
                            const Messages& messages) {
    if (findings.empty()) return file + ": " + messages.text("template.fine") + "\n";
    std::string text = file + ":\n";
    for (const auto& finding : findings) {
      const auto reported = describe(messages, finding.problem);
      text += std::string(isError(finding) ? "  ✗ " : "  ! ") + reported.what + "\n";
      if (const auto place = placeOf(finding, messages); !place.empty()) text += "      " + place + "\n";
      if (!reported.remedy.empty()) text += "      " + reported.remedy + "\n";
    }
    return text;
  }

  static void writeFindings(signing::JsonWriter& json, const std::string& file,
                            const std::vector<LintFinding>& findings, const Messages& messages) {
    json.beginObject().member("file", file).key("findings").beginArray();
    for (const auto& finding : findings) {
      json.beginObject().member("severity", isError(finding) ? "error" : "warning");
      if (finding.page) json.member("page", *finding.page);
      json.member("paragraph", finding.paragraph).member("element", finding.element).member("excerpt", finding.excerpt);
      json.key("problem");
      writeJson(json, finding.problem, messages);
      json.endObject();
    }
    json.endArray().endObject();
  }

  std::vector<std::string> files_;
  std::string kind_, language_;
  bool json_ = false;
};

// A template filled with the contract's examples, as PDF.
class TemplatePreview final : public Command {
 public:
  std::string_view name() const override { return "template preview"; }

  void declare(Arguments& arguments) override {
    arguments.value("kind", kind_, "kind", "kind").required();
    arguments.value("--language", language_, "language", "language").required();
    arguments.value("--commission", commission_, "commission", "id");
    arguments.value("--values", values_, "values").oneOf({"sample", "longest", "empty"});
    arguments.value("--to", file_, "to", "file").required();
  }

  int run(Session& session) override {
    using Fill = TemplateContract::Fill;
    if (!commission_.empty() && !mayNameTemplates(commission_))
      throw UsageError("commissionWithoutTemplates", {{"commission", commission_}});
    const Fill fill = values_ == "longest" ? Fill::longest : values_ == "empty" ? Fill::empty : Fill::sample;
    const auto& contract = session.connections.contract();
    FieldValues values = examples(contract, fill);
    for (const auto& [image, rule] : contract.kind(kind_).images)
      values.images[image] = qrPng(values.fields["document.checkAddress"]);
    const FillRequest request{.documentId = "preview",
                              .kind = kind_,
                              .language = language_,
                              .commissionId = commission_,
                              .values = &values,
                              .title = documentTitle(contract.kind(kind_).titles.at(language_), values),
                              .interactive = true,
                              .trial = true};
    try {
      return writeMade(session, session.connections.office().fill(request));
    } catch (const OfficeError& error) {
      if (error.evidence().pdf.empty()) throw;
      return writeFailing(session, error);
    }
  }

 private:
  int writeMade(Session& session, const FilledDocument& filled) const {
    writeWholeFile(file_, filled.pdf);
    session.console.result(
        session.messages.text("template.previewed", {{"file", file_}, {"count", std::to_string(filled.pages)}}) + "\n");
    reportTemplate(session, filled.provenance);
    if (!filled.unusable) return kAllDone;
    session.console.result(session.messages.text("template.previewedUnused") + "\n" +
                           writeProblem(session.messages, *filled.unusable) + "\n");
    return kSomeFailed;
  }

  // What the check found is easier to see than to read.
  int writeFailing(Session& session, const OfficeError& error) const {
    writeWholeFile(file_, error.evidence().pdf);
    reportTemplate(session, error.evidence().provenance);
    session.console.result(writeProblem(session.messages, error.problem()) + "\n" +
                           session.messages.text("template.previewedFailing", {{"file", file_}}) + "\n");
    return kSomeFailed;
  }

  // Whether it is the commission's own is not seen in the PDF.
  void reportTemplate(Session& session, const OfficeProvenance& made) const {
    if (commission_.empty()) return;
    const bool own = made.templateFile == templateFile(kind_, language_, commission_);
    session.console.result(session.messages.text(own ? "template.ofCommission" : "template.ofCountry",
                                                 {{"commission", commission_}, {"file", made.templateFile}}) +
                           "\n");
  }

  FieldValues examples(const TemplateContract& contract, TemplateContract::Fill fill) const {
    try {
      return contract.exampleValues(kind_, language_, fill);
    } catch (const Error& error) {
      throw UsageError(error.problem());
    }
  }

  std::string kind_, language_, commission_, values_ = "sample", file_;
};

}  // namespace

std::unique_ptr<Command> makeTemplateCheckCommand() {
  return std::make_unique<TemplateCheck>();
}

std::unique_ptr<Command> makeTemplatePreviewCommand() {
  return std::make_unique<TemplatePreview>();
}

}  // namespace balalyk
