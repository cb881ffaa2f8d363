#include "pipeline/actions/ReceiptXml.h"

#include <fmt/format.h>

#include "pipeline/record/XmlTree.h"
#include "pipeline/stages/StatementText.h"

namespace balalyk {

namespace {

constexpr const char* kReceipt = "https://balalyk.edu.gov.kg/ns/receipt/1";

}  // namespace

std::string receiptXml(const Receipt& receipt, const AuditHead& head, Timestamp at) {
  const auto& authorisation = receipt.authorisation;
  auto xml = fmt::format(
      "{}<receipt xmlns=\"{}\" authorisation=\"{}\" chairperson=\"{}\" "
      "commission=\"{}\" authorisedAt=\"{}\" at=\"{}\" batchDigest=\"{}\" statement=\"{}\" signed=\"{}\" "
      "failed=\"{}\" skipped=\"{}\" waiting=\"{}\" auditEntry=\"{}\" auditHash=\"{}\">\n",
      kDeclaration, kReceipt, authorisation.id, escaped(authorisation.chairpersonId),
      escaped(authorisation.commissionId), utc(authorisation.recordedAt), utc(at), authorisation.batchDigest,
      authorisation.statementDigest, receipt.count(ReceiptOutcome::signed_), receipt.count(ReceiptOutcome::failed),
      receipt.count(ReceiptOutcome::skipped), receipt.count(ReceiptOutcome::waiting), head.sequence, head.hash);
  for (const auto& entry : receipt.entries) {
    const auto& document = entry.document;
    xml += fmt::format("  <document id=\"{}\" kind=\"{}\" number=\"{}\" digest=\"{}\" outcome=\"{}\" state=\"{}\"",
                       document.id, toString(document.kind), escaped(document.number), entry.reviewedDigest,
                       toString(entry.outcome), toString(document.state));
    if (entry.outcome == ReceiptOutcome::signed_ && document.container) {
      xml += fmt::format(" container=\"{}\" level=\"{}\"", document.container->digest, escaped(document.level));
    }
    if (entry.outcome != ReceiptOutcome::signed_ && !document.problems.empty()) {
      xml += fmt::format(" problem=\"{}\"", escaped(document.problems.front().code));
    }
    xml += "/>\n";
  }
  return xml + "</receipt>\n";
}

std::set<std::string> failedInReceipt(std::string_view xml) {
  const XmlTree tree(withoutDeclaration(xml));
  std::set<std::string> failed;
  for (const auto& element : tree.root().children()) {
    if (element.attribute("outcome") == toString(ReceiptOutcome::failed)) failed.insert(element.attribute("id"));
  }
  return failed;
}

std::chrono::sys_seconds timeOfReceipt(std::string_view xml) {
  const XmlTree tree(withoutDeclaration(xml));
  return timeFrom(tree.root().attribute("at"));
}

std::optional<AuditHead> headInReceipt(std::string_view xml) {
  const XmlTree tree(withoutDeclaration(xml));
  const auto root = tree.root();
  if (!root.maybeAttribute("auditEntry")) return std::nullopt;
  return AuditHead{numberFrom(root.attribute("auditEntry")), root.attribute("auditHash")};
}

}  // namespace balalyk
