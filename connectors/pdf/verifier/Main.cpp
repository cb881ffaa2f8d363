#include <unistd.h>

#include <new>

#include "connectors/pdf/verifier/ReportFrames.h"
#include "connectors/process/Channel.h"
#include "connectors/process/shim/Shim.h"
#include "signing/validation/Validator.h"

namespace {

using namespace balalyk;

signing::TrustAnchors anchorsFrom(const std::vector<std::string>& anchors, const std::vector<std::string>& helping) {
  std::vector<signing::Certificate> trusted, others;
  for (const auto& der : anchors) trusted.push_back(signing::Certificate::fromDer(der));
  for (const auto& der : helping) others.push_back(signing::Certificate::fromDer(der));
  return signing::TrustAnchors(std::move(trusted), std::move(others));
}

std::string answered(const std::string& body) {
  const auto question = verifier::decodeQuestion(body);
  signing::Validator validator(
      anchorsFrom(question.anchors, question.intermediates),
      anchorsFrom(question.authorityAnchors, question.authorityIntermediates),
      question.policy.empty() ? signing::ValidationPolicy() : signing::ValidationPolicy::fromXml(question.policy));
  validator.within({.entries = verifier::kMostEntries,
                    .entryBytes = verifier::kMostEntryBytes,
                    .totalBytes = verifier::kMostBytesInside});
  return verifier::encodeReport(validator.verify(question.file, question.at));
}

}  // namespace

// Judges one file that anybody may have sent, in its own process, and ends.
int main() {
  std::set_new_handler([] { _exit(1); });
  const frames::Channel program(shim::kSocket);
  frames::Writer ready;
  ready.number(0, 1);
  program.send(std::move(ready).frame());
  std::string body;
  if (program.receive(body)) program.send(answered(body));
}
