#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/MealBook.h"

namespace balalyk {

class ChangeLog;

class SqlMealBook final : public MealBook {
 public:
  explicit SqlMealBook(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::vector<MealEntry> meals(const Permission& by, const std::string& commissionId, const std::string& afterId,
                               int limit) override;
  std::optional<MealEntry> meal(const Permission& by, const std::string& id) override;
  std::vector<Kindergarten> kindergartens(const Permission& by, const std::string& commissionId) override;
  Result add(const Permission& by, const MealSubsidy& meal, const std::string& key, const std::string& actor) override;
  Result save(const Permission& by, const MealSubsidy& meal, std::int64_t version, const std::string& reason,
              const std::string& actor) override;
  std::optional<UploadedFile> keepFile(const Permission& by, const std::string& commissionId, const NewFile& file,
                                       const std::string& actor) override;
  std::optional<UploadedFile> file(const Permission& by, const std::string& commissionId,
                                   const std::string& fileId) override;

 private:
  std::vector<MealEntry> complete(SqlSession& session, const SqlResult& found);
  std::optional<MealEntry> read(SqlSession& session, const Permission& by, const std::string& id);
  std::optional<UploadedFile> readFile(SqlSession& session, const Permission& by, const std::string& commissionId,
                                       const std::string& fileId);
  bool namesForeign(SqlSession& session, const Permission& by, const MealSubsidy& meal);
  Result addWithin(SqlSession& session, const Permission& by, MealSubsidy meal, const std::string& key,
                   ChangeLog& changes);
  Result change(SqlSession& session, const Permission& by, MealSubsidy meal, std::int64_t version,
                const std::string& reason, ChangeLog& changes);
  std::string regenerate(SqlSession& session, const std::string& id, const std::string& reason,
                         const std::string& actor);
  void attend(SqlSession& session, const MealSubsidy& meal);

  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
