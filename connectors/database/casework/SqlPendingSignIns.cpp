#include "connectors/database/casework/SqlPendingSignIns.h"

namespace balalyk {
namespace {

constexpr std::int64_t kTextsMost = 200;
constexpr std::int64_t kLife = std::chrono::milliseconds(kPendingSignInLife).count();

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

std::optional<PendingSignIn> SqlPendingSignIns::take(const std::string& browser) {
  return runner_.write([&](SqlSession& session) -> std::optional<PendingSignIn> {
    const auto rows = session.run(sql_["pending sign-in"], {browser, kLife}).rows;
    if (session.run(sql_["drop pending sign-in"], {browser}).changed == 0 || rows.empty()) return std::nullopt;
    return PendingSignIn{.provider = rows[0].text("provider"),
                         .kept = rows[0].text("kept"),
                         .next = rows[0].text("next"),
                         .typed = rows[0].text("typed")};
  });
}

}  // namespace balalyk
