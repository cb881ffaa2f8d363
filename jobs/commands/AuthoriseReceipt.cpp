#include <CLI/CLI.hpp>

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

  void declare(CLI::App& app, const Describe& describe) override {
    app.add_option("id", id_, describe("id"))->type_name(describe.value("id"))->required();
    app.add_option("--to-file", file_, describe("toFile"))->type_name(describe.value("file"));
    app.add_option("--passwords-fd", passwordDescriptor_, describe("passwordsFd"))->type_name(describe.value("fd"));
    app.add_flag("--json", json_, describe("json"));
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
