
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Chairperson.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/domain/TypedReason.h"
#include "pipeline/ports/KeyRing.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

class AuthoriseReject final : public Command {
 public:
  std::string_view name() const override { return "authorise reject"; }

  void declare(Arguments& arguments) override {
    arguments.value("id", id_, "id", "id").required();
    arguments.value("--reason", reason_, "reason", "text").required();
    arguments.value("--passwords-fd", passwordDescriptor_, "passwordsFd", "fd");
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    session.connections.passwordsFrom(Connections::Presence::inPerson, passwordDescriptor_);
    const auto reason = typedReason(reason_);
    if (reason.empty())
      throw UsageError("argumentMissing", {{"argument", "--reason"}, {"help", "balalyk authorise reject"}});
    auto& database = session.connections.database();
    const auto document = database.archive().document(id_);
    if (!document) throw UsageError("documentNotFound", {{"document", id_}});
    session.connections.keys().open(document->chairpersonId);
    if (!database.authorisations().reject(id_, document->chairpersonId, reason))
      throw Error("documentNotSent", {{"document", id_}, {"state", toString(document->state)}});
    reportDone(session, json_, "rejected", id_, "authorise.rejected");
    return kAllDone;
  }

 private:
  std::string id_, reason_;
  int passwordDescriptor_ = -1;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeAuthoriseRejectCommand() {
  return std::make_unique<AuthoriseReject>();
}

}  // namespace balalyk
