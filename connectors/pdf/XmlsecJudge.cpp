#include "connectors/pdf/XmlsecJudge.h"

#include "connectors/pdf/JudgeScope.h"
#include "connectors/pdf/helper/JudgeProtocol.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace {

StageError unavailable(const std::string& reason) {
  return {Disposition::wait, {"judgeUnavailable", {{"reason", reason}}}};
}

}  // namespace

XmlsecJudge::XmlsecJudge(HelperSettings settings) : settings_(std::move(settings)) {
  if (!settings_.ahead) return;
  ahead_ = std::async(std::launch::async, [this] {
    try {
      pool();
    } catch (const Error&) {  // said when there is a question
    }
  });
}

HelperPool& XmlsecJudge::pool() {
  const std::lock_guard lock(mutex_);
  if (!pool_) pool_ = std::make_unique<HelperPool>(settings_);
  return *pool_;
}

std::vector<SecondVerdict> XmlsecJudge::judge(std::string_view container, const signing::VerificationReport& report) {
  std::vector<SecondVerdict> verdicts;
  std::vector<judging::SignatureQuestion> questions;
  std::vector<std::size_t> asked;
  for (const auto& signature : report.signatures) {
    auto question = questionAbout(report, signature);
    if (auto* verdict = std::get_if<SecondVerdict>(&question)) {
      verdicts.push_back(std::move(*verdict));
      continue;
    }
    asked.push_back(verdicts.size());
    verdicts.emplace_back();
    questions.push_back(std::get<judging::SignatureQuestion>(std::move(question)));
  }
  if (questions.empty()) return verdicts;

  std::string frame;
  try {
    frame = judging::encodeQuestion(container, questions);
  } catch (const frames::Malformed&) {
    for (const auto place : asked) verdicts[place] = notJudged("tooLarge");
    return verdicts;
  }
  std::vector<judging::Finding> findings;
  std::vector<OfficeRun> runs;
  try {
    pool().ask(frame, questions.size(), runs,
               [&](std::string_view body) { findings = judging::decodeFindings(body, questions.size()); });
  } catch (const HelperPool::Unavailable& none) {
    throw unavailable(none.reason);
  } catch (const ProcessFailure& failure) {
    throw unavailable(failure.what());
  } catch (const Error& error) {  // it cannot be confined, or is not there
    throw unavailable(error.problem().code);
  }
  for (std::size_t i = 0; i < asked.size(); ++i) verdicts[asked[i]] = verdictOf(findings[i]);
  return verdicts;
}

}  // namespace balalyk
