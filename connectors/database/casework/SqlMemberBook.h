#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/MemberBook.h"

namespace balalyk {

class ChangeLog;

class SqlMemberBook final : public MemberBook {
 public:
  explicit SqlMemberBook(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::vector<Commission> commissions(const Permission& by) override;
  std::vector<ListedEntry> members(const Permission& by, const std::string& commissionId) override;
  std::optional<ListedEntry> member(const Permission& by, const std::string& id) override;
  MemberUse use(const Permission& by, const std::string& id) override;
  Result add(const Permission& by, const Member& member, const std::string& actor) override;
  Result change(const Permission& by, const Member& member, std::int64_t version, const std::string& actor) override;
  Result setActive(const Permission& by, const std::string& id, std::int64_t version, bool active,
                   const std::string& actor) override;
  Result remove(const Permission& by, const std::string& id, std::int64_t version, const std::string& actor) override;
  bool noteShown(const Permission& by, const std::string& id, const std::string& actor) override;

 private:
  std::optional<ListedEntry> read(SqlSession& session, const Permission& by, const std::string& id);
  std::optional<Result> refused(SqlSession& session, const Member& member);
  Result write(SqlSession& session, ChangeLog& changes, const ListedEntry& before, const Member& after,
               std::int64_t version);
  bool isUsed(SqlSession& session, const Member& member);

  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
