#include "jobs/manual/ManualPages.h"

#include <CLI/CLI.hpp>

#include "connectors/texts/Messages.h"
#include "jobs/commands/Examples.h"
#include "jobs/config/SettingTable.h"
#include "jobs/config/SettingsText.h"
#include "jobs/manual/CommandTree.h"
#include "jobs/manual/Roff.h"

namespace balalyk {
namespace {

constexpr std::string_view kProduct = "Balalyk " BALALYK_VERSION;

std::string termOf(const CLI::Option& option) {
  std::string term;
  for (const auto& name : namesOf(option)) term += (term.empty() ? "" : ", ") + Roff::bold(name);
  if (option.get_positional()) term += Roff::italic(option.get_name(true, false));
  if (takesValue(option)) term += " " + Roff::italic(valueWord(option));
  return term;
}

// `--help` is described once, with the program's own options.
bool isHelp(const CLI::App& app, const CLI::Option* option) {
  return option == app.get_help_ptr();
}

void addOptions(Roff& page, const CLI::App& app, bool withHelp) {
  for (const auto* option : app.get_options())
    if (withHelp || !isHelp(app, option)) page.term(termOf(*option), option->get_description());
}

void addExamples(Roff& page, const Messages& messages, const std::string& command) {
  for (const auto& [line, meaning] : examplesOf(messages, command)) {
    page.code(line);
    if (!meaning.empty()) page.paragraph(meaning);
  }
}

void addSettingsFile(Roff& page, const Messages& messages) {
  page.section(messages.text("manual.files"))
      .term(Roff::italic("/etc/balalyk/balalyk.conf"), messages.text("manual.file.settings"))
      .term(Roff::italic("/usr/share/balalyk/balalyk.conf"), messages.text("manual.file.example"));
}

}  // namespace

std::string programPage(const CLI::App& program, const Messages& messages) {
  Roff page("balalyk", 1, kProduct, messages.text("manual.heading"));
  page.section(messages.text("manual.name"));
  page.paragraph("balalyk - " + program.get_description());
  page.section(messages.text("manual.synopsis"));
  page.code("balalyk [--config " + messages.text("value.file") + "] [--set " + messages.text("value.assignment") +
            "] " + messages.text("help.label.SUBCOMMAND") + " …");
  page.section(messages.text("help.label.OPTIONS"));
  addOptions(page, program, true);
  page.section(messages.text("help.label.SUBCOMMANDS"));
  for (const auto& [name, app] : commandTree(program)) {
    if (name.empty()) continue;
    page.subsection("balalyk " + name).paragraph(app->get_description());
    addOptions(page, *app, false);
    addExamples(page, messages, name);
  }
  page.section(messages.text("manual.exitCodes"));
  for (int code = 0; code <= 4; ++code)
    page.term(Roff::bold(std::to_string(code)), messages.text("help.exitCode." + std::to_string(code)));
  page.section(messages.text("manual.environment"))
      .term(Roff::bold("BALALYK_…"), messages.text("manual.environment.settings"));
  addSettingsFile(page, messages);
  page.section(messages.text("manual.examples"));
  addExamples(page, messages, "balalyk");
  page.section(messages.text("manual.seeAlso")).paragraph("balalyk.conf(5), /usr/share/doc/balalyk/README.md");
  return page.text();
}

std::string settingsPage(const Messages& messages) {
  Roff page("balalyk.conf", 5, kProduct, messages.text("manual.heading"));
  page.section(messages.text("manual.name"));
  page.paragraph("balalyk.conf - " + messages.text("manual.settings"));
  page.section(messages.text("manual.description")).paragraph(messages.text("manual.settings.form"));
  std::string_view group;
  for (const auto& setting : kSettings) {
    if (setting.group() != group) page.subsection(messages.text(setting.groupKey()));
    group = setting.group();
    page.term(Roff::bold(setting.name) + " = " + Roff::italic(setting.defaultValue),
              messages.text(setting.descriptionKey()) + " (" + allowedValues(setting, messages) + ")");
  }
  addSettingsFile(page, messages);
  page.section(messages.text("manual.seeAlso")).paragraph("balalyk(1)");
  return page.text();
}

}  // namespace balalyk
