#include <algorithm>

#include "connectors/office/TemplateFiles.h"
#include "connectors/templates/TemplateLinter.h"
#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "connectors/texts/TextWidth.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/Table.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Options.h"
#include "jobs/wiring/Session.h"
#include "signing/JsonWriter.h"
#include "signing/ReadFile.h"
#include "signing/crypto/Digest.h"

namespace balalyk {
namespace {

// The templates in use: the country's, and which commission has its own.
class TemplateList final : public Command {
 public:
  std::string_view name() const override { return "template list"; }

  void declare(Arguments& arguments) override {
    arguments.value("--commission", commission_, "commission", "id");
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    const auto folder = templatesFolder(session.settings);
    auto content = lookForTemplates(folder, session.connections.contract());
    if (!commission_.empty()) {
      std::erase_if(content.templates, [&](const auto& one) { return one.commissionId != commission_; });
      content.unused.clear();
    }
    std::vector<Listed> listed;
    for (const auto& one : content.templates) listed.push_back(judged(session, folder, one));
    session.console.result(json_ ? asJson(session, listed, content) : asText(session, listed, content));
    return std::ranges::any_of(listed, [](const Listed& one) { return one.error.has_value(); }) ? kSomeFailed
                                                                                                : kAllDone;
  }

 private:
  struct Listed {
    FoundTemplate found;
    std::string digest;
    std::optional<Problem> error;  // the first that keeps it out of the night
  };

  static Listed judged(Session& session, const std::filesystem::path& folder, const FoundTemplate& found) {
    const auto bytes = signing::readWholeFile(folder / found.file);
    if (!bytes) return {found, "", Problem{"fileUnreadable", {{"file", found.file.string()}}}};
    Listed listed{found, signing::toHex(signing::sha256(*bytes)), std::nullopt};
    for (const auto& finding : lint(*bytes, found.kind, found.language, session.connections.contract()))
      if (finding.severity == LintFinding::Severity::error && !listed.error) listed.error = finding.problem;
    return listed;
  }

  static std::string asText(const Session& session, const std::vector<Listed>& listed,
                            const TemplateFolderContent& content) {
    const auto& messages = session.messages;
    Table table(
        {messages.text("column.commission"), messages.text("column.kind"), messages.text("column.language"),
         messages.text("column.template"), messages.text("column.verdict")},
        {Table::Align::whole, Table::Align::left, Table::Align::whole, Table::Align::whole, Table::Align::left});
    for (const auto& one : listed)
      table.add({one.found.commissionId.empty() ? messages.text("template.country") : one.found.commissionId,
                 messages.text("kind." + one.found.kind), one.found.language, one.found.file.string(),
                 one.error ? describe(messages, *one.error).what : messages.text("template.fine")});
    std::string text = table.empty() ? messages.text("template.none") + "\n" : table.text(session.console.outWidth());
    for (const auto& file : content.unused)
      text += messages.text("template.unused", {{"file", printable(file.string())}}) + "\n";
    return text;
  }

  static std::string asJson(const Session& session, const std::vector<Listed>& listed,
                            const TemplateFolderContent& content) {
    signing::JsonWriter json;
    json.beginObject().key("templates").beginArray();
    for (const auto& one : listed) {
      json.beginObject().member("commission", one.found.commissionId).member("kind", one.found.kind);
      json.member("language", one.found.language).member("file", one.found.file.string()).member("sha256", one.digest);
      if (one.error) {
        json.key("problem");
        writeJson(json, *one.error, session.messages);
      }
      json.endObject();
    }
    json.endArray().key("unused").beginArray();
    for (const auto& file : content.unused) json.value(file.string());
    return json.endArray().endObject().text() + "\n";
  }

  std::string commission_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeTemplateListCommand() {
  return std::make_unique<TemplateList>();
}

}  // namespace balalyk
