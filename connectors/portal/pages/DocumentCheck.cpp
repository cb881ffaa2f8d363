#include "connectors/portal/pages/DocumentCheck.h"

#include <algorithm>

#include "connectors/portal/pages/PageText.h"
#include "pipeline/domain/WrittenDate.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/ports/Retention.h"
#include "pipeline/record/RecordXml.h"

namespace balalyk {
namespace {

using web::ViewData;
using web::Visit;

constexpr std::chrono::minutes kBelieved{10}, kBelievedTrouble{1};
constexpr std::size_t kMostBelieved = 20'000;
constexpr std::size_t kGroup = 4;  // characters that an eye takes at once

struct Look {
  const char* word;
  const char* shape;
  const char* tone;
};

Look lookOf(CheckState state) {
  switch (state) {
    case CheckState::notYet:
      return {"notYet", "waiting", "info"};
    case CheckState::valid:
      return {"valid", "published", "good"};
    case CheckState::superseded:
      return {"superseded", "superseded", "warn"};
    case CheckState::replaced:
      return {"replaced", "superseded", "warn"};
    case CheckState::removed:
      return {"removed", "superseded", "warn"};
    case CheckState::withdrawn:
      return {"withdrawn", "withdrawn", "bad"};
    case CheckState::damaged:
      return {"damaged", "problem", "bad"};
    case CheckState::unknown:
      break;
  }
  return {"unknown", "unknown", "bad"};
}

std::vector<ViewData> listed(const std::string& key, const Messages& messages) {
  std::vector<ViewData> lines;
  for (int i = 1; messages.has(key + "." + std::to_string(i)); ++i)
    lines.push_back(ViewData().text("text", messages.text(key + "." + std::to_string(i))));
  return lines;
}

ViewData fileLine(const StoredFile& file, const std::string& what) {
  ViewData line;
  line.text("what", what).text("name", file.name).text("digest", file.digest);
  return line.list("groups", groupsOf(file.digest));
}

}  // namespace

const char* toString(CheckState state) {
  return lookOf(state).word;
}

const char* shapeOf(CheckState state) {
  return lookOf(state).shape;
}

const char* toneOf(CheckState state) {
  return lookOf(state).tone;
}

std::vector<ViewData> groupsOf(const std::string& hex) {
  std::vector<ViewData> groups;
  for (std::size_t at = 0; at < hex.size(); at += kGroup)
    groups.push_back(ViewData().text("group", hex.substr(at, kGroup)));
  return groups;
}

DocumentCheck::Answer DocumentCheck::of(const Document& document, Visit& visit) {
  if (document.state == State::withdrawn) return {.state = CheckState::withdrawn};
  const bool issued = document.state == State::published || document.state == State::superseded;
  if (!issued) return {.state = CheckState::notYet};
  Answer answer{.state = document.state == State::published ? CheckState::valid : CheckState::superseded};
  if (!document.publishedAt) answer.state = unpublished(document);
  if (!document.publishedAt && answer.state != CheckState::damaged) return answer;
  const auto found = container(document, visit);
  if (found == Container::damaged) answer.state = CheckState::damaged;
  answer.unseen = found == Container::unseen;
  return answer;
}

// One that was removed has no time of its publication any more.
CheckState DocumentCheck::unpublished(const Document& document) const {
  const bool removed = parts_.database.retention().tombstone(document.id).has_value();
  if (document.state == State::superseded) return removed ? CheckState::superseded : CheckState::replaced;
  return removed ? CheckState::removed : CheckState::damaged;
}

DocumentCheck::Container DocumentCheck::container(const Document& document, Visit& visit) {
  const auto digest = document.container ? document.container->digest : std::string();
  const auto now = Clock::now();
  {
    const std::lock_guard lock(mutex_);
    const auto known = seen_.find(digest);
    if (known != seen_.end() && known->second.until > now) return known->second.found;
  }
  auto found = Container::whole;
  try {
    if (digest.empty() || !parts_.store.get(digest)) throw Error("storeDamaged", {{"digest", digest}});
  } catch (const Error& error) {
    visit.report(503, error.problem());
    found = error.problem().code == "storeDamaged" ? Container::damaged : Container::unseen;
  }
  const std::lock_guard lock(mutex_);
  if (seen_.size() >= kMostBelieved) seen_.clear();
  seen_.insert_or_assign(digest, Seen{found, now + (found == Container::whole ? kBelieved : kBelievedTrouble)});
  return found;
}

// As the frozen record has it, which the paper was made from.
std::string DocumentCheck::signer(const Document& document, const Messages& messages) const {
  try {
    const auto xml = parts_.database.archive().recordXml(document.id);
    const auto record = xml ? std::optional(fromXml(*xml)) : std::nullopt;
    const auto* chairperson = record ? chairpersonOf(*record) : nullptr;
    if (chairperson) return chairperson->name.full();
  } catch (const Error& error) {
    if (error.problem().code != "recordXmlUnreadable") throw;
  }
  return messages.text("role.chairperson");
}

void DocumentCheck::showNewer(const Document& document, Visit& visit, ViewData& data) const {
  const auto newer = parts_.database.archive().document(document.supersededBy);
  if (!newer) return;
  ViewData part;
  part.text("id", newer->id).text("language", visit.language());
  const auto since = newer->publishedAt;
  part.flag("published", since.has_value());
  if (since) part.text("since", dayAndTime(*since, parts_.zone));
  data.part("newer", std::move(part));
}

void DocumentCheck::show(const Answer& answer, const Document* document, Visit& visit, ViewData& data) const {
  const auto& messages = visit.messages();
  const std::string key = std::string("portal.check.state.") + toString(answer.state);
  data.text("stateWord", messages.text(key + ".word")).text("stateText", messages.text(key + ".text"));
  data.text("stateShape", shapeOf(answer.state)).text("stateTone", toneOf(answer.state));
  data.flag("unseen", answer.unseen);
  auto proves = listed(key + ".proves", messages);
  data.list("proves", "hasProves", std::move(proves));
  data.flag("hasNot", true).list("provesNot", listed("portal.check.not", messages));
  if (!document) return;
  if (document->state == State::superseded) showNewer(*document, visit, data);
  ViewData facts;
  facts.text("number", document->number).flag("hasNumber", !document->number.empty());
  facts.text("commission", document->commissionName).text("id", document->id);
  facts.text("kind", messages.text("kind." + std::string(toString(document->kind))));
  facts.flag("hasDate", document->date.has_value()).text("date", document->date ? shortDate(*document->date) : "");
  facts.flag("synthetic", document->synthetic);
  facts.flag("revised", document->revision > 1).text("revision", std::to_string(document->revision));
  const bool isSigned = document->container.has_value() && document->publishedAt.has_value();
  facts.flag("signed", isSigned);
  if (isSigned) {
    facts.text("signer", signer(*document, messages));
    facts.text("signedAt", dayAndTime(document->signAt.value_or(*document->publishedAt), parts_.zone));
    facts.text("publishedAt", dayAndTime(*document->publishedAt, parts_.zone));
    facts.text("level", document->level).text("levelText", messages.text("portal.check.level." + document->level));
    std::vector<ViewData> files{fileLine(*document->container, messages.text("portal.check.print.container"))};
    for (const auto& file : document->files)
      if (file.mediaType == "application/pdf") files.push_back(fileLine(file, messages.text("portal.check.print.pdf")));
    facts.list("files", std::move(files));
  }
  data.part("facts", std::move(facts));
}

}  // namespace balalyk
