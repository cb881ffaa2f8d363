#include <algorithm>
#include <set>

#include "connectors/texts/Messages.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Chairperson.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/commands/Drive.h"
#include "jobs/commands/ReceiptMaker.h"
#include "jobs/output/AuthorisationOutput.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/actions/Authorise.h"
#include "pipeline/stages/StatementXml.h"

namespace balalyk {
namespace {

class AuthoriseBatch final : public Command {
 public:
  std::string_view name() const override { return "authorise batch"; }

  void declare(Arguments& arguments) override {
    const auto all = arguments.flag("--all", all_, "all");
    arguments.value("--document", documents_, "document", "id").excludes(all);
    arguments.value("--commission", commission_, "commission", "id");
    arguments.value("--chairperson", chairperson_, "chairperson", "id");
    arguments.value("--digest", digest_, "digest", "digest");
    arguments.flag("--later", later_, "later");
    arguments.value("--passwords-fd", passwordDescriptor_, "passwordsFd", "fd");
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    session.connections.passwordsFrom(Connections::Presence::inPerson, passwordDescriptor_);
    const auto documents = all_ ? everything(session) : chosen(session);
    if (documents.empty()) throw Error("nothingToAuthorise");
    const std::string chairperson = oneChairperson(documents);
    const std::string digest = batchDigest(documents);
    if (!digest_.empty() && digest_ != digest)
      throw Error("batchChanged", {{"count", std::to_string(documents.size())}});
    session.console.line(session.messages.text(
        "authorise.about", {{"count", std::to_string(documents.size())}, {"digest", digest}, {"member", chairperson}}));
    session.console.line(session.messages.text("authorise.receiptToo"));
    auto& connections = session.connections;
    const auto key = openSigningKey(session, chairperson);
    auto outcome = Authorise(connections.database(), connections.store(), true).batch(documents, chairperson, *key);
    bool driven = true;
    if (!later_ && !outcome.authorised.empty())
      driven = drive(session, outcome.authorised, connections.stages({"sign", "publish"}));
    std::optional<Receipt> receipt;
    if (!later_ && !outcome.authorised.empty())
      receipt = makeReceipt(session, outcome.authorisation.id, Unsettled::left);
    std::vector<Document> now;
    for (const auto& id : outcome.authorised) now.push_back(connections.database().archive().document(id).value());
    session.console.result(json_ ? outcomeAsJson(outcome, now, receipt, session.messages)
                                 : outcomeAsText(outcome, now, receipt, session.messages));
    const bool stopped = std::any_of(now.begin(), now.end(), [](const Document& document) {
      return document.state == State::quarantined || !document.problems.empty();
    });
    return outcome.skipped.empty() && driven && !stopped ? kAllDone : kSomeFailed;
  }

 private:
  std::vector<Document> everything(Session& session) const {
    if (commission_.empty() && chairperson_.empty())
      throw UsageError("argumentMissing", {{"argument", "--commission"}, {"help", "balalyk authorise batch"}});
    return waitingFor(session, chairperson_, commission_);
  }

  std::vector<Document> chosen(Session& session) const {
    if (documents_.empty())
      throw UsageError("argumentMissing", {{"argument", "--all"}, {"help", "balalyk authorise batch"}});
    std::vector<Document> documents;
    for (const auto& id : std::set<std::string>(documents_.begin(), documents_.end())) {
      const auto document = session.connections.database().archive().document(id);
      if (!document) throw UsageError("documentNotFound", {{"document", id}});
      if (document->state != State::sent && document->state != State::authorised)
        throw Error("documentNotSent", {{"document", id}, {"state", toString(document->state)}});
      documents.push_back(*document);
    }
    return documents;
  }

  static std::string oneChairperson(const std::vector<Document>& documents) {
    for (const auto& document : documents)
      if (document.chairpersonId != documents.front().chairpersonId) throw UsageError("chairpersonsSeveral");
    return documents.front().chairpersonId;
  }

  bool all_ = false, later_ = false, json_ = false;
  std::vector<std::string> documents_;
  std::string commission_, chairperson_, digest_;
  int passwordDescriptor_ = -1;
};

}  // namespace

std::unique_ptr<Command> makeAuthoriseBatchCommand() {
  return std::make_unique<AuthoriseBatch>();
}

}  // namespace balalyk
