// Preloaded into soffice: the sRGB profile is made and written once, not twice for each PDF, and in the version that
// Little CMS made it in. soffice asks for version 2 for the sake of PDF/A-1, with a table of 4,096 places for each
// colour; in version 4, which PDF/A-2 allows, the same curve is a formula: 0.6 kB in place of 8.8. It is the same each
// time but for its date, which connectors/pdf/finishing replaces.
//
// soffice makes the profile, sets its version, asks how long it is, takes its bytes, and closes it; whatever else is
// done with a profile goes to Little CMS.
#include <dlfcn.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace {

// As lcms2.h declares them: handles are untyped, a truth is an int.
using Profile = void*;
using Create = Profile (*)();
using Save = int (*)(Profile, void*, std::uint32_t*);
using Close = int (*)(Profile);
using SetVersion = void (*)(Profile, double);

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

Save realSave() {
  static const auto save = next<Save>("cmsSaveProfileToMem");
  return save;
}

// Kept as long as soffice runs.
struct Kept {
  Profile profile;
  std::string bytes;
};

// Set once it is known whole: Little CMS may itself call what is replaced here.
std::atomic<const Kept*> kept = nullptr;

const Kept* isKept(Profile profile) {
  const auto* one = kept.load();
  return one && one->profile == profile ? one : nullptr;
}

void keep(Profile profile) {
  std::uint32_t size = 0;
  if (!profile || !realSave()(profile, nullptr, &size)) return;
  auto one = std::make_unique<Kept>(Kept{profile, std::string(size, '\0')});
  const Kept* none = nullptr;
  if (realSave()(profile, one->bytes.data(), &size) && kept.compare_exchange_strong(none, one.get()))
    static_cast<void>(one.release());
}

}  // namespace

extern "C" {

// NOLINTNEXTLINE(readability-identifier-naming): the name is that of lcms2
__attribute__((visibility("default"))) Profile cmsCreate_sRGBProfile() {
  static const auto real = next<Create>("cmsCreate_sRGBProfile");
  if (const auto* one = kept.load()) return one->profile;
  auto* made = real();
  keep(made);
  return made;
}

__attribute__((visibility("default"))) int cmsSaveProfileToMem(Profile profile, void* to, std::uint32_t* size) {
  const auto* one = isKept(profile);
  if (!one) return realSave()(profile, to, size);
  if (to && *size < one->bytes.size()) return 0;
  if (to) std::copy(one->bytes.begin(), one->bytes.end(), static_cast<char*>(to));
  *size = static_cast<std::uint32_t>(one->bytes.size());
  return 1;
}

__attribute__((visibility("default"))) int cmsCloseProfile(Profile profile) {
  static const auto real = next<Close>("cmsCloseProfile");
  return isKept(profile) ? 1 : real(profile);
}

__attribute__((visibility("default"))) void cmsSetProfileVersion(Profile profile, double version) {
  static const auto real = next<SetVersion>("cmsSetProfileVersion");
  if (!isKept(profile)) real(profile, version);
}

}  // extern "C"
