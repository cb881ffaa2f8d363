#include "connectors/portal/pages/FileCheckView.h"

#include <algorithm>

#include "connectors/texts/TextWidth.h"
#include "connectors/texts/VerificationText.h"
#include "pipeline/domain/Zone.h"

namespace balalyk {
namespace {

using signing::Indication;
using web::ViewData;

struct Look {
  const char* word;
  const char* shape;
  const char* tone;
};

Look lookOf(FileVerdict verdict) {
  switch (verdict) {
    case FileVerdict::genuine:
      return {"genuine", "published", "good"};
    case FileVerdict::foreign:
      return {"foreign", "signed", "info"};
    case FileVerdict::own:
      return {"own", "published", "good"};
    case FileVerdict::uploaded:
      return {"uploaded", "published", "good"};
    case FileVerdict::another:
      return {"another", "unknown", "warn"};
    case FileVerdict::active:
      return {"active", "problem", "bad"};
    case FileVerdict::open:
      return {"open", "waiting", "warn"};
    case FileVerdict::invalid:
      return {"invalid", "rejected", "bad"};
    case FileVerdict::extra:
      return {"extra", "rejected", "bad"};
    case FileVerdict::broken:
      return {"broken", "problem", "bad"};
    case FileVerdict::unsigned_:
      return {"unsigned", "unknown", "warn"};
    case FileVerdict::unread:
      break;
  }
  return {"unread", "problem", "bad"};
}

bool holdsNoContainer(const signing::VerificationReport& report) {
  return report.signatures.empty() && report.evidenceRecords.empty() && report.timeStamps.empty() &&
         (report.format == "unknown" || report.format == "XAdES");
}

// The rule of the format that a container breaks; empty: none, or it is no container at all.
std::string brokenRule(const signing::VerificationReport& report) {
  for (const auto& check : report.checks) {
    if (check.passed || check.code != "containerForm") continue;
    const auto reason = check.params.find("reason");
    if (reason != check.params.end() && reason->second != "containerNotZip" &&
        reason->second != "containerMimetypeWrong")
      return reason->second;
  }
  return {};
}

// Nothing but that a file in it is signed by nobody.
bool onlyHoldsMore(const signing::VerificationReport& report) {
  bool more = false;
  const auto hold = [&](const std::vector<signing::Check>& checks) {
    return std::ranges::all_of(checks, [&](const signing::Check& check) {
      if (check.passed || check.tolerated) return true;
      more = more || check.code == "fileCovered";
      return check.code == "fileCovered";
    });
  };
  return hold(report.checks) &&
         std::ranges::all_of(report.signatures, [&](const auto& signature) { return hold(signature.checks); }) && more;
}

// What a container names can turn the direction of writing, or hide.
ViewData signatureView(const signing::SignatureReport& signature, const Zone& zone) {
  ViewData view;
  const auto at = [&](std::chrono::sys_seconds time) {
    return zone.toMinutes(std::chrono::time_point_cast<Timestamp::duration>(time));
  };
  view.flag("hasSigner", signature.signer.has_value());
  if (const auto& signer = signature.signer) {
    view.text("signer", printable(signer->commonName.empty() ? signer->subject : signer->commonName));
    view.flag("hasRole", !signer->role.empty()).text("role", printable(signer->role));
  }
  view.flag("hasTime", signature.claimedSigningTime.has_value());
  if (signature.claimedSigningTime) view.text("time", at(*signature.claimedSigningTime));
  view.flag("proved", signature.provedTime.has_value());
  if (signature.provedTime) view.text("provedAt", at(*signature.provedTime));
  view.text("level", std::string(toString(signature.level)));
  std::vector<ViewData> files;
  for (const auto& file : signature.files) files.push_back(ViewData().text("name", printable(file.name)));
  return view.list("files", "hasFiles", std::move(files));
}

}  // namespace

const char* toString(FileVerdict verdict) {
  return lookOf(verdict).word;
}

FileVerdict verdictOn(const Judgement& judgement, bool known) {
  const auto& report = judgement.first;
  if (const auto rule = brokenRule(report); !rule.empty())
    return rule == "containerFileUnlisted" ? FileVerdict::extra : FileVerdict::broken;
  if (holdsNoContainer(report)) return FileVerdict::unsigned_;
  if (disagree(judgement)) return FileVerdict::open;
  switch (report.indication) {
    case Indication::totalPassed:
      return known ? FileVerdict::genuine : FileVerdict::foreign;
    case Indication::totalFailed:
      return onlyHoldsMore(report) ? FileVerdict::extra : FileVerdict::invalid;
    case Indication::indeterminate:
      break;
  }
  return FileVerdict::open;
}

void showVerdict(FileVerdict verdict, const web::Visit& visit, ViewData& data) {
  const auto& messages = visit.messages();
  const auto look = lookOf(verdict);
  const auto key = std::string("portal.check.file.") + look.word;
  data.text("stateWord", messages.text(key + ".word")).text("stateText", messages.text(key + ".text"));
  data.text("stateShape", look.shape).text("stateTone", look.tone);
}

void showJudgement(const Judgement& judgement, const std::string& name, const web::Visit& visit, const Zone& zone,
                   ViewData& data) {
  std::vector<ViewData> signatures;
  for (const auto& signature : judgement.first.signatures) {
    if (signatures.size() >= 20) break;  // the report has them all
    signatures.push_back(signatureView(signature, zone));
  }
  data.list("signatures", "hasSignatures", std::move(signatures));
  ViewData report;
  report.text("text", verificationText(name, judgement, visit.messages(), zone));
  data.flag("disagree", disagree(judgement)).part("report", std::move(report));
}

}  // namespace balalyk
