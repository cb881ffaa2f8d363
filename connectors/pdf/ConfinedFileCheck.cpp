#include "connectors/pdf/ConfinedFileCheck.h"

#include <chrono>

#include "connectors/pdf/verifier/ReportFrames.h"
#include "pipeline/Error.h"

namespace balalyk {
namespace {

constexpr std::chrono::seconds kPatience{5};  // with one file; an honest one takes some tens of milliseconds
constexpr std::chrono::seconds kQueue{2};
#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t kMegabytes = 0;  // its own memory is without end
#else
constexpr std::size_t kMegabytes = 512;
#endif

HelperSettings forStrangers(HelperSettings settings, int atOnce) {
  settings.kept = HelperSettings::Kept::forOneTry;
  settings.most = atOnce;
  settings.startDeadline = kPatience;
  settings.documentDeadline = kPatience;
  settings.queueDeadline = kQueue;
  return settings;
}

HelperSettings verifierSettings(const FileCheckSettings& settings) {
  auto helper = forStrangers(settings.helper, settings.atOnce);
  helper.helper = settings.verifier;
  helper.memoryMegabytes = kMegabytes;
  return helper;
}

std::vector<std::string> derOf(const std::vector<signing::Certificate>& certificates) {
  std::vector<std::string> all;
  for (const auto& certificate : certificates) all.push_back(certificate.der());
  return all;
}

// Without an answer one judge alone decides, and the report says so.
std::vector<SecondVerdict> askSecond(SecondJudge& judge, std::string_view file,
                                     const signing::VerificationReport& report) {
  try {
    return judge.judge(file, report);
  } catch (const Error& error) {
    const auto reason = error.problem().params.find("reason");
    const SecondVerdict none{
        SecondVerdict::Kind::notJudged,
        "unavailable",
        {{"reason", reason != error.problem().params.end() ? reason->second : error.problem().code}}};
    return std::vector(report.signatures.size(), none);
  }
}

}  // namespace

class ConfinedFileCheck::Place {
 public:
  explicit Place(ConfinedFileCheck& check) : check_(check) {
    if (++check_.taken_ > check_.settings_.atOnce) {
      --check_.taken_;
      throw Error("fileCheckBusy");
    }
  }
  ~Place() { --check_.taken_; }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  ConfinedFileCheck& check_;
};

ConfinedFileCheck::ConfinedFileCheck(FileCheckSettings settings)
    : settings_(std::move(settings)),
      verifiers_(verifierSettings(settings_)),
      second_(forStrangers(settings_.helper, settings_.atOnce)),
      pdfs_(forStrangers(settings_.helper, settings_.atOnce)) {}

CheckedFile ConfinedFileCheck::judge(std::string_view file) {
  const Place place(*this);
  if (file.size() > verifier::kMostFileBytes) throw Error("fileCheckFailed");
  const verifier::Question question{.file = std::string(file),
                                    .anchors = derOf(settings_.signers.anchors()),
                                    .intermediates = derOf(settings_.signers.intermediates()),
                                    .authorityAnchors = derOf(settings_.authorities.anchors()),
                                    .authorityIntermediates = derOf(settings_.authorities.intermediates()),
                                    .policy = settings_.policy,
                                    .at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())};
  CheckedFile checked;
  std::vector<OfficeRun> runs;
  try {
    verifiers_.ask(verifier::encodeQuestion(question), verifier::kLongestReport, runs, [&](std::string_view body) {
      checked.first = verifier::decodeReport(body);
      if (checked.first.validationTime != question.at) throw frames::Malformed("a report of another time");
    });
  } catch (const HelperPool::Unavailable& none) {
    throw Error("fileCheckUnavailable", {{"reason", none.reason}});
  } catch (const ProcessFailure&) {
    throw Error("fileCheckFailed");
  }
  checked.second = askSecond(second_, file, checked.first);
  return checked;
}

PdfFinding ConfinedFileCheck::examine(std::string_view pdf) {
  const Place place(*this);
  try {
    return pdfs_.examine(pdf);
  } catch (const StageError&) {
    throw Error("fileCheckFailed");
  }
}

}  // namespace balalyk
