#include "pipeline/evidence/DocumentTrail.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "pipeline/document/Lifecycle.h"
#include "pipeline/evidence/AuditDetail.h"
#include "pipeline/record/Record.h"
#include "pipeline/stages/StatementProof.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

struct StateEvent {
  std::string_view name;
  std::optional<State> state;  // after it; none: one of several
};

// Events that are not here leave the state as it was.
constexpr std::array kEvents{
    StateEvent{"taken", std::nullopt},
    StateEvent{"drafted", State::drafted},
    StateEvent{"sent", State::sent},
    StateEvent{"recalled", State::drafted},
    StateEvent{"authorised", State::authorised},
    StateEvent{"signed", State::signed_},
    StateEvent{"published", State::published},
    StateEvent{"returned", State::returned},
    StateEvent{"rejected", State::returned},
    StateEvent{"withdrawn", State::withdrawn},
    StateEvent{"superseded", State::superseded},
    StateEvent{"quarantined", State::quarantined},
    StateEvent{"authorisation-missing", std::nullopt},
    StateEvent{"authorisation-revoked", std::nullopt},
    StateEvent{"retried", std::nullopt},
    StateEvent{"sign-again", std::nullopt},
};

void keep(std::optional<std::string>& fact, const AuditEntry& entry, const char* name) {
  if (auto value = auditDetail(entry, name); !value.empty()) fact = std::move(value);
}

}  // namespace

void TrailFacts::see(const AuditEntry& entry) {
  const auto event = std::ranges::find(kEvents, entry.event, &StateEvent::name);
  if (event != kEvents.end()) state = event->state;
  keep(record, entry, "recordDigest");
  if (entry.event == "drafted") keep(content, entry, "contentDigest");
  if (entry.event == "upgraded") {
    const auto former = auditDetail(entry, "formerContainerDigest");
    exchanged = exchanged || (container && !former.empty() && former != *container);
    keep(level, entry, "level");
  }
  if (entry.event == "signed" || entry.event == "upgraded") keep(container, entry, "containerDigest");
  if (entry.event == "signed") {
    keep(certificate, entry, "certificateDigest");
    level = "B-B";
  }
  if (entry.event == "removed") removed = true;
  if (entry.event == "sign-again") container = certificate = level = "";
  if (entry.event == "rejected") {
    rejectedAt = entry.at;
    signedSince = false;
  }
  if (entry.event == "signed") {
    signedSince = true;
    signedUnsent = signedUnsent || !sent;
  }
  sent = sentAfter(entry.event, entry.detail).value_or(sent);
}

std::string TrailFacts::differenceOf(const Document& document) const {
  const auto differs = [](const std::optional<std::string>& reported, const std::string& now) {
    return reported && *reported != now;
  };
  const auto made = document.files.empty() ? std::string() : contentDigest(document.files, document.recordDigest);
  const bool isSigned = document.state == State::signed_ || document.state == State::published;
  if (state && *state != document.state) return "state";
  if (removed) return document.container || !document.files.empty() || !document.subject.empty() ? "removed" : "";
  if (isSigned && !document.container) return "container";
  if (differs(record, document.recordDigest)) return "record";
  if (differs(content, document.contentDigest) || made != document.contentDigest) return "content";
  if (exchanged || differs(container, document.container ? document.container->digest : "")) return "container";
  if (differs(certificate, document.certificateDigest)) return "certificate";
  if (differs(level, document.level)) return "level";
  return {};
}

void DocumentTrail::see(const AuditEntry& entry) {
  if (!entry.documentId.empty()) reported_[entry.documentId].see(entry);
}

std::vector<Problem> DocumentTrail::problems() {
  for (const auto& [id, facts] : reported_) check(id, facts);
  std::set<std::string> unknown;
  database_.archive().forEachFile([&](const std::string& document, const StoredFile&) {
    if (!reported_.contains(document)) unknown.insert(document);
  });
  for (const auto& document : unknown)
    if (database_.audit().ofDocument(document).empty()) found("documentNotInTrail", document);
  return std::move(problems_);
}

void DocumentTrail::check(const std::string& id, const TrailFacts& facts) {
  const auto document = database_.archive().document(id);
  auto difference = document ? facts.differenceOf(*document) : "missing";
  bool missing = !document;
  if (!difference.empty()) difference = differenceNow(id, missing);
  if (missing) return found("documentMissing", id);
  if (!difference.empty()) found("documentDiffers", id, {{"part", difference}});
  const auto xml = difference.empty() ? database_.archive().recordXml(id) : std::nullopt;
  if (xml && signing::toHex(signing::sha256(*xml)) != document->recordDigest)
    found("documentDiffers", id, {{"part", "record"}});
  if (facts.rejectedAt && facts.signedSince && document && !outlivedRejection(*document, facts))
    found("documentSignedAfterRejection", id);
  else if (facts.signedUnsent)
    found("documentSignedUnsent", id);
}

// A worker may have moved it since the trail was walked: then both are read again, until nothing moved in between.
std::string DocumentTrail::differenceNow(const std::string& id, bool& missing) {
  constexpr int kTries = 10;
  std::string difference;
  for (int i = 0; i < kTries; ++i) {
    const auto entries = database_.audit().ofDocument(id);
    const auto document = database_.archive().document(id);
    TrailFacts facts;
    for (const auto& entry : entries) facts.see(entry);
    missing = !document;
    difference = document ? facts.differenceOf(*document) : "";
    if (database_.audit().ofDocument(id).size() == entries.size()) break;
  }
  return difference;
}

bool DocumentTrail::outlivedRejection(const Document& document, const TrailFacts& facts) {
  const auto rows = database_.authorisations().covering(document.id, document.contentDigest).authorisations;
  return std::ranges::any_of(
      rows, [&](const Authorisation& row) { return outlives(row.standing, row.recordedAt, *facts.rejectedAt); });
}

void DocumentTrail::found(const char* code, const std::string& document, std::map<std::string, std::string> params) {
  params.emplace("document", document);
  problems_.push_back({code, std::move(params)});
}

}  // namespace balalyk
