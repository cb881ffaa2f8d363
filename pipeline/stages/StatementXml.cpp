#include "pipeline/stages/StatementXml.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "pipeline/document/XmlTree.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/stages/Receipt.h"

namespace balalyk {

namespace {

constexpr const char* kAuthorisation = "https://balalyk.edu.gov.kg/ns/authorisation/1";
constexpr const char* kReceipt = "https://balalyk.edu.gov.kg/ns/receipt/1";
constexpr std::string_view kDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

std::string utc(Timestamp at) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", std::chrono::floor<std::chrono::seconds>(at));
}

// Identifiers come from the portal: nothing in them may become markup.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return result;
}

// The tree takes no processing instructions, and cannot tell them from a declaration.
std::string_view withoutDeclaration(std::string_view xml) {
  if (xml.starts_with(kDeclaration)) xml.remove_prefix(kDeclaration.size());
  return xml;
}

std::string head(const Authorisation& authorisation, const char* type) {
  return fmt::format(
      "{}<authorisation xmlns=\"{}\" id=\"{}\" type=\"{}\" chairperson=\"{}\" commission=\"{}\" at=\"{}\"",
      kDeclaration, kAuthorisation, authorisation.id, type, escaped(authorisation.chairpersonId),
      escaped(authorisation.commissionId), utc(authorisation.recordedAt));
}

}  // namespace

std::string batchStatement(const Authorisation& authorisation, std::span<const Document> documents) {
  auto xml = head(authorisation, "batch") + fmt::format(" count=\"{}\" batchDigest=\"{}\" receipt=\"signed\">\n",
                                                        documents.size(), authorisation.batchDigest);
  for (const auto& document : documents) {
    xml += fmt::format("  <document id=\"{}\" kind=\"{}\" number=\"{}\" digest=\"{}\">\n", document.id,
                       toString(document.kind), escaped(document.number), document.contentDigest);
    for (const auto& file : document.files) {
      xml += fmt::format("    <file name=\"{}\" sha256=\"{}\"/>\n", escaped(file.name), file.digest);
    }
    xml += fmt::format("    <file name=\"record.xml\" sha256=\"{}\"/>\n  </document>\n", document.recordDigest);
  }
  return xml + "</authorisation>\n";
}

std::string standingStatement(const Authorisation& authorisation) {
  auto xml =
      head(authorisation, "standing") +
      fmt::format(" from=\"{}\" to=\"{}\">\n", isoDate(*authorisation.validFrom), isoDate(*authorisation.validTo));
  for (const auto kind : authorisation.kinds) xml += fmt::format("  <kind>{}</kind>\n", toString(kind));
  return xml + "</authorisation>\n";
}

std::vector<AuthorisedContent> readBatchStatement(std::string_view xml) {
  const XmlTree tree(withoutDeclaration(xml));
  std::vector<AuthorisedContent> contents;
  for (const auto& element : tree.root().children()) {
    if (element.name() == "document") contents.push_back({element.attribute("id"), element.attribute("digest")});
  }
  return contents;
}

std::string receiptXml(const Receipt& receipt, Timestamp at) {
  const auto& authorisation = receipt.authorisation;
  auto xml = fmt::format(
      "{}<receipt xmlns=\"{}\" authorisation=\"{}\" chairperson=\"{}\" "
      "commission=\"{}\" authorisedAt=\"{}\" at=\"{}\" batchDigest=\"{}\" statement=\"{}\" signed=\"{}\" "
      "failed=\"{}\" skipped=\"{}\" waiting=\"{}\">\n",
      kDeclaration, kReceipt, authorisation.id, escaped(authorisation.chairpersonId),
      escaped(authorisation.commissionId), utc(authorisation.recordedAt), utc(at), authorisation.batchDigest,
      authorisation.statementDigest, receipt.count(ReceiptOutcome::signed_), receipt.count(ReceiptOutcome::failed),
      receipt.count(ReceiptOutcome::skipped), receipt.count(ReceiptOutcome::waiting));
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

}  // namespace balalyk
