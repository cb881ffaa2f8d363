#include <map>

#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/documents/SqlDocumentQueue.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"

namespace balalyk {

namespace {

std::vector<std::string> textsOf(const SqlResult& result, std::string_view column) {
  std::vector<std::string> texts;
  for (const auto& row : result.rows) texts.push_back(row.text(column));
  return texts;
}

// What is common to the completions of one stage in one transaction.
class Completing {
 public:
  Completing(SqlSession& session, const SqlCatalogue& sql, const std::string& worker)
      : session_(session), sql_(sql), worker_(worker), changes_(session, sql, worker) {}

  std::vector<bool> operator()(std::span<const Completed> batch) {
    std::vector<bool> done(batch.size(), false);
    for (const auto stage : allStages()) {
      std::map<std::string, std::size_t> places;
      JsonRows rows;
      for (std::size_t i = 0; i < batch.size(); ++i) {
        if (stageOf(batch[i].result) != stage || !places.emplace(batch[i].documentId, i).second) continue;
        add(rows, batch[i]);
      }
      if (rows.empty()) continue;
      const auto before = stage == Stage::upgrade ? containersBefore(places) : Former{};
      std::vector<std::string> ids;
      for (const auto& [id, place] : places) ids.push_back(id);
      const auto finished =
          session_.run(sql_[std::string("finish ") + toString(stage)], {rows.str(), worker_, jsonTexts(ids)});
      for (const auto& row : finished.rows) {
        const auto place = places.at(row.text("id"));
        done[place] = true;
        if (const auto* upgraded = std::get_if<Upgraded>(&batch[place].result)) {
          report(row.text("id"), *upgraded, before.at(row.text("id")));
        } else {
          report(row.text("id"), kindFrom(row.text("kind")), batch[place].result);
          if (stage == Stage::fill && stateFrom(row.text("state")) == State::sent)
            changes_.sentAtOnce(row.text("id"), kindFrom(row.text("kind")));
        }
      }
      if (stage == Stage::fill) keepFiles(batch, places, finished);
      if (stage == Stage::sign) forgetValues(finished);
      if (stage == Stage::publish) countLevels(finished);
      if (stage == Stage::publish) supersedeOlder(finished);
      if (stage == Stage::upgrade) keepFormer(batch, places, finished, before);
    }
    changes_.write();
    return done;
  }

 private:
  using Former = std::map<std::string, SqlRow>;

  static void addContainer(JsonRows& rows, const StoredFile& container, const std::string& level) {
    rows.text("name", container.name)
        .text("media_type", container.mediaType)
        .text("digest", container.digest)
        .integer("size", static_cast<std::int64_t>(container.size))
        .text("reached", level);
  }

  static void addFlags(JsonRows& rows, const std::optional<std::vector<Flag>>& flags) {
    rows.textOrNull("new_flags", flags ? problemsToJson(*flags) : "");
  }

  static void add(JsonRows& rows, const Completed& completed) {
    rows.row().text("of_document", completed.documentId).integer("fence", completed.token);
    if (const auto* filled = std::get_if<Filled>(&completed.result)) {
      rows.text("content", filled->contentDigest)
          .integer("page_count", filled->pages)
          .text("made_by", filled->provenance);
    } else if (const auto* made = std::get_if<Signed>(&completed.result)) {
      addContainer(rows, made->container, made->level);
      rows.text("certificate", made->certificateDigest);
      addFlags(rows, made->flags);
    } else if (const auto* published = std::get_if<Published>(&completed.result)) {
      rows.textOrNull("next_stage", published->raise ? "upgrade" : "");
      addFlags(rows, published->flags);
    } else if (const auto* upgraded = std::get_if<Upgraded>(&completed.result)) {
      addContainer(rows, upgraded->container, upgraded->level);
      addFlags(rows, upgraded->flags);
      if (upgraded->stoppedBy) rows.integer("again", completed.continueAfter.count());
      rows.text("stopped_by", upgraded->stoppedBy ? problemsToJson({*upgraded->stoppedBy}) : "[]");
    }
  }

  void report(const std::string& id, Kind kind, const Completion& completion) {
    if (const auto* filled = std::get_if<Filled>(&completion)) {
      changes_.moved(id, kind, State::decided, State::drafted, Event::drafted,
                     {{"contentDigest", filled->contentDigest}});
    } else if (const auto* made = std::get_if<Signed>(&completion)) {
      changes_.moved(id, kind, State::authorised, State::signed_, Event::signed_,
                     {{"containerDigest", made->container.digest}, {"certificateDigest", made->certificateDigest}});
    } else if (std::holds_alternative<Published>(completion)) {
      changes_.moved(id, kind, State::signed_, State::published, Event::published);
    }
  }

  void report(const std::string& id, const Upgraded& upgraded, const SqlRow& before) {
    if (upgraded.container.digest == before.text("digest")) return;
    changes_.note(id, "upgraded",
                  jsonObject({{"level", upgraded.level},
                              {"containerDigest", upgraded.container.digest},
                              {"formerLevel", before.text("level")},
                              {"formerContainerDigest", before.text("digest")}}));
    changes_.counted(before.text("level"), -1);
    changes_.counted(upgraded.level, +1);
  }

  Former containersBefore(const std::map<std::string, std::size_t>& places) {
    std::vector<std::string> ids;
    for (const auto& [id, place] : places) ids.push_back(id);
    Former before;
    for (auto& row : session_.run(sql_["containers before"], {jsonTexts(ids)}).rows) {
      auto id = row.text("id");
      before.emplace(std::move(id), std::move(row));
    }
    return before;
  }

  void keepFormer(std::span<const Completed> batch, const std::map<std::string, std::size_t>& places,
                  const SqlResult& finished, const Former& before) {
    JsonRows rows;
    for (const auto& row : finished.rows) {
      const auto& former = before.at(row.text("id"));
      if (std::get<Upgraded>(batch[places.at(row.text("id"))].result).container.digest == former.text("digest"))
        continue;
      rows.row()
          .integer("sequence", former.integer("sequence"))
          .text("level", former.text("level"))
          .text("name", former.text("name"))
          .text("media_type", former.text("media_type"))
          .text("digest", former.text("digest"))
          .integer("size", former.integer("size"));
    }
    if (!rows.empty()) session_.run(sql_["keep former containers"], {rows.str()});
  }

  void forgetValues(const SqlResult& finished) {
    std::vector<std::string> ids;
    for (const auto& row : finished.rows) ids.push_back(row.text("id"));
    session_.run(sql_["forget signature values"], {jsonTexts(ids)});
  }

  void countLevels(const SqlResult& published) {
    for (const auto& row : published.rows) changes_.counted(row.text("level"), +1);
  }

  void keepFiles(std::span<const Completed> batch, const std::map<std::string, std::size_t>& places,
                 const SqlResult& finished) {
    JsonRows rows;
    for (const auto& row : finished.rows) {
      int position = 0;
      for (const auto& file : std::get<Filled>(batch[places.at(row.text("id"))].result).files) {
        rows.row()
            .integer("sequence", row.integer("sequence"))
            .integer("position", position++)
            .text("name", file.name)
            .text("media_type", file.mediaType)
            .text("digest", file.digest)
            .integer("size", static_cast<std::int64_t>(file.size));
      }
    }
    if (!rows.empty()) session_.post(sql_["insert files"], {rows.str()});
  }

  void supersedeOlder(const SqlResult& published) {
    JsonRows rows;
    for (const auto& row : published.rows) {
      if (row.integer("revision") == 1) continue;
      rows.row()
          .text("newer", row.text("id"))
          .text("of_source", row.text("source"))
          .text("of_key", row.text("source_key"))
          .integer("newest", row.integer("revision"));
    }
    if (rows.empty()) return;
    JsonRows superseded;
    for (const auto& row : session_.run(sql_["older revisions"], {rows.str()}).rows) {
      superseded.row().text("of_document", row.text("id")).text("newer", row.text("newer"));
      if (stateFrom(row.text("state")) == State::published) changes_.counted(row.text("level"), -1);
      changes_.moved(row.text("id"), kindFrom(row.text("kind")), stateFrom(row.text("state")), State::superseded,
                     Event::superseded, {{"by", row.text("newer")}});
    }
    if (!superseded.empty()) session_.post(sql_["supersede"], {superseded.str()});
  }

  SqlSession& session_;
  const SqlCatalogue& sql_;
  const std::string& worker_;
  ChangeLog changes_;
};

}  // namespace

std::vector<Claim> SqlDocumentQueue::claim(const ClaimRequest& request) {
  const auto& statement = sql_[!request.onlyDocuments.empty() ? "claim these"
                               : request.interactiveOnly      ? "claim interactive"
                                                              : "claim"];
  std::vector<SqlValue> values{std::string(toString(request.stage)), request.worker,
                               std::int64_t{request.lease.count()},  std::int64_t{request.maxAttempts},
                               std::int64_t{request.limit},          jsonTexts(request.exceptChairpersons)};
  if (!request.onlyDocuments.empty()) values.emplace_back(jsonTexts(request.onlyDocuments));
  return runner_.write(
      [&](SqlSession& session) {
        const auto sequences = textsOf(session.run(statement, values), "sequence");
        std::vector<Claim> claims;
        if (sequences.empty()) return claims;
        for (const auto& row : session.run(sql_["claimed documents"], {jsonTexts(sequences)}).rows) {
          claims.push_back({documentFrom(row), row.text("xml"), tokenOf(row)});
        }
        return claims;
      },
      SqlAccess::lightWrite);
}

int SqlDocumentQueue::heartbeat(const std::string& worker, std::chrono::milliseconds lease) {
  return runner_.write(
      [&](SqlSession& session) {
        return static_cast<int>(session.run(sql_["heartbeat"], {worker, std::int64_t{lease.count()}}).changed);
      },
      SqlAccess::lightWrite);
}

std::vector<bool> SqlDocumentQueue::complete(const std::string& worker, std::span<const Completed> batch) {
  if (batch.empty()) return {};
  return runner_.write([&](SqlSession& session) { return Completing(session, sql_, worker)(batch); });
}

bool SqlDocumentQueue::fail(const std::string& worker, const Failure& failure) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, worker);
    const auto held = session.run(sql_["held document"],
                                  {failure.documentId, failure.token, worker, std::string(toString(failure.stage))});
    if (held.rows.empty()) return false;
    const auto kind = kindFrom(held.rows[0].text("kind"));
    const auto state = stateFrom(held.rows[0].text("state"));
    const auto attempts = held.rows[0].integer("attempts");
    const auto problems = problemsToJson({failure.problem});
    auto detail = failure.problem.params;
    detail["problem"] = failure.problem.code;
    detail["stage"] = toString(failure.stage);
    detail["attempt"] = std::to_string(attempts);

    const auto stop = [&](Event event) {
      const auto to = stateAfter(event);
      if (failure.stage == Stage::upgrade) {  // what is published stays so, at the level it has
        session.run(sql_["stop upgrade"], {failure.documentId, problems});
        return changes.note(failure.documentId, "upgrade-stopped", jsonObject(detail));
      }
      session.run(sql_["stop"], {failure.documentId, std::string(toString(to)), problems});
      if (to == State::returned || to == State::withdrawn)
        session.run(sql_["give up numbers"], {jsonTexts({failure.documentId})});
      changes.moved(failure.documentId, kind, state, to, event, detail);
    };
    const std::int64_t after = failure.retryAfter.count();
    switch (failure.disposition) {
      case Disposition::returned:
        stop(Event::returned);
        break;
      case Disposition::quarantined:
        stop(Event::quarantined);
        break;
      case Disposition::withdrawn:
        stop(Event::withdrawn);
        break;
      case Disposition::sent:
        if (failure.stage != Stage::sign) {  // only there an authorisation is asked for
          stop(Event::quarantined);
          break;
        }
        session.run(sql_["back to chairperson"], {jsonTexts({failure.documentId}), problems});
        session.run(sql_["forget signature values"], {jsonTexts({failure.documentId})});
        changes.moved(failure.documentId, kind, state, State::sent, Event::authorisationMissing, detail);
        break;
      case Disposition::wait:
        session.run(sql_["wait"], {failure.documentId, after, attempts - 1, problems});
        break;
      case Disposition::retry:
        session.run(sql_["try again later"], {failure.documentId, after, attempts, problems});
        changes.note(failure.documentId, "failed", jsonObject(detail));
        break;
    }
    changes.write();
    return true;
  });
}

int SqlDocumentQueue::giveBack(const std::string& worker) {
  return runner_.write([&](SqlSession& session) {
    const auto given = session.run(sql_["give back"], {worker}).changed;
    if (given > 0) session.announce();
    return static_cast<int>(given);
  });
}

int SqlDocumentQueue::hasten() {
  return runner_.write([&](SqlSession& session) {
    const auto hastened = session.run(sql_["hasten"]).changed;
    if (hastened > 0) session.announce();
    return static_cast<int>(hastened);
  });
}

std::vector<std::string> SqlDocumentQueue::holders() {
  return textsOf(runner_.read([&](SqlSession& session) { return session.run(sql_["holders"]); }), "lease_worker");
}

void SqlDocumentQueue::expire(const std::string& worker) {
  runner_.write([&](SqlSession& session) {
    session.run(sql_["expire schedules"], {worker});
    const auto expired = session.run(sql_["expire documents"], {worker}).changed;
    if (expired > 0) session.announce();
    return expired;
  });
}

int SqlDocumentQueue::sweep(const EngineLimits& limits) {
  const std::int64_t attempts = limits.maxAttempts;
  const bool any = runner_.read(
      [&](SqlSession& session) { return !session.run(sql_["anything lost for good"], {attempts}).rows.empty(); });
  if (!any) return 0;
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, "sweep");
    const auto lost = session.run(sql_["lost for good"], {attempts});
    for (const auto& row : lost.rows) {
      const Problem problem{"workerLost", {{"stage", row.text("stage")}, {"worker", row.text("lease_worker")}}};
      if (stageFrom(row.text("stage")) == Stage::upgrade) {
        session.run(sql_["stop upgrade"], {row.text("id"), problemsToJson({problem})});
        changes.note(row.text("id"), "upgrade-stopped",
                     jsonObject({{"problem", problem.code}, {"worker", row.text("lease_worker")}}));
        continue;
      }
      session.run(sql_["stop"], {row.text("id"), std::string(toString(State::quarantined)), problemsToJson({problem})});
      changes.moved(row.text("id"), kindFrom(row.text("kind")), stateFrom(row.text("state")), State::quarantined,
                    Event::quarantined,
                    {{"problem", problem.code}, {"stage", row.text("stage")}, {"worker", row.text("lease_worker")}});
    }
    changes.write();
    return static_cast<int>(lost.rows.size());
  });
}

int SqlDocumentQueue::raise(const std::vector<std::string>& levels, int limit) {
  return runner_.write([&](SqlSession& session) {
    std::vector<std::string> sequences;
    for (const auto& level : levels) {
      const auto left = static_cast<std::int64_t>(limit) - static_cast<std::int64_t>(sequences.size());
      for (auto& sequence : textsOf(session.run(sql_["below level"], {level, left}), "sequence")) {
        sequences.push_back(std::move(sequence));
      }
    }
    if (sequences.empty()) return 0;
    session.run(sql_["raise these"], {jsonTexts(sequences)});
    session.announce();
    return static_cast<int>(sequences.size());
  });
}

}  // namespace balalyk
