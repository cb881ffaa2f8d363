// balalyk-pdf-helper: reads PDFs, one after the other, for as long as the program asks. A PDF may be made to hang or to
// take over whoever reads it, an uploaded one as well as one of a soffice that a template has taken over: so that is
// this process, which has no keys, no network and no files.
#include <unistd.h>

#include <new>

#include "connectors/pdf/finishing/PdfStamp.h"
#include "connectors/pdf/helper/PdfExamination.h"
#include "connectors/pdf/helper/Protocol.h"
#include "connectors/process/Channel.h"
#include "connectors/process/shim/Shim.h"

using namespace balalyk;
using namespace balalyk::pdfhelper;

namespace {

Answer finished(Question question) {
  Answer answer;
  try {
    answer.pdf = stampPdf(std::move(question.pdf), std::chrono::sys_seconds(std::chrono::seconds(question.created)));
  } catch (const StageError& error) {
    const auto detail = error.problem().params.find("detail");
    answer.refused = detail != error.problem().params.end() ? detail->second : error.problem().code;
    return answer;
  }
  const PdfExpectation expected{question.values, std::move(question.shownFields), std::move(question.shownColumns),
                                std::move(question.fonts)};
  answer.finding = checkFilledPdf(answer.pdf, expected);
  for (auto& problem : examineMadePdf(answer.pdf).problems) answer.finding.problems.push_back(std::move(problem));
  return answer;
}

}  // namespace

int main() {
  // qpdf would take an object that did not fit for an empty one. Without an answer the program asks again.
  std::set_new_handler([] { _exit(1); });
  const frames::Channel program(shim::kSocket);
  program.send(encode(Answer{}));
  for (std::string body; program.receive(body);) {
    auto question = decodeQuestion(body);
    program.send(encode(question.task == Task::finish ? finished(std::move(question))
                                                      : Answer{.finding = examineUploadedPdf(question.pdf)}));
  }
}
