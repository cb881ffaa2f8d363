#include "pipeline/stages/Receipt.h"

#include <algorithm>
#include <set>

#include "pipeline/stages/StatementXml.h"
#include "signing/SigningError.h"
#include "signing/container/AsicPackage.h"
#include "signing/xades/PreparedSignature.h"

namespace balalyk {

namespace {

ReceiptOutcome outcomeOf(const Document& document, const AuthorisedContent& reviewed, bool covered) {
  if (!covered || document.contentDigest != reviewed.contentDigest) return ReceiptOutcome::skipped;
  if (document.container && document.state != State::quarantined) return ReceiptOutcome::signed_;
  if (document.state == State::authorised) return ReceiptOutcome::waiting;
  // Taken back by the chairperson or in the portal, or its record changed before it was signed: nothing failed.
  if (document.state == State::drafted || document.state == State::superseded || document.state == State::withdrawn)
    return ReceiptOutcome::skipped;
  return ReceiptOutcome::failed;
}

}  // namespace

const char* toString(ReceiptOutcome outcome) {
  switch (outcome) {
    case ReceiptOutcome::signed_:
      return "signed";
    case ReceiptOutcome::failed:
      return "failed";
    case ReceiptOutcome::skipped:
      return "skipped";
    case ReceiptOutcome::waiting:
      break;
  }
  return "waiting";
}

int Receipt::count(ReceiptOutcome outcome) const {
  return static_cast<int>(std::ranges::count_if(entries, [&](const Entry& entry) { return entry.outcome == outcome; }));
}

Receipt Receipts::gather(const std::string& authorisationId) const {
  const auto authorisation = database_.authorisations().authorisation(authorisationId);
  if (!authorisation) throw Error("authorisationNotFound", {{"id", authorisationId}});
  if (authorisation->standing) throw Error("receiptOfStanding", {{"id", authorisationId}});
  const auto statement = store_.get(authorisation->statementDigest);
  if (!statement) throw Error("statementUnreadable", {{"id", authorisationId}});
  std::vector<AuthorisedContent> reviewed;
  try {
    const auto package = signing::openAsic(*statement, {});
    const auto* xml = package.findData("authorisation.xml");
    if (xml) reviewed = readBatchStatement(xml->content);
  } catch (const std::exception&) {
    reviewed.clear();
  }
  if (reviewed.empty()) throw Error("statementUnreadable", {{"id", authorisationId}});

  std::set<std::string> covered;
  for (const auto& content : database_.authorisations().covered(authorisationId)) covered.insert(content.documentId);
  Receipt receipt{.authorisation = *authorisation};
  for (const auto& content : reviewed) {
    auto document = database_.documents().document(content.documentId);
    if (!document) throw Error("statementUnreadable", {{"id", authorisationId}});
    const auto outcome = outcomeOf(*document, content, covered.contains(content.documentId));
    receipt.entries.push_back({outcome, content.contentDigest, *std::move(document)});
  }
  return receipt;
}

bool Receipts::outdated(const Receipt& receipt) const {
  try {
    const auto kept = store_.get(receipt.authorisation.receiptDigest);
    const auto package = signing::openAsic(kept.value(), {});
    const auto failed = failedInReceipt(package.findData("receipt.xml")->content);
    return std::ranges::any_of(receipt.entries, [&](const Receipt::Entry& entry) {
      return entry.outcome == ReceiptOutcome::signed_ && failed.contains(entry.document.id);
    });
  } catch (const std::bad_optional_access&) {
    return true;
  }
}

std::string Receipts::sign(const Receipt& receipt, const std::string& text, signing::SigningKey& key) {
  const auto now = database_.now();
  const auto at = std::chrono::floor<std::chrono::seconds>(now);
  checkValidity(key.certificate(), at);
  const std::vector<signing::DataFile> files{{"receipt.xml", "application/xml", receiptXml(receipt, now)},
                                             {"receipt.txt", "text/plain", text}};
  const auto prepared =
      signing::prepare(files, key.certificate(), key.chain(), {.signingTime = at, .countryCode = "KG"});
  const std::vector<signing::Digest> digests{signing::digestToSign(prepared)};
  const auto container = signing::finish(prepared, files, key.sign(digests).at(0));
  if (!validator_.verify(container, at, key.certificate()).passed()) {
    throw Error("receiptNotValid", {{"id", receipt.authorisation.id}});
  }
  const auto digest = store_.put(container);
  database_.authorisations().keepReceipt(receipt.authorisation.id, digest);
  return digest;
}

}  // namespace balalyk
