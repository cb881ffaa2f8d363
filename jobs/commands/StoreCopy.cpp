#include <set>

#include "connectors/store/Store.h"
#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Options.h"
#include "jobs/wiring/Session.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

// Copies what one store has and the other lacks, each file checked against its address: for a backup, its return, and
// moving from a folder to an S3-compatible store. May be ended and begun again at any time, while the program works.
class StoreCopy final : public Command {
 public:
  std::string_view name() const override { return "store copy"; }

  void declare(Arguments& arguments) override {
    arguments.value("--from", from_, "from", "location");
    arguments.value("--to", to_, "to", "location");
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    if (from_.empty() && to_.empty())
      throw UsageError("argumentMissing", {{"argument", "--to"}, {"help", "balalyk store copy"}});
    const auto from = open(session, from_), to = open(session, to_);
    to->probe();
    Outcome outcome;
    std::set<std::string> there;
    to->forEach([&](const std::string& digest, std::uint64_t) { there.insert(digest); });
    from->forEach([&](const std::string& digest, std::uint64_t) {
      if (there.contains(digest))
        ++outcome.there;
      else
        copy(*from, *to, digest, outcome);
    });
    session.console.result(json_ ? asJson(outcome, session.messages) : asText(outcome, session.messages));
    return outcome.problems.empty() ? kAllDone : kSomeFailed;
  }

 private:
  struct Outcome {
    std::int64_t copied = 0, there = 0;
    std::vector<Problem> problems;
  };

  static std::unique_ptr<DocumentStore> open(Session& session, const std::string& location) {
    return openStore(location.empty() ? session.settings.text("store.location") : location,
                     s3Options(session.settings));
  }

  // One that is damaged stops no other.
  static void copy(const DocumentStore& from, DocumentStore& to, const std::string& digest, Outcome& outcome) {
    try {
      if (const auto content = from.get(digest)) {
        to.put(*content);
        ++outcome.copied;
      }
    } catch (const Error& error) {
      if (error.problem().code != "storeDamaged") throw;
      outcome.problems.push_back(error.problem());
    }
  }

  static std::string asJson(const Outcome& outcome, const Messages& messages) {
    signing::JsonWriter json;
    json.beginObject().member("copied", outcome.copied).member("there", outcome.there).key("problems").beginArray();
    for (const auto& problem : outcome.problems) writeJson(json, problem, messages);
    return json.endArray().endObject().text() + "\n";
  }

  static std::string asText(const Outcome& outcome, const Messages& messages) {
    std::string text = messages.text("store.copied", {{"copied", std::to_string(outcome.copied)},
                                                      {"there", std::to_string(outcome.there)}}) +
                       "\n";
    for (const auto& problem : outcome.problems) text += writeProblem(messages, problem) + "\n";
    return text;
  }

  std::string from_, to_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeStoreCopyCommand() {
  return std::make_unique<StoreCopy>();
}

}  // namespace balalyk
