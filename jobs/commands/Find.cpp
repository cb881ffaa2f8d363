#include <algorithm>

#include "connectors/texts/Messages.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/commands/Words.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

class Find final : public Command {
 public:
  std::string_view name() const override { return "find"; }

  void declare(Arguments& arguments) override {
    arguments.value("name", words_, "name", "words");
    arguments.value("--number", query_.number, "number", "number");
    arguments.value("--from", from_, "from", "date");
    arguments.value("--to", to_, "to", "date");
    arguments.value("--commission", query_.commissionId, "commission", "id");
    arguments.value("--state", state_, "state", "state");
    arguments.value("--kind", kind_, "kind", "kind");
    arguments.flag("--superseded", query_.withSuperseded, "superseded");
    arguments.value("--limit", query_.limit, "limit", "count").between(1, 100000);
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    for (const auto& word : words_) query_.name += (query_.name.empty() ? "" : " ") + word;
    if (!from_.empty()) query_.from = dateWord(from_, "--from");
    if (!to_.empty()) query_.to = dateWord(to_, "--to");
    if (!state_.empty()) query_.state = stateWord(state_);
    if (!kind_.empty()) query_.kind = kindWord(kind_);
    const auto found = findAll(session.connections.database().archive());
    if (json_) {
      session.console.result(documentsAsJson(found, session.messages, Subject::shown));
    } else if (found.empty()) {
      session.console.line(session.messages.text("find.nothing"));
    } else {
      session.console.result(documentTable(found, session.messages, Subject::shown, session.console.outWidth()));
      if (static_cast<int>(found.size()) == query_.limit)
        session.console.line(session.messages.text("find.more", {{"count", std::to_string(query_.limit)}}));
    }
    return found.empty() ? kSomeFailed : kAllDone;
  }

 private:
  static bool hasDigit(const std::string& word) { return word.find_first_of("0123456789") != std::string::npos; }

  // A word with a digit may be a protocol's number as well as a part of a kindergarten's name: both are looked for.
  std::vector<Document> findAll(DocumentArchive& archive) const {
    std::vector<Document> found;
    const auto number = std::ranges::find_if(words_, hasDigit);
    if (query_.number.empty() && number != words_.end()) {
      auto byNumber = query_;
      byNumber.number = *number;
      byNumber.name.clear();
      for (auto word = words_.begin(); word != words_.end(); ++word)
        if (word != number) byNumber.name += (byNumber.name.empty() ? "" : " ") + *word;
      found = archive.find(byNumber);
    }
    for (auto& document : archive.find(query_)) {
      if (static_cast<int>(found.size()) >= query_.limit) break;
      if (std::ranges::find(found, document.id, &Document::id) == found.end()) found.push_back(std::move(document));
    }
    return found;
  }

  DocumentQuery query_;
  std::vector<std::string> words_;
  std::string from_, to_, state_, kind_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeFindCommand() {
  return std::make_unique<Find>();
}

}  // namespace balalyk
