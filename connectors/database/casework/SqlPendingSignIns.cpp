#include "connectors/database/casework/SqlPendingSignIns.h"

namespace balalyk {
namespace {

constexpr std::int64_t kTextsMost = 200;
constexpr std::int64_t kLife = std::chrono::milliseconds(kPendingSignInLife).count();

PendingSignIn pendingFrom(const SqlRow& row) {
  return {
      .provider = row.text("provider"), .kept = row.text("kept"), .next = row.text("next"), .typed = row.text("typed")};
}

}  // namespace

bool SqlPendingSignIns::keep(const std::string& browser, const PendingSignIn& pending) {
  return runner_.write([&](SqlSession& session) {
    session.run(sql_["drop old pending sign-ins"], {kLife});
    const bool room =
        pending.typed.empty() || session.run(sql_["pending texts"]).rows.at(0).integer("texts") < kTextsMost;
    session.run(sql_["keep pending sign-in"],
                {browser, pending.provider, pending.kept, pending.next, room ? pending.typed : std::string()});
    return room;
  });
}

std::optional<PendingSignIn> SqlPendingSignIns::find(const std::string& browser) {
  const auto rows =
      runner_.read([&](SqlSession& session) {
               return session.run(sql_["pending sign-in"], {browser, kLife});
             })
          .rows;
  return rows.empty() ? std::nullopt : std::optional(pendingFrom(rows[0]));
}

std::optional<PendingSignIn> SqlPendingSignIns::take(const std::string& browser) {
  return runner_.write([&](SqlSession& session) -> std::optional<PendingSignIn> {
    const auto rows = session.run(sql_["pending sign-in"], {browser, kLife}).rows;
    if (session.run(sql_["drop pending sign-in"], {browser}).changed == 0 || rows.empty()) return std::nullopt;
    return pendingFrom(rows[0]);
  });
}

}  // namespace balalyk
