#include "connectors/database/casework/SqlNotices.h"

#include "connectors/database/casework/NoticeGathering.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"

namespace balalyk {

namespace {

std::optional<Timestamp> timeIn(const SqlRow& row, std::string_view column) {
  const auto milliseconds = row.optionalInteger(column);
  return milliseconds ? std::optional(toTimestamp(*milliseconds)) : std::nullopt;
}

NoticeState stateOf(const std::string& word) {
  for (const auto state : {NoticeState::open, NoticeState::composed, NoticeState::sent, NoticeState::dropped})
    if (word == toString(state)) return state;
  return NoticeState::failed;
}

Notice noticeFrom(const SqlRow& row) {
  const auto count = [&](std::string_view column) { return static_cast<int>(row.integer(column)); };
  return {.id = row.text("id"),
          .kind = row.text("kind") == toString(NoticeKind::waiting) ? NoticeKind::waiting : NoticeKind::outcome,
          .state = stateOf(row.text("state")),
          .commissionId = row.text("commission_id"),
          .memberId = row.text("member_id"),
          .counts = {.waiting = count("waiting"),
                     .returned = count("returned"),
                     .rejected = count("rejected"),
                     .signed_ = count("published")},
          .begunAt = toTimestamp(row.integer("begun_at")),
          .composedAt = timeIn(row, "composed_at"),
          .sentAt = timeIn(row, "sent_at"),
          .readyAt = timeIn(row, "ready_at"),
          .attempts = count("attempts"),
          .token = row.integer("token"),
          .problems = problemsFromJson(row.text("problems"))};
}

}  // namespace

bool SqlNotices::gather(const NoticeTimes& times) {
  return runner_.write([&](SqlSession& session) {
    NoticeGathering gathering(runner_, session, times);
    const bool all = gathering.readOn();
    if (all) {
      gathering.lookAtWaiting();
      gathering.forget();
    }
    return all;
  });
}

std::optional<NoticeClaim> SqlNotices::claim(std::chrono::milliseconds lease) {
  return runner_.write([&](SqlSession& session) -> std::optional<NoticeClaim> {
    while (true) {  // each round sets one aside, or ends
      const auto ready = session.run(sql_["ready notice"]).rows;
      if (ready.empty()) return std::nullopt;
      auto notice = std::optional(noticeFrom(ready[0]));
      if (notice->state == NoticeState::open) notice = compose(session, *notice);
      auto claim = notice ? addressed(session, *notice) : std::nullopt;
      if (!claim) continue;
      session.run(sql_["claim notice"], {claim->notice.id, std::int64_t{lease.count()}});
      claim->notice = noticeFrom(session.run(sql_["notice"], {claim->notice.id}).rows.at(0));
      return claim;
    }
  });
}

std::optional<Notice> SqlNotices::compose(SqlSession& session, const Notice& open) {
  auto counts = open.counts;
  if (open.kind == NoticeKind::waiting) {
    const auto rows = session.run(sql_["count waiting for chairperson"], {open.commissionId, open.memberId}).rows;
    counts.waiting = static_cast<int>(rows.at(0).integer("documents"));
  }
  for (const auto& row : session.run(sql_["count notice items"], {open.id}).rows) {
    auto& count = row.text("happened") == "returned"   ? counts.returned
                  : row.text("happened") == "rejected" ? counts.rejected
                                                       : counts.signed_;
    count = static_cast<int>(row.integer("documents"));
  }
  session.post(sql_["forget notice items"], {open.id});
  if (counts == NoticeCounts{}) {
    session.run(sql_["drop notice"], {open.id, std::string(), problemsToJson({{"noticePointless", {}}})});
    return std::nullopt;
  }
  session.run(sql_["compose notice"],
              {open.id, runner_.today(session), std::int64_t{counts.waiting}, std::int64_t{counts.returned},
               std::int64_t{counts.rejected}, std::int64_t{counts.signed_}});
  auto composed = open;
  composed.counts = counts;
  return composed;
}

std::optional<NoticeClaim> SqlNotices::addressed(SqlSession& session, const Notice& notice) {
  const std::string role = notice.kind == NoticeKind::waiting ? "chairperson" : "secretary";
  const auto readers = session.run(sql_["notice reader"], {notice.memberId, notice.commissionId, role}).rows;
  const char* reason = readers.empty()                    ? "noticeReaderGone"
                       : readers[0].flag("refuses")       ? "noticeRefused"
                       : readers[0].text("email").empty() ? "noticeReaderWithoutAddress"
                                                          : nullptr;
  if (reason) {
    drop(session, notice, reason);
    return std::nullopt;
  }
  const auto& reader = readers[0];
  auto language = reader.text("language");
  if (language.empty()) language = reader.text("languages") == "ru" ? "ru" : "ky";
  return NoticeClaim{.notice = notice,
                     .address = reader.text("email"),
                     .language = std::move(language),
                     .commission = {.ky = reader.text("name_ky"), .ru = reader.text("name_ru")}};
}

// It counts as the day's: one without a reader is not made again every minute.
void SqlNotices::drop(SqlSession& session, const Notice& notice, const char* reason) {
  session.run(sql_["drop notice"],
              {notice.id, runner_.today(session), problemsToJson({{reason, {{"member", notice.memberId}}}})});
}

bool SqlNotices::sent(const Notice& notice) {
  return runner_.write([&](SqlSession& session) {
    return session.run(sql_["notice sent"], {notice.id, notice.token}).changed == 1;
  });
}

bool SqlNotices::failed(const Notice& notice, const Problem& problem,
                        std::optional<std::chrono::milliseconds> retryAfter) {
  const std::int64_t after = retryAfter ? retryAfter->count() : -1;
  return runner_.write([&](SqlSession& session) {
    return session.run(sql_["notice failed"], {notice.id, notice.token, after, problemsToJson({problem})}).changed == 1;
  });
}

int SqlNotices::hasten(bool failedToo) {
  return runner_.write([&](SqlSession& session) {
    auto hastened = session.run(sql_["hasten notices"]).changed;
    if (failedToo) hastened += session.run(sql_["revive notices"]).changed;
    return static_cast<int>(hastened);
  });
}

std::vector<Notice> SqlNotices::list(int limit) {
  const auto result =
      runner_.read([&](SqlSession& session) { return session.run(sql_["newest notices"], {std::int64_t{limit}}); });
  std::vector<Notice> notices;
  for (const auto& row : result.rows) notices.push_back(noticeFrom(row));
  return notices;
}

bool SqlNotices::wanted(const std::string& accountId) {
  return runner_.read(
      [&](SqlSession& session) { return session.run(sql_["notices refused"], {accountId}).rows.empty(); });
}

void SqlNotices::setWanted(const std::string& accountId, bool wanted) {
  runner_.write([&](SqlSession& session) {
    session.run(sql_[wanted ? "accept notices" : "refuse notices"], {accountId});
    return true;
  });
}

}  // namespace balalyk
