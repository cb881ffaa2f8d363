#include "jobs/output/HandoverOutput.h"

#include <algorithm>

#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/output/DocumentOutput.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

const char* toString(SendingOutcome outcome) {
  switch (outcome) {
    case SendingOutcome::done:
      return "done";
    case SendingOutcome::already:
      return "already";
    case SendingOutcome::refused:
      return "refused";
    case SendingOutcome::unknown:
      break;
  }
  return "unknown";
}

}  // namespace

std::string handoversAsText(const std::string& command, const std::vector<Handover>& handovers,
                            const Messages& messages) {
  const auto line = [&](const char* what, SendingOutcome outcome) {
    const auto count =
        std::ranges::count_if(handovers, [&](const Handover& one) { return one.result.outcome == outcome; });
    return messages.text(command + "." + what, {{"count", std::to_string(count)}}) + "\n";
  };
  std::string text = line("done", SendingOutcome::done);
  const bool already =
      std::ranges::any_of(handovers, [](const Handover& one) { return one.result.outcome == SendingOutcome::already; });
  if (already) text += line("already", SendingOutcome::already);
  for (const auto& one : handovers)
    if (one.problem) text += writeProblem(messages, *one.problem) + "\n";
  return text;
}

std::string handoversAsJson(const std::vector<Handover>& handovers, const Messages& messages) {
  signing::JsonWriter json;
  json.beginObject().key("documents").beginArray();
  for (const auto& [result, problem] : handovers) {
    json.beginObject().member("id", result.documentId).member("outcome", toString(result.outcome));
    if (result.outcome != SendingOutcome::unknown) json.member("state", balalyk::toString(result.state));
    if (problem) {
      json.key("problem");
      writeJson(json, *problem, messages);
    }
    json.endObject();
  }
  return json.endArray().endObject().text() + "\n";
}

}  // namespace balalyk
