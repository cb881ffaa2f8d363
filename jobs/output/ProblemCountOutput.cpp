#include "jobs/output/ProblemCountOutput.h"

#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/output/DocumentOutput.h"
#include "signing/JsonWriter.h"

namespace balalyk {

std::string problemCountLines(const std::vector<ProblemCount>& counts, const Messages& messages) {
  std::string text;
  for (const auto& [state, problem, count] : counts) {
    const auto words = describe(messages, problem);
    text += "  " +
            messages.text("problemCount.line", {{"count", messages.number(count)},
                                                {"state", messages.text("state." + std::string(toString(state)))},
                                                {"what", words.what}}) +
            "\n";
    if (!words.remedy.empty()) text += "      " + words.remedy + "\n";
  }
  return text;
}

std::string problemCountSection(const char* heading, const std::vector<ProblemCount>& counts,
                                const Messages& messages) {
  if (counts.empty()) return {};
  std::int64_t all = 0;
  for (const auto& one : counts) all += one.count;
  return "\n" + messages.text(heading, {{"count", std::to_string(all)}}) + "\n" + problemCountLines(counts, messages);
}

void writeProblemCounts(signing::JsonWriter& json, const char* name, const std::vector<ProblemCount>& counts,
                        const Messages& messages) {
  json.key(name).beginArray();
  for (const auto& [state, problem, count] : counts) {
    json.beginObject().member("state", toString(state)).member("count", count).key("problem");
    writeJson(json, problem, messages);
    json.endObject();
  }
  json.endArray();
}

}  // namespace balalyk
