// balalyk-pdf-helper: reads and draws PDFs, or judges signed containers, one after the other, for as long as the
// program asks. What it reads may be made to hang or to take over whoever reads it: an upload, a PDF of a soffice that
// a template has taken over, the XML of a signature. So that is this process, which has no keys, no network and no
// files.
#include <unistd.h>

#include <new>

#include "connectors/pdf/finishing/PdfStamp.h"
#include "connectors/pdf/helper/JudgeProtocol.h"
#include "connectors/pdf/helper/PdfExamination.h"
#include "connectors/pdf/helper/PdfPageImages.h"
#include "connectors/pdf/helper/PictureProtocol.h"
#include "connectors/pdf/helper/Protocol.h"
#include "connectors/pdf/judging/ContainerJudge.h"
#include "connectors/process/Channel.h"
#include "connectors/process/shim/Shim.h"

using namespace balalyk;
using namespace balalyk::pdfhelper;

namespace {

Answer finished(Question question) {
  Answer answer;
  try {
    answer.pdf = stampPdf(std::move(question.pdf), std::chrono::sys_seconds(std::chrono::seconds(question.created)),
                          question.document);
  } catch (const StageError& error) {
    const auto detail = error.problem().params.find("detail");
    answer.refused = detail != error.problem().params.end() ? detail->second : error.problem().code;
    return answer;
  }
  const PdfExpectation expected{question.values, std::move(question.shownFields), std::move(question.shownColumns),
                                std::move(question.fonts), std::move(question.codes)};
  answer.finding = checkFilledPdf(answer.pdf, expected);
  for (auto& problem : examineMadePdf(answer.pdf, expected.codes).problems)
    answer.finding.problems.push_back(std::move(problem));
  return answer;
}

std::string answered(const std::string& body) {
  if (judging::isQuestion(body)) {
    const auto question = judging::decodeQuestion(body);
    return judging::encodeFindings(judging::judgeContainer(question.container, question.signatures));
  }
  if (pictures::isQuestion(body)) {
    const auto question = pictures::decodeQuestion(body);
    return pictures::encodePictures(drawPages(question.pdf, question.wanted));
  }
  auto question = decodeQuestion(body);
  return encode(question.task == Task::finish ? finished(std::move(question))
                                              : Answer{.finding = examineUploadedPdf(question.pdf)});
}

}  // namespace

int main() {
  // qpdf would take an object that did not fit for an empty one. Without an answer the program asks again.
  std::set_new_handler([] { _exit(1); });
  const frames::Channel program(shim::kSocket);
  program.send(encode(Answer{}));
  for (std::string body; program.receive(body);) program.send(answered(body));
}
