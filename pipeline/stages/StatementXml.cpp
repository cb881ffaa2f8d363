#include "pipeline/stages/StatementXml.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "pipeline/document/XmlTree.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/stages/Authorise.h"
#include "pipeline/stages/Receipt.h"

namespace balalyk {

namespace {

constexpr const char* kAuthorisation = "https://balalyk.edu.gov.kg/ns/authorisation/1";
constexpr const char* kReceipt = "https://balalyk.edu.gov.kg/ns/receipt/1";
constexpr std::string_view kDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

std::string utc(Timestamp at) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", std::chrono::floor<std::chrono::seconds>(at));
}

std::chrono::sys_seconds timeFrom(const std::string& text) {
  // "2026-11-02T21:05:00Z"
  int hours = 0, minutes = 0, seconds = 0;
  const auto number = [&](std::size_t at, int& value) {
    const auto* end = text.data() + at + 2;
    return std::from_chars(text.data() + at, end, value).ptr == end;
  };
  const auto day = dateFromIso(text.substr(0, std::min<std::size_t>(text.size(), 10)));
  if (text.size() != 20 || !day || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z' ||
      !number(11, hours) || !number(14, minutes) || !number(17, seconds))
    throw Error("recordXmlUnreadable", {{"detail", "time"}});
  return std::chrono::sys_days(*day) + std::chrono::hours(hours) + std::chrono::minutes(minutes) +
         std::chrono::seconds(seconds);
}

std::int64_t numberFrom(const std::string& text) {
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  if (std::from_chars(text.data(), end, number).ptr != end || number < 0)
    throw Error("recordXmlUnreadable", {{"detail", "number"}});
  return number;
}

Date dayFrom(const std::string& text) {
  const auto day = dateFromIso(text);
  if (!day) throw Error("recordXmlUnreadable", {{"detail", "date"}});
  return *day;
}

// A text as it comes back out of an attribute.
std::string asAttribute(std::string text) {
  for (auto& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return text;
}

// Identifiers come from the portal: nothing in them may become markup.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : asAttribute(text)) {
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
        result += c;
    }
  }
  return result;
}

// The tree takes no processing instructions, and cannot distinguish them from a declaration.
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
