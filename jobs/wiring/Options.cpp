#include "jobs/wiring/Options.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>

#include "connectors/process/Processors.h"
#include "jobs/config/Settings.h"
#include "jobs/wiring/AmountsFile.h"
#include "jobs/wiring/Installation.h"

namespace balalyk {
namespace {

constexpr std::uint64_t kMegabyte = 1u << 20;
constexpr const char* kStoreCredential = "store.credentials";  // LoadCredential=store.credentials:FILE

SandboxPolicy sandboxPolicy(const std::string& word) {
  if (word == "required") return SandboxPolicy::required;
  return word == "off" ? SandboxPolicy::off : SandboxPolicy::whenPossible;
}

using signing::RevocationCollector;
using Addresses = RevocationCollector::Addresses;

// A fingerprint as openssl prints it, with colons and capitals, or plain; nullopt when it is none.
std::optional<signing::Digest> fingerprintFrom(std::string text) {
  std::erase(text, ':');
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  constexpr std::size_t kDigits = 2 * std::tuple_size_v<signing::Digest>;
  if (text.size() != kDigits || text.find_first_not_of("0123456789abcdef") != std::string::npos) return std::nullopt;
  return signing::digestFromHex(text);
}

// Each an address for the chairpersons' certificates, or SHA256=address for all that the authority of this certificate
// issued.
void addAddresses(const Settings& settings, Settings::ListName name, std::string Addresses::*which,
                  RevocationCollector::Settings& collector) {
  const auto isAddress = [](std::string_view text) {
    return text.starts_with("http://") || text.starts_with("https://");
  };
  for (const auto& item : settings.list(name)) {
    const auto equals = item.find('=');
    const auto issuer =
        equals == std::string::npos || isAddress(item) ? std::nullopt : fingerprintFrom(item.substr(0, equals));
    const auto url = issuer ? item.substr(equals + 1) : item;
    auto& place = (issuer ? collector.ofIssuers[*issuer] : collector.ofSigners).*which;
    if (!isAddress(url) || !place.empty()) {
      throw Error("revocationAddressUnusable", {{"setting", name.text()}, {"value", item}});
    }
    place = url;
  }
}

ProviderOptions providerOptions(const Settings& settings, std::string address, std::string client) {
  ProviderOptions provider{.address = std::move(address), .client = std::move(client)};
  provider.http.trustAnchors = settings.path("identity.trustAnchors");
  provider.http.deadline = settings.duration("identity.timeout");
  provider.http.receive = provider.http.send = provider.http.connect = provider.http.deadline;
  // A provider on this machine, for a trial; any other is https.
  if (provider.address.starts_with("http://")) provider.plain = ProviderHttp::Plain::onLoopback;
  return provider;
}

}  // namespace

ProviderOptions oidcOptions(const Settings& settings) {
  auto provider = providerOptions(settings, settings.text("identity.oidcIssuer"), settings.text("identity.oidcClient"));
  const auto scope = settings.text("identity.oidcPinScope");
  if (scope != "profile") provider.pinScope = scope;
  return provider;
}

ProviderOptions infocomOptions(const Settings& settings) {
  return providerOptions(settings, settings.text("identity.infocomAddress"), settings.text("identity.infocomClient"));
}

Log::Options logOptions(const Settings& settings) {
  Log::Options log;
  log.level = logLevelFrom(settings.text("log.level"));
  if (settings.text("log.format") == "json") log.format = Log::Format::json;
  if (settings.text("log.channel") == "file") log.channel = Log::Channel::file;
  if (settings.text("log.channel") == "syslog") log.channel = Log::Channel::syslog;
  log.file = settings.path("log.file");
  log.rotateAt = settings.size("log.rotateAt");
  log.keep = settings.integer("log.keep");
  return log;
}

DatabaseOptions databaseOptions(const Settings& settings) {
  // No thread of the portal waits for another's; few are opened where few are used.
  static constexpr int kMostSessions = 32;
  const auto sessions = std::max(DatabaseOptions().sessions, static_cast<int>(settings.integer("portal.threads")));
  return {.deadline = settings.duration("database.deadline"),
          .sessions = std::min(sessions, kMostSessions),
          .sessionsAtOnce = 2 * usableProcessors(),
          .zone = Zone(settings.text("time.zone")),
          .amounts = readAmounts(settings.path("vouchers.amounts"))};
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

// The helper lies beside the filler, and is confined as soffice is.
HelperSettings judgeSettings(const Settings& settings) {
  OfficeSettings office;
  office.filler = settings.path("office.filler");
  if (office.filler.empty()) office.filler = shippedFiller();
  return {.shim = office.shim(),
          .helper = office.pdfHelper(),
          .sandbox = sandboxPolicy(settings.text("office.sandbox")),
          .most = usableProcessors(),
          .documentDeadline = settings.duration("office.deadline")};
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

WhenUnanswered whenUnanswered(const Settings& settings) {
  return settings.text("revocation.unanswered") == "proceed" ? WhenUnanswered::proceed : WhenUnanswered::wait;
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
  trust.timeout = settings.duration("timestamps.timeout");
  trust.tlsAnchors = settings.path("timestamps.tlsTrustAnchors");
  trust.firstPause = settings.duration("timestamps.pause");
  trust.revocation = settings.boolean("revocation.check") || wanted >= signing::SignatureLevel::basicLT;
  addAddresses(settings, "revocation.ocspUrl", &Addresses::ocsp, trust.collector);
  addAddresses(settings, "revocation.crlUrl", &Addresses::crl, trust.collector);
  trust.collector.freshness = ceil<seconds>(settings.duration("revocation.freshness"));
  trust.collector.tolerance = ceil<seconds>(settings.duration("revocation.tolerance"));
  trust.collector.maxAge = ceil<seconds>(settings.duration("revocation.maxAge"));
  trust.collector.pause = ceil<seconds>(trust.firstPause);
  return trust;
}

}  // namespace balalyk
