#include "connectors/database/documents/SqlJournal.h"

#include <algorithm>
#include <set>

#include "connectors/database/session/JsonText.h"
#include "pipeline/domain/IsoDate.h"
#include "signing/crypto/Base64.h"

namespace balalyk {

std::vector<SignatureValue> SqlJournal::find(const std::vector<std::string>& digests) {
  const auto result =
      runner_.read([&](SqlSession& session) { return session.run(sql_["signature values"], {jsonTexts(digests)}); });
  std::vector<SignatureValue> values;
  for (const auto& row : result.rows) {
    auto value = signing::fromBase64(row.text("value"));
    if (!value) throw Error("databaseCorrupt", {{"detail", "a signature value"}});
    values.push_back({.digest = row.text("digest"), .value = *std::move(value)});
  }
  return values;
}

std::vector<bool> SqlJournal::keep(std::span<const Entry> entries) {
  JsonRows rows;
  for (const auto& entry : entries) {
    rows.row()
        .text("of_document", entry.documentId)
        .integer("fence", entry.token)
        .text("signed", entry.signature.digest)
        .text("made", signing::toBase64(entry.signature.value));
  }
  const auto result =
      runner_.write([&](SqlSession& session) { return session.run(sql_["keep signature values"], {rows.str()}); });
  std::set<std::string> documents;
  for (const auto& row : result.rows) documents.insert(row.text("document_id"));
  std::vector<bool> kept;
  for (const auto& entry : entries) kept.push_back(documents.contains(entry.documentId));
  return kept;
}

Quotas::Spent SqlQuotas::spend(const std::string& name, int wanted, int limit) {
  return runner_.write([&](SqlSession& session) {
    const auto today = runner_.today(session);
    session.run(sql_["begin quota"], {name, today, std::int64_t{limit}});
    const auto used = session.run(sql_["quota used"], {name, today}).rows.at(0).integer("used");
    const auto count = std::clamp<std::int64_t>(limit - used, 0, wanted);
    if (count > 0) session.run(sql_["spend quota"], {name, today, count});
    return Spent{static_cast<int>(count), dateFromIso(today).value()};
  });
}

std::optional<Quotas::Use> SqlQuotas::today(const std::string& name) {
  return runner_.read([&](SqlSession& session) -> std::optional<Use> {
    const auto rows = session.run(sql_["quota of day"], {name, runner_.today(session)}).rows;
    if (rows.empty()) return std::nullopt;
    return Use{static_cast<int>(rows[0].integer("used")), static_cast<int>(rows[0].integer("most"))};
  });
}

void SqlQuotas::giveBack(const std::string& name, const Spent& unused) {
  runner_.write([&](SqlSession& session) {
    return session.run(sql_["give back quota"], {name, isoDate(unused.day), std::int64_t{unused.count}});
  });
}

}  // namespace balalyk
