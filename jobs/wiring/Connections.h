#pragma once

#include <filesystem>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace balalyk {

class DocumentStore;
class FileCheck;
class IdentityProvider;
class KeyRing;
class Log;
class Messages;
class Office;
class PasswordSource;
class Passwords;
class PdfService;
class PortalDatabase;
class SecondJudge;
class Settings;
class StageRunner;
struct OfficeSettings;
class TemplateContract;
class TrustServices;
struct Problem;

class Signer;

namespace signing {
class Secret;
class Validator;
}  // namespace signing

// The one place that knows which implementation of each port is in use. Each is opened when it is first asked for, and
// kept; what cannot be opened throws what its factory throws.
class Connections {
 public:
  Connections(const Settings& settings, const Messages& messages, const Log& log);
  ~Connections();
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  PortalDatabase& database();
  DocumentStore& store();
  Office& office();
  // Of a command that runs the stages: what takes longest to start starts beside all else, where documents are filled.
  // What is in its way is thrown by office().
  void beginOffice();
  PdfService& pdf();
  SecondJudge& secondJudge();
  FileCheck& fileCheck();              // of what anybody may send
  const Office* officeIfOpen() const;  // null: no stage of this command has asked for it
  // One slot that works with the templates of another folder: to make a document again as it was made elsewhere.
  std::unique_ptr<Office> separateOffice(const std::filesystem::path& templates) const;
  const TemplateContract& contract();
  std::filesystem::path contractFile() const;
  const signing::Validator& validator();
  TrustServices& trust();
  // Hears, beside the log, of services that failed although no document suffers by it. From many threads; to be set
  // before stages run.
  void hearTroubles(std::function<void(const Problem&)> hear) { hearTroubles_ = std::move(hear); }

  // Where passwords of keys come from; to be said before keys() is first used. Unattended: the folder of the setting
  // keys.passwords, or systemd's credentials. In person: a terminal. A descriptor goes before either.
  enum class Presence { unattended, inPerson };
  void passwordsFrom(Presence presence, int descriptor = -1);
  KeyRing& keys();
  // The ring with the password of one member, for one try of it. Not kept.
  std::unique_ptr<KeyRing> keysWith(const std::string& memberId, signing::Secret password) const;
  // What moves documents that are authorised, with such a ring. Both from many threads, once openWhatSigns() was
  // called.
  std::vector<std::shared_ptr<StageRunner>> signingStages(KeyRing& keys);
  void openWhatSigns();
  // SHA-256 of the certificate that the ring pins, by member; without opening a key. Empty on a host without a ring.
  std::map<std::string, std::string> pinnedCertificates() const;

  // `balalyk signer`, for a process that opens no key.
  Signer& signer();

  // Of local accounts.
  Passwords& accountPasswords();
  // Those of the settings, each with what it gave this client.
  std::vector<std::shared_ptr<IdentityProvider>> identityProviders() const;

  // The stages of the setting worker.stages (or those named), ready for a Worker. A host opens only what its stages
  // need.
  std::vector<std::shared_ptr<StageRunner>> stages();
  std::vector<std::shared_ptr<StageRunner>> stages(const std::vector<std::string>& names);

 private:
  TrustServices* trustIfAsked();
  std::shared_ptr<PasswordSource> passwords() const;
  std::shared_ptr<PasswordSource> unattendedPasswords() const;
  std::unique_ptr<Office> openOffice(const OfficeSettings& options) const;
  std::shared_ptr<StageRunner> stage(const std::string& name);
  std::shared_ptr<StageRunner> signStage(KeyRing& keys);

  struct Opened;
  const Settings& settings_;
  const Messages& messages_;
  const Log& log_;
  Presence presence_ = Presence::unattended;
  int passwordDescriptor_ = -1;
  std::function<void(const Problem&)> hearTroubles_;
  std::unique_ptr<Opened> opened_;
  std::future<std::unique_ptr<Office>> ahead_;
};

}  // namespace balalyk
