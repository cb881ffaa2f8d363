#include "jobs/wiring/Installation.h"

#include <initializer_list>

#include "pipeline/Error.h"

namespace balalyk {
namespace {

namespace fs = std::filesystem;

fs::path programFolder() {
  return fs::read_symlink("/proc/self/exe").parent_path();
}

fs::path firstThatExists(const fs::path& from, std::initializer_list<const char*> candidates, const char* file) {
  for (const char* candidate : candidates) {
    fs::path path = (from / candidate).lexically_normal();
    std::error_code none;
    if (fs::exists(path / file, none)) return path;
  }
  throw Error("installationIncomplete", {{"file", file}});
}

}  // namespace

fs::path shippedTemplates() {
  return firstThatExists(programFolder(), {"../templates", "../share/balalyk/templates"}, "contract.json");
}

fs::path shippedFiller() {
  return firstThatExists(programFolder(), {"../filler", "../lib/balalyk"}, "filler.component") / "filler.component";
}

fs::path shippedTokenProgram() {
  return firstThatExists(programFolder(), {"../keys", "../lib/balalyk"}, "balalyk-token") / "balalyk-token";
}

fs::path shippedSamplePortal() {
  // A build folder lies in the repository, one or two levels down.
  return firstThatExists(programFolder(),
                         {"../share/balalyk/samples/records", "../../samples/records", "../../../samples/records"},
                         "applications.json");
}

}  // namespace balalyk
