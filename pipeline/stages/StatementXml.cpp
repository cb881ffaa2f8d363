#include "pipeline/stages/StatementXml.h"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/domain/IsoDate.h"
#include "pipeline/record/XmlTree.h"
#include "pipeline/stages/StatementText.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

constexpr const char* kAuthorisation = "https://balalyk.edu.gov.kg/ns/authorisation/1";

Date dayFrom(const std::string& text) {
  const auto day = dateFromIso(text);
  if (!day) throw Error("recordXmlUnreadable", {{"detail", "date"}});
  return *day;
}

std::string head(const Authorisation& authorisation, const char* type) {
  return fmt::format(
      "{}<authorisation xmlns=\"{}\" id=\"{}\" type=\"{}\" chairperson=\"{}\" commission=\"{}\" at=\"{}\"",
      kDeclaration, kAuthorisation, authorisation.id, type, escaped(authorisation.chairpersonId),
      escaped(authorisation.commissionId), utc(authorisation.recordedAt));
}

}  // namespace

std::string batchDigest(std::span<const Document> documents) {
  std::map<std::string, std::string> contents;
  for (const auto& document : documents) contents.emplace(document.id, document.contentDigest);
  return batchDigest(contents);
}

std::string batchDigest(const std::map<std::string, std::string>& contentById) {
  signing::Sha256 sha;
  for (const auto& [id, content] : contentById) sha.update(id + " " + content + "\n");
  return signing::toHex(sha.finish());
}

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

Statement readStatement(std::string_view xml) {
  const XmlTree tree(withoutDeclaration(xml));
  const auto root = tree.root();
  if (root.name() != "authorisation") throw Error("recordXmlUnreadable", {{"detail", root.name()}});
  Statement statement{.id = root.attribute("id"),
                      .chairpersonId = root.attribute("chairperson"),
                      .commissionId = root.attribute("commission"),
                      .at = timeFrom(root.attribute("at"))};
  const auto type = root.attribute("type");
  if (type != "standing" && type != "batch") throw Error("recordXmlUnreadable", {{"detail", "type"}});
  statement.standing = type == "standing";
  if (statement.standing) {
    statement.validFrom = dayFrom(root.attribute("from"));
    statement.validTo = dayFrom(root.attribute("to"));
  } else {
    statement.batchDigest = root.attribute("batchDigest");
  }
  for (const auto& element : root.children()) {
    if (statement.standing && element.name() == "kind") {
      statement.kinds.push_back(kindFrom(element.text()));
    } else if (!statement.standing && element.name() == "document") {
      const bool once = statement.documents.emplace(element.attribute("id"), element.attribute("digest")).second;
      if (!once) throw Error("recordXmlUnreadable", {{"detail", "document named twice"}});
    } else {
      throw Error("recordXmlUnreadable", {{"detail", element.name()}});
    }
  }
  return statement;
}

std::string differenceOf(const Authorisation& row, const Statement& statement) {
  if (row.id != statement.id) return "id";
  if (asAttribute(row.chairpersonId) != statement.chairpersonId) return "chairperson";
  if (asAttribute(row.commissionId) != statement.commissionId) return "commission";
  if (row.standing != statement.standing) return "type";
  if (row.standing) {
    const auto sorted = [](std::vector<Kind> kinds) {
      std::ranges::sort(kinds);
      return kinds;
    };
    if (sorted(row.kinds) != sorted(statement.kinds)) return "kinds";
    if (row.validFrom != statement.validFrom) return "from";
    if (row.validTo != statement.validTo) return "to";
  } else if (row.batchDigest != statement.batchDigest || batchDigest(statement.documents) != row.batchDigest) {
    return "batchDigest";
  }
  return {};
}

}  // namespace balalyk
