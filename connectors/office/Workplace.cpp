#include "connectors/office/Workplace.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "connectors/office/Files.h"
#include "connectors/office/Profile.h"
#include "connectors/process/Sandbox.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kScratch = 4u << 20;

fs::path base(const OfficeSettings& settings) {
  if (!settings.work.empty()) {
    fs::create_directories(settings.work);
    return fs::absolute(settings.work).lexically_normal();
  }
  std::error_code error;
  const fs::path memory = "/dev/shm";
  const auto space = fs::space(memory, error);
  const bool usable = !error && space.available > (256u << 20) && ::access(memory.c_str(), W_OK | X_OK) == 0;
  return usable ? memory : fs::temp_directory_path();
}

const OfficeSettings& checked(const OfficeSettings& settings) {
  for (const auto& file : {settings.program / "soffice.bin", settings.filler, settings.shim(), settings.pdfHelper()}) {
    if (!fs::exists(file)) throw Error("officeMissing", {{"file", file.string()}});
  }
  return settings;
}

bool isSandboxed(const OfficeSettings& settings) {
  const bool works = Sandbox::worksFor(settings.sandbox, settings.shim());
  if (!works && settings.sandbox == SandboxPolicy::required) throw Error("officeSandboxMissing");
  return works;
}

fs::path logOf(const fs::path& instance) {
  return instance.string() + ".log";  // beside it: out of reach for the process, which may put anything in its place
}

fs::path findJemalloc() {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/usr/lib", error)) {
    auto library = entry.path() / "libjemalloc.so.2";
    if (fs::exists(library, error)) return library;
  }
  return {};
}

std::string joined(const std::vector<fs::path>& libraries) {
  std::string list;
  for (const auto& library : libraries) list += (list.empty() ? "" : ":") + library.string();
  return list;
}

}  // namespace

Workplace::Workplace(const OfficeSettings& settings, const FontSet& fonts)
    : settings_(checked(settings)), fonts_(fonts), sandboxed_(isSandboxed(settings)), folder_(base(settings)) {
  if (settings.preload && fs::exists(settings.preloaded())) preloaded_.push_back(settings.preloaded());
  if (const auto jemalloc = settings.jemalloc ? findJemalloc() : fs::path(); !jemalloc.empty()) {
    preloaded_.push_back(jemalloc);
  }
  try {
    fontsConfig_ = fonts.install(folder_.path() / "fonts");
  } catch (const fs::filesystem_error& error) {
    throw Error("fileUnwritable", {{"file", folder_.path().string()}, {"detail", error.code().message()}});
  }
}

fs::path Workplace::openInstance() {
  const std::lock_guard lock(mutex_);
  fs::path instance;
  try {
    if (!fs::exists(fontsConfig_)) {  // somebody cleaned up
      folder_.restore();
      fonts_.install(folder_.path() / "fonts");
    }
    instance = folder_.path() / ("instance-" + std::to_string(++desks_));
    fs::create_directories(instance / "tmp");
    writeProfile(instance / "profile", settings_.program);
    return instance;
  } catch (const std::exception& error) {
    closeInstance(instance);  // half a profile on a full disk, at every try
    const bool ours = dynamic_cast<const Error*>(&error) != nullptr;
    throw ProcessFailure(ProcessFailure::Kind::crashed, ours ? error.what() : "no profile");
  }
}

void Workplace::closeInstance(const fs::path& instance) {
  if (instance.empty()) return;
  removeTree(instance);
  std::error_code error;
  fs::remove(logOf(instance), error);
}

std::string Workplace::outputOf(const fs::path& instance, std::size_t limit) {
  std::ifstream log(logOf(instance), std::ios::binary | std::ios::ate);
  const auto size = log ? static_cast<std::size_t>(log.tellg()) : 0;
  std::string text(std::min(size, limit), '\0');
  log.seekg(static_cast<std::streamoff>(size - text.size()));
  log.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(log.gcount(), 0)));
  return text;
}

bool Workplace::full() const {
  std::error_code error;
  const auto space = fs::space(folder_.path(), error);
  return !error && space.available < kScratch;
}

Launch Workplace::launch(const fs::path& instance) const {
  const std::string program = settings_.program.string();
  const auto filler = fs::absolute(settings_.filler).lexically_normal();
  Launch launch;
  launch.shim = settings_.shim();
  launch.arguments = {
      program + "/soffice.bin", "--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
      "--nofirststartwizard",
      // Those of this host (dictionaries) are of no use here, and one more to register is a second start.
      "-env:DISABLE_EXTENSION_SYNCHRONIZATION=true", "-env:UserInstallation=file://" + (instance / "profile").string(),
      "-env:UNO_SERVICES=file://" + program + "/services.rdb <file://" + program + "/services>* file://" +
          filler.string()};
  if (sandboxed_) {
    Sandbox sandbox;
    sandbox.readable = {fontsConfig_.parent_path(), filler.parent_path(), settings_.program.parent_path()};
    sandbox.writable = {instance};
    launch.arguments = sandbox.wrap(launch.arguments);
  }
  // No programs: as it starts it would ask those of GnuPG five times what they can, for signatures that nobody makes.
  launch.environment = {"PATH=/nonexistent",
                        "LC_ALL=C.UTF-8",
                        "TZ=UTC",
                        "HOME=" + instance.string(),
                        "TMPDIR=" + (instance / "tmp").string(),
                        "FONTCONFIG_FILE=" + fontsConfig_.string(),
                        "SAL_USE_VCLPLUGIN=svp",
                        std::string(filler::kKeepLayoutVariable) + "=" + std::to_string(settings_.keepLayoutAfter),
                        "BALALYK_DEFLATE_LEVEL=" + std::to_string(settings_.deflateLevel)};
  if (!preloaded_.empty()) launch.environment.push_back("LD_PRELOAD=" + joined(preloaded_));
  launch.folder = instance;
  launch.log = logOf(instance);
  launch.dataLimitMegabytes = settings_.hardLimitMegabytes;
  return launch;
}

}  // namespace balalyk
