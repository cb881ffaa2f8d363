#include "connectors/pdf/PdfHelperPool.h"

#include "connectors/pdf/HelperAnswer.h"
#include "connectors/pdf/helper/PictureProtocol.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace {

StageError unreadable(const std::string& document, const std::string& detail) {
  return {Disposition::quarantined, {"pdfUnreadable", {{"document", document}, {"detail", detail}}}};
}

HelperSettings forPictures(HelperSettings settings) {
  if (settings.kept == HelperSettings::Kept::forQuestions) settings.kept = HelperSettings::Kept::forOneQuestion;
  settings.ahead = false;
  return settings;
}

}  // namespace

PdfHelperPool::PdfHelperPool(const HelperSettings& settings) : helpers_(settings), painters_(forPictures(settings)) {}

PdfFinding PdfHelperPool::examine(std::string_view pdf) {
  const auto failed = [](const std::string& detail) {
    return StageError(Disposition::retry, {"uploadCheckFailed", {{"detail", detail}}});
  };
  PdfFinding finding;
  std::vector<OfficeRun> runs;
  try {
    helpers_.ask(pdfhelper::encodeExamine(pdf), pdfhelper::kMaxFinding, runs,
                 [&](std::string_view body) { finding = pdfhelper::decodeExamined(body); });
  } catch (const HelperPool::Unavailable& unavailable) {
    throw failed(unavailable.reason);
  } catch (const ProcessFailure& failure) {
    throw failed(failure.what());
  } catch (const frames::Malformed& error) {
    throw failed(error.what());
  }
  return finding;
}

std::vector<std::string> PdfHelperPool::pageImages(std::string_view pdf, const PageImages& wanted) {
  const auto failed = [](const std::string& detail) { return Error("pageImagesFailed", {{"detail", detail}}); };
  std::vector<std::string> pictures;
  std::vector<OfficeRun> runs;
  try {
    painters_.ask(pictures::encodeQuestion(pdf, wanted), pictures::kMostBytes, runs,
                  [&](std::string_view body) { pictures = pictures::decodePictures(body, wanted); });
  } catch (const HelperPool::Unavailable& unavailable) {
    throw failed(unavailable.reason);
  } catch (const ProcessFailure& failure) {
    throw failed(failure.what());
  } catch (const frames::Malformed& error) {  // of our own question: the PDF is too large
    throw failed(error.what());
  }
  if (pictures.empty()) throw failed("no page that can be drawn");
  return pictures;
}

FinishedPdf PdfHelperPool::finish(const std::string& document, std::string_view pdf, std::chrono::sys_seconds created,
                                  const PdfExpectation& expected, std::vector<OfficeRun>& runs) {
  pdfhelper::Answer answer;
  try {
    helpers_.ask(pdfhelper::encodeFinish(pdf, document, created, expected), frames::kMaxFrame, runs,
                 [&](std::string_view body) { answer = pdfhelper::decodeFinished(body, expected); });
  } catch (const HelperPool::Unavailable& unavailable) {
    throw StageError(Disposition::retry,
                     {"officeUnavailable", {{"document", document}, {"reason", unavailable.reason}}});
  } catch (const ProcessFailure&) {
    throw unreadable(document, runs.back().ending);
  } catch (const frames::Malformed& error) {  // of our own question: the PDF is too large
    throw unreadable(document, error.what());
  }
  if (!answer.refused.empty()) {
    throw StageError(Disposition::retry, {"officePdfUnknown", {{"document", document}, {"detail", answer.refused}}});
  }
  return {std::move(answer.pdf), std::move(answer.finding)};
}

}  // namespace balalyk
