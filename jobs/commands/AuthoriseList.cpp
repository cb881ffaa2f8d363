
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Chairperson.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/output/AuthorisationOutput.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

class AuthoriseList final : public Command {
 public:
  std::string_view name() const override { return "authorise list"; }

  void declare(Arguments& arguments) override {
    arguments.value("--commission", commission_, "commission", "id");
    arguments.value("--chairperson", chairperson_, "chairperson", "id");
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    const auto documents = waitingFor(session, chairperson_, commission_);
    const auto authorisations = session.connections.database().authorisations().list(commission_);
    session.console.result(json_
                               ? reviewAsJson(documents, authorisations, session.messages)
                               : reviewAsText(documents, authorisations, session.messages, session.console.outWidth()));
    return kAllDone;
  }

 private:
  std::string commission_, chairperson_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeAuthoriseListCommand() {
  return std::make_unique<AuthoriseList>();
}

}  // namespace balalyk
