// balalyk-office-checker: looks at the PDFs that soffice made, one after the other, for as long as the pool asks.
// A template may have taken soffice over, and then its PDFs are made to hang or to take over whoever reads them: so
// that is this process, which has no keys, no network and no files.
#include "connectors/office/checker/Protocol.h"
#include "connectors/office/filler/Channel.h"
#include "connectors/office/shim/Shim.h"

using namespace balalyk;

int main() {
  const filler::Channel pool(shim::kSocket);
  pool.send(checker::encode(PdfCheck{}));
  for (std::string body; pool.receive(body);) {
    auto question = checker::decodeQuestion(body);
    const PdfExpectation expected{question.values, std::move(question.shownFields), std::move(question.shownColumns),
                                  std::move(question.fonts)};
    pool.send(checker::encode(checkFilledPdf(question.pdf, expected)));
  }
}
