
#include "connectors/texts/Messages.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Chairperson.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/commands/Words.h"
#include "jobs/output/AuthorisationOutput.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/actions/Authorise.h"
#include "pipeline/ports/KeyRing.h"

namespace balalyk {
namespace {

class AuthoriseStanding final : public Command {
 public:
  std::string_view name() const override { return "authorise standing"; }

  void declare(Arguments& arguments) override {
    arguments.value("--commission", commission_, "commission", "id").required();
    arguments.value("--chairperson", chairperson_, "chairperson", "id");
    arguments.value("--kinds", kinds_, "kinds", "kind").separatedBy(',');
    arguments.value("--from", from_, "from", "date").required();
    arguments.value("--to", to_, "to", "date").required();
    arguments.value("--passwords-fd", passwordDescriptor_, "passwordsFd", "fd");
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    auto& connections = session.connections;
    connections.passwordsFrom(Connections::Presence::inPerson, passwordDescriptor_);
    Authorise::StandingTerms terms{.chairpersonId = chairpersonOf(session),
                                   .commissionId = commission_,
                                   .kinds = kinds_.empty() ? allKinds() : kindWords(kinds_),
                                   .from = dateWord(from_, "--from"),
                                   .to = dateWord(to_, "--to")};
    const auto key = openSigningKey(session, terms.chairpersonId);
    const auto authorisation = Authorise(connections.database(), connections.store()).standing(terms, *key);
    session.console.result(json_ ? authorisationAsJson(authorisation)
                                 : session.messages.text("authorise.standingRecorded", {{"id", authorisation.id}}) +
                                       "\n");
    return kAllDone;
  }

 private:
  // Whose commission it is, if it was not said: the chairperson of its newest document.
  std::string chairpersonOf(Session& session) const {
    if (!chairperson_.empty()) return chairperson_;
    const auto found = session.connections.database().archive().find({.commissionId = commission_, .limit = 1});
    if (found.empty())
      throw UsageError("argumentMissing", {{"argument", "--chairperson"}, {"help", "balalyk authorise standing"}});
    return found.front().chairpersonId;
  }

  std::vector<std::string> kinds_;
  std::string commission_, chairperson_, from_, to_;
  int passwordDescriptor_ = -1;
  bool json_ = false;
};

class AuthoriseRevoke final : public Command {
 public:
  std::string_view name() const override { return "authorise revoke"; }

  void declare(Arguments& arguments) override {
    arguments.value("id", id_, "id", "id").required();
    arguments.value("--passwords-fd", passwordDescriptor_, "passwordsFd", "fd");
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    session.connections.passwordsFrom(Connections::Presence::inPerson, passwordDescriptor_);
    auto& authorisations = session.connections.database().authorisations();
    for (const auto& authorisation : authorisations.list("")) {
      if (authorisation.id != id_) continue;
      session.connections.keys().open(authorisation.chairpersonId);
      if (!authorisations.revoke(id_, authorisation.chairpersonId)) throw Error("authorisationRevoked", {{"id", id_}});
      reportDone(session, json_, "revoked", id_, "authorise.revoked");
      return kAllDone;
    }
    throw UsageError("authorisationNotFound", {{"id", id_}});
  }

 private:
  std::string id_;
  int passwordDescriptor_ = -1;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeAuthoriseStandingCommand() {
  return std::make_unique<AuthoriseStanding>();
}

std::unique_ptr<Command> makeAuthoriseRevokeCommand() {
  return std::make_unique<AuthoriseRevoke>();
}

}  // namespace balalyk
