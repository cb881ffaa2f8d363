#include "connectors/database/casework/SqlApiAnswers.h"

namespace balalyk {
namespace {

constexpr std::int64_t kLifeMilliseconds = std::chrono::milliseconds(ApiAnswers::kLife).count();

}  // namespace

ApiAnswerBefore SqlApiAnswers::begin(const std::string& tokenId, const std::string& key, const std::string& request,
                                     std::chrono::seconds patience) {
  using State = ApiAnswerBefore::State;
  return runner_.write([&](SqlSession& session) -> ApiAnswerBefore {
    const std::int64_t waits = std::chrono::milliseconds(patience).count();
    if (session.run(sql_["begin answer"], {tokenId, key, request, waits, kLifeMilliseconds}).changed == 1) return {};
    const auto rows = session.run(sql_["answer"], {tokenId, key}).rows;
    if (rows.empty()) return {State::running};
    const auto& row = rows[0];
    if (row.text("request") != request) return {State::other};
    if (row.isNull("status")) return {State::running};
    return {State::done,
            {static_cast<int>(row.integer("status")), row.text("body"), row.text("etag"), row.text("location")}};
  });
}

void SqlApiAnswers::finish(const std::string& tokenId, const std::string& key, const ApiAnswer& answer) {
  runner_.write([&](SqlSession& session) {
    return session.run(sql_["finish answer"],
                       {tokenId, key, std::int64_t{answer.status}, answer.body, answer.etag, answer.location});
  });
}

void SqlApiAnswers::drop(const std::string& tokenId, const std::string& key) {
  runner_.write([&](SqlSession& session) { return session.run(sql_["drop answer"], {tokenId, key}); });
}

void SqlApiAnswers::sweep() {
  runner_.write([&](SqlSession& session) { return session.run(sql_["sweep answers"], {kLifeMilliseconds}); });
}

}  // namespace balalyk
