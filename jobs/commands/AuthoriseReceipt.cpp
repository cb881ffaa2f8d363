
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/commands/ReceiptMaker.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/ReceiptOutput.h"
#include "jobs/text/WriteFile.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

// The receipt that is kept; made now when there is none yet, or when it does not hold any more.
class AuthoriseReceipt final : public Command {
 public:
  std::string_view name() const override { return "authorise receipt"; }

  void declare(Arguments& arguments) override {
    arguments.value("id", id_, "id", "id").required();
    arguments.value("--to-file", file_, "toFile", "file");
    arguments.value("--passwords-fd", passwordDescriptor_, "passwordsFd", "fd");
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    auto& connections = session.connections;
    connections.passwordsFrom(Connections::Presence::inPerson, passwordDescriptor_);
    const Receipts receipts(connections.database(), connections.store(), connections.validator());
    auto receipt = receipts.gather(id_);
    if (receipt.authorisation.receiptDigest.empty() || receipts.outdated(receipt))
      receipt = *makeReceipt(session, id_, Unsettled::refused);
    if (!file_.empty()) {
      const auto container = connections.store().get(receipt.authorisation.receiptDigest);
      if (!container) throw Error("fileMissing", {{"file", "receipt"}, {"document", id_}});
      writeWholeFile(file_, *container);
    }
    if (json_) {
      signing::JsonWriter json;
      writeReceipt(json, receipt);
      session.console.result(json.text() + "\n");
    } else {
      session.console.result(receiptText(receipt, session.messages));
    }
    return kAllDone;
  }

 private:
  std::string id_, file_;
  int passwordDescriptor_ = -1;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeAuthoriseReceiptCommand() {
  return std::make_unique<AuthoriseReceipt>();
}

}  // namespace balalyk
