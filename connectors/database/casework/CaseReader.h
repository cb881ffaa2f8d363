#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/Applications.h"

namespace balalyk {

// An application as it is kept.
struct StoredCase {
  Application record;  // without what the form holds
  ApplicationForm form;
  int version = 0;
  std::optional<Decision> decision;
  std::string savedBy, openedBy;  // accounts
  std::optional<Timestamp> savedAt, openedAt;
  std::optional<ProtocolStanding> protocol;
};

// What its page shows beside it.
struct CaseSurroundings {
  std::map<std::string, Member> members;  // to tick, by id
  std::vector<Kindergarten> kindergartens;
  std::optional<Doing> saved, opened;
};

// Reads one application within a session.
class CaseReader {
 public:
  CaseReader(SqlSession& session, const SqlRunner& runner) : session_(session), sql_(runner.sql()), runner_(runner) {}

  std::optional<StoredCase> find(const std::string& id, const Commissions& commissions);
  // The record that a form makes of it. What the form names and there is not (a member of another commission, an
  // unknown category) is left out.
  Application record(const StoredCase& stored, const ApplicationForm& form);

  // Active ones, those who are ticked, and of this commission those whom `named` holds; by id.
  std::map<std::string, Member> membersToTick(const StoredCase& stored, const std::vector<std::string>& named);
  // The last that is read in a transaction.
  CaseSurroundings surroundings(const StoredCase& stored);
  std::vector<BenefitCategory> categories();
  std::optional<Doing> doing(const StoredCase& stored, const std::string& accountId, std::optional<Timestamp> at);
  // The database's time when it was found.
  Timestamp now() const { return now_; }

 private:
  static ApplicationForm formOf(const SqlRow& row, const SqlResult& benefits, const SqlResult& ticked,
                                const SqlResult& documents);
  SqlAsk askMembers(const StoredCase& stored, const std::vector<std::string>& named) const;
  std::optional<Kindergarten> kindergarten(const StoredCase& stored, const std::string& id);

  SqlSession& session_;
  const SqlCatalogue& sql_;
  const SqlRunner& runner_;
  Timestamp now_{};
};

// Problems that other records make of its number, within a session.
std::vector<Problem> numberRivals(SqlSession& session, const SqlCatalogue& sql, const Application& record);

}  // namespace balalyk
