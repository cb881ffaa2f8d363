#include "connectors/database/SqlJournal.h"

#include <algorithm>
#include <set>

#include "connectors/database/JsonText.h"
#include "signing/crypto/Base64.h"

namespace balalyk {

std::vector<SignatureValue> SqlJournal::find(const std::vector<std::string>& digests) {
  const auto result =
      runner_.read([&](SqlSession& session) { return session.run(sql_["signature values"], {jsonTexts(digests)}); });
  std::vector<SignatureValue> values;
  for (const auto& row : result.rows) {
    auto value = signing::fromBase64(row.text(1));
    if (!value) throw Error("databaseCorrupt", {{"detail", "a signature value"}});
    values.push_back({.digest = row.text(0), .value = *std::move(value)});
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
  for (const auto& row : result.rows) documents.insert(row.text(0));
  std::vector<bool> kept;
  for (const auto& entry : entries) kept.push_back(documents.contains(entry.documentId));
  return kept;
}

int SqlQuotas::spend(const std::string& name, int wanted, int limit) {
  return runner_.write([&](SqlSession& session) {
    const auto today = runner_.today(session);
    session.run(sql_["begin quota"], {name, today});
    const auto used = session.run(sql_["quota used"], {name, today}).rows.at(0).integer(0);
    const auto left = std::max<std::int64_t>(0, limit - used);
    const auto spent = wanted < 0 ? std::max<std::int64_t>(wanted, -used) : std::min<std::int64_t>(wanted, left);
    if (spent != 0) session.run(sql_["spend quota"], {name, today, spent});
    return static_cast<int>(spent);
  });
}

}  // namespace balalyk
