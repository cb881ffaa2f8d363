#include "connectors/database/casework/SqlTypedDrafts.h"

#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"

namespace balalyk {

namespace {

constexpr std::int64_t kLife = std::chrono::milliseconds(kTypedDraftLife).count();

}  // namespace

void SqlTypedDrafts::keep(const std::string& accountId, const std::string& form,
                          const std::vector<std::pair<std::string, std::string>>& fields) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : fields) texts.insert(texts.end(), {name, value});
  runner_.write(
      [&](SqlSession& session) {
        session.run(sql_["keep typed"], {accountId, form, jsonTexts(texts)});
        return session.run(sql_["forget oldest typed"], {accountId, std::int64_t{kTypedDraftsMost}});
      },
      SqlAccess::lightWrite);
}

std::optional<TypedDraft> SqlTypedDrafts::find(const std::string& accountId, const std::string& form) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["typed"], {accountId, form, kLife});
  });
  if (result.rows.empty()) return std::nullopt;
  TypedDraft draft{.fields = {}, .at = toTimestamp(result.rows[0].integer("typed_at"))};
  const auto texts = textsFromJson(result.rows[0].text("fields"));
  for (std::size_t i = 0; i + 1 < texts.size(); i += 2) draft.fields.emplace_back(texts[i], texts[i + 1]);
  return draft;
}

void SqlTypedDrafts::remove(const std::string& accountId, const std::string& form) {
  runner_.write([&](SqlSession& session) { return session.run(sql_["forget typed"], {accountId, form}); });
}

std::vector<TypedDraftName> SqlTypedDrafts::list(const std::string& accountId) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["typed of account"], {accountId, kLife});
  });
  std::vector<TypedDraftName> names;
  for (const auto& row : result.rows) names.push_back({row.text("form"), toTimestamp(row.integer("typed_at"))});
  return names;
}

int SqlTypedDrafts::sweep() {
  return static_cast<int>(
      runner_.write([&](SqlSession& session) { return session.run(sql_["sweep typed"], {kLife}).changed; }));
}

}  // namespace balalyk
