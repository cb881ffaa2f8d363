#include "connectors/database/documents/SqlAuthorisations.h"

#include <algorithm>
#include <map>
#include <set>

#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "pipeline/document/Lifecycle.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {

namespace {

constexpr std::int64_t kDocumentsAtOnce = 2'000;

Authorisation authorisationFrom(const SqlRow& row) {
  const auto revoked = row.optionalInteger("revoked_at");
  return {.id = row.text("id"),
          .chairpersonId = row.text("chairperson_id"),
          .commissionId = row.text("commission_id"),
          .standing = row.flag("standing"),
          .kinds = kindsFromJson(row.text("kinds")),
          .validFrom = dateFromIso(row.text("valid_from")),
          .validTo = dateFromIso(row.text("valid_to")),
          .revokedAt = revoked ? std::optional(toTimestamp(*revoked)) : std::nullopt,
          .recordedAt = toTimestamp(row.integer("recorded_at")),
          .batchDigest = row.text("batch_digest"),
          .statementDigest = row.text("statement_digest"),
          .certificateDigest = row.text("certificate_digest"),
          .receiptDigest = row.text("receipt_digest"),
          .documents = row.integer("documents")};
}

// False: it is recorded already.
bool insert(SqlSession& session, const SqlCatalogue& sql, const Authorisation& authorisation) {
  const auto day = [](const std::optional<Date>& date) { return date ? SqlValue{isoDate(*date)} : SqlValue{}; };
  const auto inserted = session.run(
      sql["insert authorisation"],
      {authorisation.id, authorisation.chairpersonId, authorisation.commissionId,
       std::int64_t{authorisation.standing ? 1 : 0}, kindsToJson(authorisation.kinds), day(authorisation.validFrom),
       day(authorisation.validTo), authorisation.batchDigest, authorisation.statementDigest,
       authorisation.certificateDigest,
       authorisation.certificateUntil ? SqlValue{toMilliseconds(*authorisation.certificateUntil)} : SqlValue{}});
  return inserted.changed == 1;
}

// Documents that became authorised, each with the digest that was authorised and by what.
class Covered {
 public:
  Covered(SqlSession& session, const SqlCatalogue& sql, ChangeLog& changes)
      : session_(session), sql_(sql), changes_(changes) {}

  void add(const std::string& documentId, Kind kind, const std::string& content, const std::string& authorisationId,
           State from = State::sent) {
    rows_.row().text("of_document", documentId).text("content", content).text("of_authorisation", authorisationId);
    ++counts_[authorisationId];
    changes_.moved(documentId, kind, from, State::authorised, Event::authorised,
                   {{"authorisation", authorisationId}, {"contentDigest", content}, {kAuthorisedFrom, toString(from)}});
  }

  void write() {
    if (rows_.empty()) return;
    session_.post(sql_["insert authorised documents"], {rows_.str()});
    JsonRows counts;
    for (const auto& [id, count] : counts_) counts.row().text("of_authorisation", id).integer("more", count);
    session_.post(sql_["count authorised documents"], {counts.str()});
  }

 private:
  SqlSession& session_;
  const SqlCatalogue& sql_;
  ChangeLog& changes_;
  JsonRows rows_;
  std::map<std::string, std::int64_t> counts_;
};

// What of the frozen list with this id, where there is one, it does not cover, and why.
void noteLeftOut(SqlSession& session, const SqlCatalogue& sql, const std::string& batchId) {
  JsonRows rows;
  for (const auto& row : session.run(sql["left out of batch"], {batchId}).rows) {
    const auto id = row.text("document_id");
    const bool same = row.text("content_digest") == row.text("shown_digest");
    rows.row()
        .text("of_document", id)
        .text("why", problemsToJson({same ? Problem{"documentNotSent", {{"document", id}, {"state", row.text("state")}}}
                                          : Problem{"documentChanged", {{"document", id}}}}));
  }
  if (!rows.empty()) session.post(sql["leave out of batch"], {batchId, rows.str()});
}

}  // namespace

std::vector<std::string> SqlAuthorisations::authorise(const Authorisation& authorisation,
                                                      std::span<const AuthorisedContent> batch) {
  std::map<std::string, std::string> reviewed;
  std::vector<std::string> ids;
  for (const auto& one : batch)
    if (reviewed.emplace(one.documentId, one.contentDigest).second) ids.push_back(one.documentId);
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, authorisation.chairpersonId);
    Covered covered(session, sql_, changes);
    std::vector<std::string> authorised, fresh, again;
    for (const auto& row :
         session.run(sql_["documents to authorise"], {jsonTexts(ids), authorisation.chairpersonId, authorisation.id})
             .rows) {
      const auto id = row.text("id");
      if (row.text("content_digest") != reviewed.at(id)) continue;
      const auto from = stateFrom(row.text("state"));
      authorised.push_back(id);
      (from == State::sent ? fresh : again).push_back(id);
      covered.add(id, kindFrom(row.text("kind")), row.text("content_digest"), authorisation.id, from);
    }
    // One over no document is none.
    if (!authorised.empty() && insert(session, sql_, authorisation)) {
      changes.note("", "authorisation",
                   jsonObject({{"id", authorisation.id},
                               {"commission", authorisation.commissionId},
                               {"batchDigest", authorisation.batchDigest},
                               {"statementDigest", authorisation.statementDigest}}));
    }
    if (!fresh.empty()) session.post(sql_["authorise these"], {jsonTexts(fresh)});
    if (!again.empty()) session.post(sql_["authorise these again"], {jsonTexts(again)});
    covered.write();
    noteLeftOut(session, sql_, authorisation.id);
    changes.write();
    return authorised;
  });
}

std::set<std::string> SqlAuthorisations::waiting(const std::vector<std::string>& ids,
                                                 const std::string& chairpersonId) {
  if (ids.empty()) return {};
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["waiting among"], {jsonTexts(ids), chairpersonId});
  });
  std::set<std::string> waiting;
  for (const auto& row : result.rows) waiting.insert(row.text("id"));
  return waiting;
}

void SqlAuthorisations::recordStanding(const Authorisation& authorisation) {
  runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, authorisation.chairpersonId);
    auto standing = authorisation;
    standing.standing = true;
    const bool inserted = insert(session, sql_, standing);
    if (inserted) {
      changes.note("", "standing-authorisation",
                   jsonObject({{"id", standing.id},
                               {"commission", standing.commissionId},
                               {"kinds", kindsToJson(standing.kinds)},
                               {"validFrom", standing.validFrom ? isoDate(*standing.validFrom) : ""},
                               {"validTo", standing.validTo ? isoDate(*standing.validTo) : ""},
                               {"statementDigest", standing.statementDigest}}));
    }
    changes.write();
    return inserted;
  });
}

bool SqlAuthorisations::revoke(const std::string& id, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    if (session.run(sql_["revoke"], {id}).rows.empty()) return false;
    changes.note("", "authorisation-revoked", jsonObject({{"id", id}}));
    // What it alone let through and is not signed yet waits for the chairperson again; a worker at it has lost it.
    std::vector<std::string> documents;
    for (const auto& row : session.run(sql_["authorised by nothing else"], {id}).rows) {
      documents.push_back(row.text("id"));
      changes.moved(row.text("id"), kindFrom(row.text("kind")), State::authorised, State::sent,
                    Event::authorisationRevoked, {{"authorisation", id}});
    }
    if (!documents.empty()) {
      session.post(sql_["back to chairperson"],
                   {jsonTexts(documents), problemsToJson({{"authorisationTakenBack", {{"authorisation", id}}}})});
      session.post(sql_["forget signature values"], {jsonTexts(documents)});
    }
    // What another one covers too stays authorised, but not in the hands of a worker that signs by this one.
    std::vector<std::string> others;
    for (const auto& row : session.run(sql_["authorised by it too"], {id}).rows) others.push_back(row.text("id"));
    if (!others.empty()) {
      session.post(sql_["take from workers"], {jsonTexts(others)});
      session.post(sql_["forget signature values"], {jsonTexts(others)});
    }
    changes.write();
    return true;
  });
}

std::vector<CertificateInUse> SqlAuthorisations::certificates() {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["certificates in use"]); });
  std::vector<CertificateInUse> certificates;
  std::set<std::string> seen;
  for (const auto& row : result.rows) {
    if (!seen.insert(row.text("chairperson_id")).second) continue;  // the one before this
    certificates.push_back({.chairpersonId = row.text("chairperson_id"),
                            .commissionId = row.text("commission_id"),
                            .digest = row.text("certificate_digest"),
                            .until = toTimestamp(row.integer("certificate_until")),
                            .usedAt = toTimestamp(row.integer("used_at"))});
  }
  std::ranges::stable_sort(certificates, {}, &CertificateInUse::until);
  return certificates;
}

std::vector<Authorisation> SqlAuthorisations::list(const std::string& commissionId) {
  const auto result = runner_.read([&](SqlSession& session) {
    return commissionId.empty() ? session.run(sql_["authorisations"])
                                : session.run(sql_["authorisations of commission"], {commissionId});
  });
  std::vector<Authorisation> authorisations;
  for (const auto& row : result.rows) authorisations.push_back(authorisationFrom(row));
  return authorisations;
}

int SqlAuthorisations::applyStanding(int limit) {
  const auto& covering = sql_["covered by standing authorisations"];
  // Asked often: nobody is kept from writing while there is nothing to do.
  const bool any = runner_.read([&](SqlSession& session) {
    return !session.run(covering, {std::int64_t{1}, runner_.today(session)}).rows.empty();
  });
  if (!any) return 0;
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, "standing-authorisation");
    Covered covered(session, sql_, changes);
    std::map<std::string, bool> documents;
    for (const auto& row : session.run(covering, {std::int64_t{limit}, runner_.today(session)}).rows) {
      if (!documents.emplace(row.text("id"), true).second) continue;  // covered twice
      covered.add(row.text("id"), kindFrom(row.text("kind")), row.text("content_digest"), row.text("authorisation_id"));
    }
    std::vector<std::string> ids;
    for (const auto& [id, once] : documents) ids.push_back(id);
    session.post(sql_["authorise these"], {jsonTexts(ids)});
    covered.write();
    changes.write();
    return static_cast<int>(ids.size());
  });
}

bool SqlAuthorisations::reject(const std::string& documentId, const std::string& chairpersonId,
                               const std::string& reason) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, chairpersonId);
    const auto found = session.run(sql_["document to reject"], {documentId, chairpersonId});
    if (found.rows.empty()) return false;
    session.post(sql_["reject"], {documentId, reason});
    session.post(sql_["give up numbers"], {jsonTexts({documentId})});
    session.post(sql_["forget signature values"], {jsonTexts({documentId})});
    // The reason is a person's words about a person: it stays with the document, not in the trail.
    changes.moved(documentId, kindFrom(found.rows[0].text("kind")), stateFrom(found.rows[0].text("state")),
                  State::returned, Event::rejected);
    changes.write();
    return true;
  });
}

Coverage SqlAuthorisations::covering(const std::string& documentId, const std::string& contentDigest) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["covering authorisations"], {documentId, contentDigest, "{\"id\":\"", "\"}"});
  });
  Coverage coverage;
  for (const auto& row : result.rows) {
    coverage.authorisations.push_back(authorisationFrom(row));
    coverage.today = runner_.zone().dateOf(toTimestamp(row.integer("now")));
  }
  return coverage;
}

std::optional<Authorisation> SqlAuthorisations::authorisation(const std::string& id) {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["authorisation"], {id}); });
  return result.rows.empty() ? std::nullopt : std::optional(authorisationFrom(result.rows[0]));
}

std::vector<AuthorisedContent> SqlAuthorisations::covered(const std::string& id) {
  const auto result =
      runner_.read([&](SqlSession& session) { return session.run(sql_["covered by authorisation"], {id}); });
  std::vector<AuthorisedContent> contents;
  for (const auto& row : result.rows) contents.push_back({row.text("document_id"), row.text("content_digest")});
  return contents;
}

// In steps, each within the deadline.
void SqlAuthorisations::forEachUncovered(const std::function<void(const std::string& documentId)>& visit) {
  const auto last = runner_.read(
      [&](SqlSession& session) { return session.run(sql_["last sequence"]).rows.at(0).integer("sequence"); });
  for (std::int64_t after = 0; after < last; after += kDocumentsAtOnce) {
    const auto result = runner_.read([&](SqlSession& session) {
      return session.run(sql_["signed and not covered"], {after, after + kDocumentsAtOnce});
    });
    for (const auto& row : result.rows) visit(row.text("id"));
  }
}

std::vector<Authorisation> SqlAuthorisations::withoutReceipt(const std::string& afterId, int limit) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["without receipt"], {std::int64_t{limit}, afterId});
  });
  std::vector<Authorisation> authorisations;
  for (const auto& row : result.rows) authorisations.push_back(authorisationFrom(row));
  return authorisations;
}

void SqlAuthorisations::keepReceipt(const std::string& id, const std::string& receiptDigest) {
  runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, "receipt");
    const auto kept = session.run(sql_["keep receipt"], {id, receiptDigest}).changed;
    changes.note("", "receipt", jsonObject({{"authorisation", id}, {"receiptDigest", receiptDigest}}));
    changes.write();
    return kept;
  });
}

}  // namespace balalyk
