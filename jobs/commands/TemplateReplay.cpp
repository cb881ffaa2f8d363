#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "connectors/office/TemplateFiles.h"
#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/text/WriteFile.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/stages/ReproductionBundle.h"
#include "signing/ReadFile.h"

namespace balalyk {
namespace {

namespace fs = std::filesystem;

std::string readOrThrow(const std::string& file) {
  auto content = signing::readWholeFile(file);
  if (!content) throw Error("fileUnreadable", {{"file", file}});
  return std::move(*content);
}

// A folder of templates with the one of the bundle, and the contract of this installation; gone afterwards.
class BundleTemplates {
 public:
  BundleTemplates(const ReproductionBundle& bundle, std::string_view sheet, const fs::path& contract) {
    std::string name = fs::temp_directory_path() / "balalyk-replay-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr)
      throw Error("fileUnwritable", {{"file", name}, {"detail", std::strerror(errno)}});
    folder_ = name;
    fs::copy_file(contract, folder_ / contract.filename());
    // The name comes from a file: without its folders it stays in this one.
    writeWholeFile(folder_ / templateFile(bundle.templateKind, bundle.language).filename(), sheet);
  }
  ~BundleTemplates() {
    std::error_code error;
    fs::remove_all(folder_, error);
  }
  BundleTemplates(const BundleTemplates&) = delete;
  BundleTemplates& operator=(const BundleTemplates&) = delete;
  const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
};

// Makes once more, on this machine, a document that was set aside somewhere: from its bundle alone.
class TemplateReplay final : public Command {
 public:
  std::string_view name() const override { return "template replay"; }

  void declare(Arguments& arguments) override {
    arguments.value("bundle", bundle_, "bundle", "file").required();
    arguments.value("--template", template_, "template", "file");
    arguments.value("--to", to_, "to", "file");
  }

  int run(Session& session) override {
    const auto bundle = unpackBundle(readOrThrow(bundle_));
    tellThen(session, bundle);
    if (bundle.language.empty()) throw Error("bundleWithoutFill");
    if (template_.empty() && !bundle.office.templateBytes) throw Error("bundleWithoutTemplate");
    const auto sheet = template_.empty() ? *bundle.office.templateBytes : readOrThrow(template_);
    const BundleTemplates templates(bundle, sheet, session.connections.contractFile());
    const auto office = session.connections.separateOffice(templates.folder());
    try {
      const auto filled = office->fill({.documentId = bundle.documentId,
                                        .kind = bundle.templateKind,
                                        .language = bundle.language,
                                        .values = &bundle.values,
                                        .title = bundle.title,
                                        .created = bundle.created,
                                        .interactive = true,
                                        .trial = true});
      tellSurroundings(session, bundle, filled.provenance);
      if (!to_.empty()) writeWholeFile(to_, filled.pdf, FileMode::ownerOnly);
      session.console.result(session.messages.text("replay.made", {{"count", std::to_string(filled.pages)}}) + "\n");
      return kAllDone;
    } catch (const OfficeError& error) {
      tellSurroundings(session, bundle, error.evidence().provenance);
      session.console.result(session.messages.text("replay.failed") + "\n" +
                             writeProblem(session.messages, error.problem()) + "\n" +
                             runs(session, error.evidence().runs));
      if (!to_.empty() && !error.evidence().pdf.empty()) {
        writeWholeFile(to_, error.evidence().pdf, FileMode::ownerOnly);
        session.console.result(session.messages.text("replay.kept", {{"file", to_}}) + "\n");
      }
      return kSomeFailed;
    }
  }

 private:
  static std::string runs(const Session& session, const std::vector<OfficeRun>& runs) {
    std::string text;
    for (const auto& run : runs)
      text += "  " +
              session.messages.text("replay.run", {{"ending", run.ending},
                                                   {"ms", std::to_string(run.took.count())},
                                                   {"documents", std::to_string(run.documentsBefore)}}) +
              "\n";
    return text;
  }

  // Which of the document's PDFs could not be made. A template that is refused is named by the problem.
  static std::string ofTemplate(const Session& session, const ReproductionBundle& bundle) {
    if (bundle.language.empty()) return {};
    const auto& file = bundle.office.provenance.templateFile;
    return "  " +
           session.messages.text(file.empty() ? "replay.pdf" : "replay.template",
                                 {{"kind", session.messages.text("kind." + bundle.templateKind)},
                                  {"language", bundle.language},
                                  {"file", file}}) +
           "\n";
  }

  // What happened when the bundle was kept.
  static void tellThen(const Session& session, const ReproductionBundle& bundle) {
    session.console.result(session.messages.text("replay.then", {{"id", bundle.documentId}}) + "\n" +
                           writeProblem(session.messages, bundle.problem) + "\n" + ofTemplate(session, bundle) +
                           runs(session, bundle.office.runs));
  }

  static void tellSurroundings(const Session& session, const ReproductionBundle& bundle, const OfficeProvenance& now) {
    const auto& then = bundle.office.provenance;
    const auto report = [&](const char* what, const std::string& before, const std::string& after) {
      if (before == after || before.empty() || after.empty()) return;
      session.console.result(
          session.messages.text(
              "replay.differs",
              {{"what", session.messages.text(std::string("replay.what.") + what)}, {"then", before}, {"now", after}}) +
          "\n");
    };
    report("template", then.templateDigest, now.templateDigest);
    report("office", then.officeVersion, now.officeVersion);
    report("fonts", then.fontSetDigest, now.fontSetDigest);
  }

  std::string bundle_, template_, to_;
};

}  // namespace

std::unique_ptr<Command> makeTemplateReplayCommand() {
  return std::make_unique<TemplateReplay>();
}

}  // namespace balalyk
