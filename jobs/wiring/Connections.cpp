#include "jobs/wiring/Connections.h"

#include <algorithm>
#include <cstdlib>

#include "connectors/database/Database.h"
#include "connectors/identity/Argon2Passwords.h"
#include "connectors/identity/Providers.h"
#include "connectors/keys/CoreDumps.h"
#include "connectors/keys/FileKeyRing.h"
#include "connectors/keys/PasswordSource.h"
#include "connectors/office/OfficePool.h"
#include "connectors/office/QrCode.h"
#include "connectors/pdf/XmlsecJudge.h"
#include "connectors/signer/SignerClient.h"
#include "connectors/store/Store.h"
#include "connectors/texts/Messages.h"
#include "connectors/trust/TrustServices.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Log.h"
#include "jobs/wiring/FileChecking.h"
#include "jobs/wiring/Installation.h"
#include "jobs/wiring/NoticeTemplates.h"
#include "jobs/wiring/Options.h"
#include "jobs/wiring/TrustFiles.h"
#include "pipeline/stages/Fill.h"
#include "pipeline/stages/Publish.h"
#include "pipeline/stages/Sign.h"
#include "pipeline/stages/Upgrade.h"
#include "pipeline/stages/WhileDecided.h"
#include "pipeline/template/TemplateContract.h"
#include "signing/validation/Validator.h"

namespace balalyk {
namespace {

// The units say LoadCredential=keys:FOLDER; systemd joins that name and each file's name.
constexpr const char* kCredentialPrefix = "keys_";
constexpr const char* kIdentityPrefix = "identity_";
constexpr std::chrono::seconds kPagesPatience(
    15);  // of a person for a free helper; each waiting request holds a thread

}  // namespace

// In this order, so that what uses another goes before it.
struct Connections::Opened {
  std::unique_ptr<PortalDatabase> database;
  std::unique_ptr<DocumentStore> store;
  std::unique_ptr<TemplateContract> contract;
  std::unique_ptr<signing::Validator> validator;
  std::unique_ptr<TrustServices> trust;
  std::unique_ptr<KeyRing> keys;
  std::unique_ptr<Signer> signer;
  std::unique_ptr<Passwords> accountPasswords;
  std::unique_ptr<Office> office;
  std::unique_ptr<PdfService> pdf;
  std::unique_ptr<SecondJudge> secondJudge;
  std::unique_ptr<FileCheck> fileCheck;
};

Connections::Connections(const Settings& settings, const Messages& messages, const Log& log)
    : settings_(settings), messages_(messages), log_(log), opened_(std::make_unique<Opened>()) {}

Connections::~Connections() = default;

PortalDatabase& Connections::database() {
  if (!opened_->database)
    opened_->database = openDatabase(settings_.text("database.connection"), databaseOptions(settings_));
  return *opened_->database;
}

DocumentStore& Connections::store() {
  if (!opened_->store) opened_->store = openStore(settings_.text("store.location"), s3Options(settings_));
  return *opened_->store;
}

const TemplateContract& Connections::contract() {
  if (!opened_->contract)
    opened_->contract = std::make_unique<TemplateContract>(TemplateContract::load(contractFile()));
  return *opened_->contract;
}

std::filesystem::path Connections::contractFile() const {
  return templatesFolder(settings_) / "contract.json";
}

Office& Connections::office() {
  if (!opened_->office) {
    opened_->office = ahead_.valid() ? ahead_.get() : openOffice(officeSettings(settings_));
  }
  return *opened_->office;
}

void Connections::beginOffice() {
  const auto stages = settings_.list("worker.stages");
  if (opened_->office || ahead_.valid() || std::ranges::find(stages, toString(Stage::fill)) == stages.end()) return;
  ahead_ = std::async(std::launch::async, [this] { return openOffice(officeSettings(settings_)); });
}

PdfService& Connections::pdf() {
  if (!opened_->pdf) {
    auto settings = officeSettings(settings_);
    settings.queueDeadline = kPagesPatience;
    opened_->pdf = makePdfService(settings);
  }
  return *opened_->pdf;
}

SecondJudge& Connections::secondJudge() {
  if (!opened_->secondJudge) {
    auto settings = judgeSettings(settings_);
    settings.ahead = true;
    opened_->secondJudge = std::make_unique<XmlsecJudge>(std::move(settings));
  }
  return *opened_->secondJudge;
}

FileCheck& Connections::fileCheck() {
  if (!opened_->fileCheck) opened_->fileCheck = fileCheckWhenAsked(settings_);
  return *opened_->fileCheck;
}

const Office* Connections::officeIfOpen() const {
  return opened_->office.get();
}

std::unique_ptr<Office> Connections::separateOffice(const std::filesystem::path& templates) const {
  auto options = officeSettings(settings_);
  options.templates = templates;
  options.slots = 1;
  return openOffice(options);
}

std::unique_ptr<Office> Connections::openOffice(const OfficeSettings& options) const {
  auto office = makeOfficePool(options);
  // Without its sandbox only by an explicit setting, and never silently.
  if (options.sandbox != SandboxPolicy::required && !canSandbox(options)) {
    log_.event(LogLevel::warning, options.sandbox == SandboxPolicy::off ? "sandboxOff" : "sandboxMissing");
  }
  return office;
}

const signing::Validator& Connections::validator() {
  if (!opened_->validator) {
    opened_->validator = std::make_unique<signing::Validator>(signerAnchors(settings_), authorityAnchors(settings_),
                                                              readPolicy(settings_.path("signatures.policy")));
  }
  return *opened_->validator;
}

TrustServices& Connections::trust() {
  if (!opened_->trust) {
    auto trust = trustSettings(settings_);
    trust.signers = signerAnchors(settings_);
    trust.authorities = authorityAnchors(settings_);
    trust.collector.policy = readPolicy(settings_.path("signatures.policy"));
    trust.clock = [&database = database()] { return std::chrono::floor<std::chrono::seconds>(database.now()); };
    trust.onTrouble = [this](const Problem& problem) {
      log_.problem(LogLevel::warning, "trouble", problem);
      if (hearTroubles_) hearTroubles_(problem);
    };
    opened_->trust = openTrustServices(std::move(trust));
  }
  return *opened_->trust;
}

// Who signs and publishes asks about revocation only where that is wanted.
TrustServices* Connections::trustIfAsked() {
  return trustSettings(settings_).revocation ? &trust() : nullptr;
}

void Connections::passwordsFrom(Presence presence, int descriptor) {
  presence_ = presence;
  passwordDescriptor_ = descriptor;
}

std::shared_ptr<PasswordSource> Connections::unattendedPasswords() const {
  const auto folder = settings_.path("keys.passwords");
  if (const char* credentials = std::getenv("CREDENTIALS_DIRECTORY"); folder.empty() && credentials)
    return passwordsFromFolder(credentials, kCredentialPrefix);
  return passwordsFromFolder(folder);
}

std::shared_ptr<PasswordSource> Connections::passwords() const {
  if (presence_ == Presence::inPerson)
    return passwordsFromTerminal([this](const std::string& member) {
      return messages_.text("authorise.askPassword", {{"member", member}}) + " ";
    });
  return unattendedPasswords();
}

KeyRing& Connections::keys() {
  if (!opened_->keys) {
    forbidCoreDumps();
    // This program's own secrets at remote services are its operator's, not the chairperson's: they are never typed.
    std::shared_ptr<PasswordSource> given;
    if (passwordDescriptor_ >= 0) given = passwordsFromDescriptor(passwordDescriptor_);
    auto services = given ? firstOf(unattendedPasswords(), given) : unattendedPasswords();
    opened_->keys = openKeyRing(settings_.path("keys.ring"), given ? given : passwords(), std::move(services),
                                {.deadline = settings_.duration("keys.deadline"), .tokenProgram = shippedTokenProgram});
  }
  return *opened_->keys;
}

std::unique_ptr<KeyRing> Connections::keysWith(const std::string& memberId, signing::Secret password) const {
  return openKeyRing(settings_.path("keys.ring"), passwordOnce(memberId, std::move(password)), unattendedPasswords(),
                     {.deadline = settings_.duration("keys.deadline"), .tokenProgram = shippedTokenProgram});
}

std::vector<std::shared_ptr<StageRunner>> Connections::signingStages(KeyRing& keys) {
  return {signStage(keys)};
}

void Connections::openWhatSigns() {
  forbidCoreDumps();
  database();
  store();
  validator();
  trustIfAsked();
}

Signer& Connections::signer() {
  if (!opened_->signer) {
    forbidCoreDumps();  // a password passes through
    // Half of the portal's threads: the others answer while a signer hangs.
    opened_->signer =
        makeSignerClient({.socket = settings_.path("signer.socket"),
                          .atOnce = std::max(1, static_cast<int>(settings_.integer("portal.threads") / 2))});
  }
  return *opened_->signer;
}

std::map<std::string, std::string> Connections::pinnedCertificates() const {
  const auto ring = settings_.path("keys.ring");
  std::error_code none;
  if (!std::filesystem::exists(ring, none)) return {};
  return balalyk::pinnedCertificates(ring);
}

Passwords& Connections::accountPasswords() {
  if (!opened_->accountPasswords) {
    forbidCoreDumps();
    opened_->accountPasswords = makeArgon2Passwords({.breached = settings_.path("passwords.breachedList")});
  }
  return *opened_->accountPasswords;
}

std::vector<std::shared_ptr<IdentityProvider>> Connections::identityProviders() const {
  const auto folder = settings_.path("identity.secrets");
  const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
  const auto secrets =
      folder.empty() && credentials ? passwordsFromFolder(credentials, kIdentityPrefix) : passwordsFromFolder(folder);
  const auto secretOf = [&](const char* name) {
    auto secret = secrets->password(name);
    return secret ? *std::move(secret) : signing::Secret();
  };
  std::vector<std::shared_ptr<IdentityProvider>> providers;
  if (auto options = oidcOptions(settings_); !options.address.empty())
    providers.push_back(makeOidcProvider(std::move(options), secretOf("oidc")));
  if (auto options = infocomOptions(settings_); !options.address.empty())
    providers.push_back(makeInfocomProvider(std::move(options), secretOf("infocom")));
  return providers;
}

std::shared_ptr<StageRunner> Connections::signStage(KeyRing& keys) {
  return std::make_shared<WhileDecided>(
      std::make_shared<Sign>(database().authorisations(), database().journal(), database().audit(), store(), keys,
                             validator(), trustIfAsked(), whenUnanswered(settings_), &database().records()),
      database());
}

std::shared_ptr<StageRunner> Connections::stage(const std::string& name) {
  switch (stageFrom(name)) {
    case Stage::fill: {
      const FillOptions options{.checkAddressBase = settings_.text("check.addressBase"),
                                .drawQr = qrPng,
                                .notices = settings_.boolean("templates.notices")};
      if (options.notices) requireNoticeTemplates(templatesFolder(settings_), contract());
      return std::make_shared<Fill>(office(), pdf(), database().records(), store(), contract(), options);
    }
    case Stage::sign:
      return signStage(keys());
    case Stage::publish:
      return std::make_shared<Publish>(store(), validator(), secondJudge(), trustIfAsked(),
                                       upgradeOptions(settings_).wanted, whenUnanswered(settings_),
                                       &database().records());
    case Stage::upgrade:
      break;
  }
  return std::make_shared<Upgrade>(store(), validator(), secondJudge(), trust(), database().quotas(),
                                   upgradeOptions(settings_));
}

std::vector<std::shared_ptr<StageRunner>> Connections::stages() {
  return stages(settings_.list("worker.stages"));
}

std::vector<std::shared_ptr<StageRunner>> Connections::stages(const std::vector<std::string>& names) {
  forbidCoreDumps();  // also of one that has no keys: the last records stay at hand
  std::vector<std::shared_ptr<StageRunner>> runners;
  // B-B is what signing gives: nothing is ever due above it.
  const bool raises = upgradeOptions(settings_).wanted > signing::SignatureLevel::basicB;
  for (const auto& name : names) {
    if (raises || stageFrom(name) != Stage::upgrade) runners.push_back(stage(name));
  }
  return runners;
}

}  // namespace balalyk
