#include "connectors/portal/pages/ConflictTable.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>

namespace balalyk {
namespace {

using web::ViewData;

constexpr std::size_t kMostSteps = 4'000'000;  // of two texts with thousands of lines

std::vector<std::string> linesIn(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from <= text.size() && !text.empty();) {
    const auto to = std::min(text.find('\n', from), text.size());
    lines.push_back(text.substr(from, to - from));
    if (lines.back().ends_with('\r')) lines.back().pop_back();
    from = to + 1;
  }
  return lines;
}

std::vector<ViewData> shown(const std::vector<std::string>& lines, const std::vector<bool>& marked, bool isGone) {
  std::vector<ViewData> items;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    ViewData item;
    item.text("line", lines[i]).flag("isNew", marked[i] && !isGone).flag("isGone", marked[i] && isGone);
    items.push_back(std::move(item));
  }
  return items;
}

// What of the state before is gone in either.
std::vector<bool> goneIn(const std::vector<std::string>& before, const std::vector<std::string>& theirs,
                         const std::vector<std::string>& yours) {
  auto gone = linesBeyond(before, theirs);
  const auto inYours = linesBeyond(before, yours);
  for (std::size_t i = 0; i < gone.size(); ++i) gone[i] = gone[i] || inYours[i];
  return gone;
}

ViewData rowOf(const ConflictField& field, bool beforeKnown) {
  const auto before = linesIn(field.before), theirs = linesIn(field.theirs), yours = linesIn(field.yours);
  ViewData row;
  row.text("label", field.label).flag("beforeKnown", beforeKnown);
  row.list("before", beforeKnown ? shown(before, goneIn(before, theirs, yours), true) : std::vector<ViewData>());
  row.list("theirs", shown(theirs, linesBeyond(theirs, beforeKnown ? before : yours), false));
  row.list("yours", shown(yours, linesBeyond(yours, beforeKnown ? before : theirs), false));
  return row;
}

}  // namespace

std::vector<bool> linesBeyond(const std::vector<std::string>& lines, const std::vector<std::string>& others) {
  std::vector<bool> beyond(lines.size(), true);
  if (lines.size() * others.size() > kMostSteps) {
    const std::set<std::string> known(others.begin(), others.end());
    for (std::size_t i = 0; i < lines.size(); ++i) beyond[i] = !known.contains(lines[i]);
    return beyond;
  }
  // The longest common subsequence, from the end.
  const auto width = others.size() + 1;
  std::vector<std::uint32_t> common((lines.size() + 1) * width, 0);
  for (std::size_t i = lines.size(); i-- > 0;)
    for (std::size_t j = others.size(); j-- > 0;)
      common[i * width + j] = lines[i] == others[j] ? common[(i + 1) * width + j + 1] + 1
                                                    : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
  for (std::size_t i = 0, j = 0; i < lines.size() && j < others.size();) {
    if (lines[i] == others[j]) {
      beyond[i++] = false;
      ++j;
    } else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) {
      ++i;
    } else {
      ++j;
    }
  }
  return beyond;
}

void showConflict(ViewData& data, const std::vector<ConflictField>& fields, const Messages& messages,
                  bool beforeKnown) {
  std::vector<ViewData> both, theirs, yours, same;
  for (const auto& field : fields) {
    const bool byThem = field.theirs != field.before, byYou = field.yours != field.before;
    const bool agree = field.theirs == field.yours;
    if (agree && (!beforeKnown || !byThem)) {
      ViewData row;
      same.push_back(
          row.text("label", field.label)
              .list("value", shown(linesIn(field.yours), std::vector<bool>(linesIn(field.yours).size()), false)));
      continue;
    }
    auto row = rowOf(field, beforeKnown);
    auto& group = !beforeKnown || (byThem && byYou && !agree) ? both : byThem && !byYou ? theirs : yours;
    const char* kind = !beforeKnown        ? "differs"
                       : agree             ? "agreed"
                       : &group == &both   ? "both"
                       : &group == &theirs ? "theirs"
                                           : "yours";
    row.text("kind", kind).text("kindWord", messages.text(std::string("portal.conflict.by.") + kind));
    group.push_back(std::move(row));
  }
  std::vector<ViewData> differing;
  for (auto* group : {&both, &theirs, &yours}) std::ranges::move(*group, std::back_inserter(differing));
  data.list("differing", "hasDiffering", std::move(differing));
  data.text("sameWords", messages.text("portal.conflict.same", {{"count", std::to_string(same.size())}}));
  data.list("same", "hasSame", std::move(same));
}

}  // namespace balalyk
