// Run by the build: writes the manual in each language and the completion for bash.
//   balalyk_manual FOLDER DRIVER      DRIVER: what completes, with the tables that are made here
#include <cstdio>
#include <exception>
#include <filesystem>

#include "connectors/texts/Messages.h"
#include "jobs/commands/CommandLine.h"
#include "jobs/manual/Completion.h"
#include "jobs/manual/ManualPages.h"
#include "jobs/text/WriteFile.h"
#include "signing/ReadFile.h"

namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  balalyk::writeWholeFile(file, text);
}

void writeAll(const fs::path& folder, const fs::path& driver) {
  for (const auto& language : balalyk::Messages::languages()) {
    const balalyk::Messages messages(language);
    const balalyk::CommandLine commands(messages);
    // English pages are found without the name of a language.
    const fs::path pages = language == "en" ? folder : folder / language;
    write(pages / "man1/balalyk.1", balalyk::programPage(commands.tree(), messages));
    write(pages / "man5/balalyk.conf.5", balalyk::settingsPage(messages));
    if (language == "en")
      write(folder / "completion/balalyk", balalyk::signing::readWholeFile(driver).value() + "\n" +
                                               balalyk::bashCompletion(commands.tree(), messages));
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 3) return 2;
    writeAll(argv[1], argv[2]);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
