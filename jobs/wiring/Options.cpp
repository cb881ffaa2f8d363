#include "jobs/wiring/Options.h"

#include <cstdlib>

#include "jobs/config/Settings.h"
#include "jobs/wiring/Installation.h"

namespace balalyk {
namespace {

constexpr std::uint64_t kMegabyte = 1u << 20;
constexpr const char* kStoreCredential = "store.credentials";  // LoadCredential=store.credentials:FILE

SandboxPolicy sandboxPolicy(const std::string& word) {
  if (word == "required") return SandboxPolicy::required;
  return word == "off" ? SandboxPolicy::off : SandboxPolicy::whenPossible;
}

}  // namespace

DatabaseOptions databaseOptions(const Settings& settings) {
  return {.deadline = settings.duration("database.deadline"), .zone = Zone(settings.text("time.zone"))};
}

S3Options s3Options(const Settings& settings) {
  S3Options s3;
  s3.endpoint = settings.text("store.endpoint");
  s3.region = settings.text("store.region");
  if (settings.text("store.addressing") == "virtualHost") s3.addressing = S3Addressing::virtualHost;
  s3.credentials = settings.path("store.credentials");
  if (const char* folder = std::getenv("CREDENTIALS_DIRECTORY"); s3.credentials.empty() && folder)
    s3.credentials = std::filesystem::path(folder) / kStoreCredential;
  s3.trustAnchors = settings.path("store.trustAnchors");
  s3.deadline = settings.duration("store.deadline");
  return s3;
}

std::filesystem::path templatesFolder(const Settings& settings) {
  const auto folder = settings.path("templates.folder");
  return folder.empty() ? shippedTemplates() : folder;
}

OfficeSettings officeSettings(const Settings& settings) {
  OfficeSettings office;
  office.slots = settings.integer("office.slots");
  office.program = settings.path("office.program");
  office.filler = settings.path("office.filler");
  if (office.filler.empty()) office.filler = shippedFiller();
  office.templates = templatesFolder(settings);
  office.contract = office.templates / "contract.json";
  office.documentDeadline = settings.duration("office.deadline");
  office.recycleAfterDocuments = settings.integer("office.recycleAfter");
  office.recycleAboveMegabytes = settings.size("office.recycleAbove") / kMegabyte;
  office.hardLimitMegabytes = settings.size("office.memoryLimit") / kMegabyte;
  office.sandbox = sandboxPolicy(settings.text("office.sandbox"));
  office.jemalloc = settings.boolean("office.jemalloc");
  office.preload = settings.boolean("office.preload");
  office.deflateLevel = settings.integer("office.deflateLevel");
  if (!settings.boolean("office.keepLayouts")) office.keepLayoutAfter = OfficeSettings::kNever;
  return office;
}

WorkerOptions workerOptions(const Settings& settings) {
  WorkerOptions worker;
  worker.lease = settings.duration("worker.lease");
  worker.poll = settings.duration("worker.poll");
  worker.limits.maxAttempts = settings.integer("worker.attempts");
  return worker;
}

TakeOptions takeOptions(const Settings& settings) {
  TakeOptions take;
  take.overlap = settings.duration("take.overlap");
  take.batch = settings.integer("take.batch");
  take.monthsBack = settings.integer("lists.months");
  return take;
}

UpgradeOptions upgradeOptions(const Settings& settings) {
  return {.wanted = levelFrom(settings.text("signatures.level")), .quota = settings.integer("timestamps.quota")};
}

TrustSettings trustSettings(const Settings& settings) {
  using std::chrono::ceil, std::chrono::seconds;
  const auto wanted = upgradeOptions(settings).wanted;
  TrustSettings trust;
  trust.timeStampUrls = settings.list("timestamps.urls");
  if (wanted > signing::SignatureLevel::basicB && trust.timeStampUrls.empty()) {
    throw Error("timeStampUrlMissing", {{"level", settings.text("signatures.level")}});
  }
  trust.timeStampPolicy = settings.text("timestamps.policy");
  trust.timeout = ceil<seconds>(settings.duration("timestamps.timeout"));
  trust.firstPause = settings.duration("timestamps.pause");
  trust.revocation = settings.boolean("revocation.check") || wanted >= signing::SignatureLevel::basicLT;
  trust.ocspUrl = settings.text("revocation.ocspUrl");
  trust.crlUrl = settings.text("revocation.crlUrl");
  trust.freshness = ceil<seconds>(settings.duration("revocation.freshness"));
  return trust;
}

}  // namespace balalyk
