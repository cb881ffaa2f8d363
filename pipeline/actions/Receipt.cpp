#include "pipeline/actions/Receipt.h"

#include <algorithm>
#include <set>

#include "pipeline/actions/ReceiptXml.h"
#include "pipeline/stages/StatementProof.h"
#include "pipeline/stages/StatementXml.h"
#include "signing/SigningError.h"
#include "signing/container/AsicPackage.h"
#include "signing/xades/PreparedSignature.h"

namespace balalyk {

int Receipt::count(ReceiptOutcome outcome) const {
  return static_cast<int>(std::ranges::count_if(entries, [&](const Entry& entry) { return entry.outcome == outcome; }));
}

Receipt Receipts::gather(const std::string& authorisationId) const {
  const auto authorisation = database_.authorisations().authorisation(authorisationId);
  if (!authorisation) throw Error("authorisationNotFound", {{"id", authorisationId}});
  if (authorisation->standing) throw Error("receiptOfStanding", {{"id", authorisationId}});
  const auto statement = store_.get(authorisation->statementDigest);
  if (!statement) throw Error("statementUnreadable", {{"id", authorisationId}});
  std::map<std::string, std::string> reviewed;
  try {
    const auto package = signing::openAsic(*statement, {});
    const auto* xml = package.findData(kStatementFile);
    if (xml) reviewed = readStatement(xml->content).documents;
  } catch (const std::exception&) {
    reviewed.clear();
  }
  if (reviewed.empty()) throw Error("statementUnreadable", {{"id", authorisationId}});

  std::set<std::string> covered;
  for (const auto& content : database_.authorisations().covered(authorisationId)) covered.insert(content.documentId);
  Receipt receipt{.authorisation = *authorisation};
  for (const auto& [id, content] : reviewed) {
    auto document = database_.archive().document(id);
    if (!document) throw Error("statementUnreadable", {{"id", authorisationId}});
    const auto outcome = outcomeOf(*document, content, covered.contains(id));
    receipt.entries.push_back({outcome, content, *std::move(document)});
  }
  return receipt;
}

bool Receipts::outdated(const Receipt& receipt) const {
  try {
    const auto kept = store_.get(receipt.authorisation.receiptDigest);
    const auto package = signing::openAsic(kept.value(), {});
    const auto failed = failedInReceipt(package.findData(kReceiptFile)->content);
    return std::ranges::any_of(receipt.entries, [&](const Receipt::Entry& entry) {
      return entry.outcome == ReceiptOutcome::signed_ && failed.contains(entry.document.id);
    });
  } catch (const std::bad_optional_access&) {
    return true;
  }
}

// A receipt is a signature too: it is given for what this person authorised, whatever certificate they had then.
void Receipts::requireStatement(const Authorisation& authorisation, const signing::Certificate& certificate) const {
  const auto [statement, sha256, person] = openStatement(authorisation, store_, validator_);
  if (person != certificate.subjectSerialNumber())
    throw Error("statementOfAnotherPerson", {{"authorisation", authorisation.id}});
  const auto difference = differenceOf(authorisation, statement);
  if (!difference.empty())
    throw Error("statementDiffers", {{"authorisation", authorisation.id}, {"detail", difference}});
}

std::string Receipts::sign(const Receipt& receipt, const std::string& text, signing::SigningKey& key) {
  requireStatement(receipt.authorisation, key.certificate());
  // Taken before the time: what the receipt anchors was there by then.
  const auto head = database_.audit().head();
  const auto now = database_.now();
  const auto at = std::chrono::floor<std::chrono::seconds>(now);
  checkValidity(key.certificate(), at);
  const signing::DigestedFiles files(
      {{kReceiptFile, "application/xml", receiptXml(receipt, head, now)}, {"receipt.txt", "text/plain", text}});
  const auto prepared =
      signing::prepare(files, key.certificate(), key.chain(), {.signingTime = at, .countryCode = "KG"});
  const std::vector<signing::Digest> digests{signing::digestToSign(prepared)};
  const auto container = signing::finish(prepared, files, key.sign(digests).at(0));
  if (!validator_.verify(container, at, key.certificate()).passed()) {
    throw Error("receiptNotValid", {{"id", receipt.authorisation.id}});
  }
  auto digest = store_.put(container);
  database_.authorisations().keepReceipt(receipt.authorisation.id, digest);
  return digest;
}

}  // namespace balalyk
