#include "connectors/database/casework/SqlMealBook.h"

#include <map>

#include "connectors/database/casework/SqlPermission.h"
#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/documents/TakeBatch.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/rows/RecordRows.h"
#include "connectors/database/rows/ShownColumns.h"
#include "connectors/database/rows/TableRows.h"
#include "connectors/database/session/JsonText.h"
#include "connectors/database/session/RecordColumns.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/Uuid.h"
#include "pipeline/record/RecordWords.h"
#include "pipeline/stages/NewDocuments.h"

namespace balalyk {

namespace {

constexpr std::int64_t kUnusedFor = std::chrono::milliseconds(std::chrono::hours(7 * 24)).count();

SqlValue dayOrNull(const std::optional<Date>& date) {
  return date ? SqlValue{isoDate(*date)} : SqlValue{};
}

std::optional<Person> childOf(const SqlRow& row) {
  Person child{.name = {row.text("child_surname"), row.text("child_given_name"), row.text("child_patronymic")},
               .pin = row.text("child_pin"),
               .statedBirthDate = dateFromIso(row.text("child_birth_date"))};
  return child == Person{} ? std::nullopt : std::optional(std::move(child));
}

std::optional<UploadedFile> fileOf(const SqlRow& row, const std::string& id) {
  if (id.empty() || row.isNull("file_name")) return std::nullopt;
  return UploadedFile{id, row.text("file_name"), row.integer("file_size"), static_cast<int>(row.integer("file_pages"))};
}

MealEntry entryFrom(const SqlRow& row) {
  MealEntry entry{.version = row.integer("version")};
  auto& record = entry.record;
  record.origin = {.key = row.text("id"), .changedAt = row.integer("changed_at"), .synthetic = row.flag("synthetic")};
  record.commission = {
      .id = row.text("commission_id"),
      .name = {row.text("commission_name_ky"), row.text("commission_name_ru")},
      .place = {row.text("commission_place_ky"), row.text("commission_place_ru")},
      .soate = row.text("commission_soate"),
      .languages = wordFrom<ProtocolLanguages>(row.text("commission_languages")).value_or(ProtocolLanguages::ky),
      .localBody = {row.text("commission_local_body_ky"), row.text("commission_local_body_ru")}};
  record.protocolNumber = row.text("protocol_number");
  record.sittingDate = dateFromIso(row.text("sitting_date"));
  record.child = childOf(row);
  if (!row.isNull("kindergarten_name_ky"))
    record.kindergarten =
        Kindergarten{row.text("kindergarten_id"), {row.text("kindergarten_name_ky"), row.text("kindergarten_name_ru")}};
  record.amountPerDay = row.optionalInteger("amount_per_day");
  record.comments = row.text("comments");
  record.uploadId = row.text("upload_id");
  entry.file = fileOf(row, record.uploadId);
  return entry;
}

std::string detailOf(const MealSubsidy& meal) {
  return jsonObject({{"commission", meal.commission.id}, {"record", meal.origin.key}});
}

}  // namespace

// What belongs to the entries beside their rows: two more queries, however many there are.
std::vector<MealEntry> SqlMealBook::complete(SqlSession& session, const SqlResult& found) {
  std::vector<MealEntry> entries;
  std::vector<std::string> keys;
  std::map<std::string, std::size_t> places;
  for (const auto& row : found.rows) {
    places[row.text("id")] = entries.size();
    keys.push_back(row.text("id"));
    entries.push_back(entryFrom(row));
  }
  if (entries.empty()) return entries;
  for (const auto& row : session.run(sql_["attendance of meals"], {jsonTexts(keys)}).rows)
    entries[places.at(row.text("meal_subsidy_id"))].record.ticked.push_back(memberOfTable(row));
  for (const auto& row : session.run(sql_["latest revisions of meals"], {jsonTexts(keys)}).rows)
    entries[places.at(row.text("source_key"))].document = documentFrom(row);
  return entries;
}

std::vector<MealEntry> SqlMealBook::meals(const Permission& by, const std::string& commissionId,
                                          const std::string& afterId, int limit) {
  return runner_.snapshot([&](SqlSession& session) {
    return complete(session,
                    session.run(sql_["meal entries of commission"],
                                {everywhereOf(by), commissionsOf(by), commissionId, afterId, std::int64_t{limit}}));
  });
}

std::optional<MealEntry> SqlMealBook::read(SqlSession& session, const Permission& by, const std::string& id) {
  auto entries = complete(session, session.run(sql_["meal entry"], {everywhereOf(by), commissionsOf(by), id}));
  return entries.empty() ? std::nullopt : std::optional(std::move(entries[0]));
}

std::optional<MealEntry> SqlMealBook::meal(const Permission& by, const std::string& id) {
  return runner_.snapshot([&](SqlSession& session) { return read(session, by, id); });
}

std::vector<Kindergarten> SqlMealBook::kindergartens(const Permission& by, const std::string& commissionId) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["kindergartens of commission"], {everywhereOf(by), commissionsOf(by), commissionId});
  });
  std::vector<Kindergarten> kindergartens;
  for (const auto& row : result.rows)
    kindergartens.push_back({row.text("id"), {row.text("name_ky"), row.text("name_ru")}});
  return kindergartens;
}

std::optional<UploadedFile> SqlMealBook::readFile(SqlSession& session, const Permission& by,
                                                  const std::string& commissionId, const std::string& fileId) {
  const auto rows =
      session.run(sql_["file of commission"], {everywhereOf(by), commissionsOf(by), commissionId, fileId}).rows;
  return rows.empty() ? std::nullopt : fileOf(rows[0], fileId);
}

std::optional<UploadedFile> SqlMealBook::file(const Permission& by, const std::string& commissionId,
                                              const std::string& fileId) {
  return runner_.read([&](SqlSession& session) { return readFile(session, by, commissionId, fileId); });
}

// A kindergarten or a file of another commission, whose id a form that was tampered with may carry.
bool SqlMealBook::namesForeign(SqlSession& session, const Permission& by, const MealSubsidy& meal) {
  const auto& commission = meal.commission.id;
  if (meal.kindergarten) {
    const auto rows = session.run(sql_["commission of kindergarten"], {meal.kindergarten->id}).rows;
    if (rows.empty() || rows[0].text("commission_id") != commission) return true;
  }
  return !meal.uploadId.empty() && !readFile(session, by, commission, meal.uploadId);
}

void SqlMealBook::attend(SqlSession& session, const MealSubsidy& meal) {
  session.run(sql_["clear meal attendance"], {meal.origin.key});
  JsonRows rows;
  std::int64_t place = 0;
  for (const auto& member : meal.ticked) rows.row().integer("place", place++).text("member", member.id);
  if (!rows.empty()) session.run(sql_["attend meal"], {meal.origin.key, rows.str(), meal.commission.id});
}

MealBook::Result SqlMealBook::addWithin(SqlSession& session, const Permission& by, MealSubsidy meal,
                                        const std::string& key, ChangeLog& changes) {
  const auto& commission = meal.commission.id;
  if (!by.ofCommission(commission) || session.run(sql_["commission there"], {commission}).rows.empty() ||
      namesForeign(session, by, meal))
    return {.outcome = Outcome::notFound};
  if (!session.run(sql_["meal there"], {key}).rows.empty()) return {.outcome = Outcome::done, .id = key};
  meal.origin.key = key;
  meal.origin.synthetic = session.run(sql_["commission is invented"], {commission}).rows.at(0).flag("synthetic");
  std::vector<SqlValue> values;
  for (auto& cell : tableCells(meal)) values.push_back(std::move(cell.value));
  session.run(sql_["put meal"], values);
  attend(session, meal);
  changes.note("", "mealAdded", detailOf(meal));
  return {.outcome = Outcome::done, .id = meal.origin.key};
}

MealBook::Result SqlMealBook::change(SqlSession& session, const Permission& by, MealSubsidy meal, std::int64_t version,
                                     const std::string& reason, ChangeLog& changes) {
  auto before = read(session, by, meal.origin.key);
  if (!before) return {.outcome = Outcome::notFound};
  meal.commission = before->record.commission;
  if (namesForeign(session, by, meal)) return {.outcome = Outcome::notFound};
  auto there = before->record;
  there.origin = meal.origin;
  // Saved by this very form, whose answer was lost.
  if (before->version == version + 1 && there == meal) return {.outcome = Outcome::done, .id = meal.origin.key};
  const auto& document = before->document;
  if (before->frozen()) return {.outcome = Outcome::frozen, .id = meal.origin.key, .state = document->state};
  if (before->version != version)
    return {.outcome = Outcome::conflict, .id = meal.origin.key, .theirs = std::move(before)};
  if (document && document->state == State::published && reason.empty())
    return {.outcome = Outcome::reasonMissing, .id = meal.origin.key, .state = document->state};
  const auto child = meal.child.value_or(Person{});
  session.run(sql_["change meal"],
              {meal.origin.key, version, meal.protocolNumber, dayOrNull(meal.sittingDate), child.name.surname,
               child.name.givenName, child.name.patronymic, child.pin, dayOrNull(child.statedBirthDate),
               meal.kindergarten ? SqlValue{meal.kindergarten->id} : SqlValue{},
               meal.amountPerDay ? SqlValue{*meal.amountPerDay} : SqlValue{}, meal.comments, orNull(meal.uploadId)});
  attend(session, meal);
  changes.note("", "mealChanged", detailOf(meal));
  return {.outcome = Outcome::done, .id = meal.origin.key, .state = document ? document->state : State{}};
}

// Of what the view shows now, as the night would read it.
std::string SqlMealBook::regenerate(SqlSession& session, const std::string& id, const std::string& reason,
                                    const std::string& actor) {
  const auto statement = asShown(session, sql_, Source::mealSubsidy, sql_["meals of keys"]);
  auto record = mealSubsidyFrom(session.run(statement, {jsonTexts({id})}).rows.at(0));
  const auto file =
      session.run(sql_["uploads of ids"], {jsonTexts({record.uploadId}), static_cast<std::int64_t>(kLargestUpload)})
          .rows;
  if (!record.uploadId.empty() && !file.empty()) {
    record.uploadSize = file[0].optionalInteger("size");
    record.uploadDigest = file[0].text("digest");
  }
  auto document = newDocument(check(record, runner_.zone().dateOf(runner_.now(session))));
  balalyk::regenerate(document, reason);
  return takeWithin(session, sql_, {&document, 1}, actor).at(0).documentId;
}

// The audit head is held first: between what is read and what is written nothing is sent or authorised.
MealBook::Result SqlMealBook::save(const Permission& by, const MealSubsidy& meal, std::int64_t version,
                                   const std::string& reason, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    auto result = meal.origin.key.empty() ? addWithin(session, by, meal, newUuid(changes.now()), changes)
                                          : change(session, by, meal, version, reason, changes);
    changes.write();
    if (result.outcome == Outcome::done && result.state == State::published)
      result.regenerated = regenerate(session, result.id, reason, actor);
    return result;
  });
}

MealBook::Result SqlMealBook::add(const Permission& by, const MealSubsidy& meal, const std::string& key,
                                  const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    auto result = addWithin(session, by, meal, key, changes);
    changes.write();
    return result;
  });
}

std::optional<UploadedFile> SqlMealBook::keepFile(const Permission& by, const std::string& commissionId,
                                                  const NewFile& file, const std::string& actor) {
  return runner_.write([&](SqlSession& session) -> std::optional<UploadedFile> {
    ChangeLog changes(session, sql_, actor);
    if (!by.ofCommission(commissionId) || session.run(sql_["commission there"], {commissionId}).rows.empty())
      return std::nullopt;
    session.run(sql_["forget unused files"], {kUnusedFor});
    UploadedFile kept{commissionId + "." + file.digest, file.name, static_cast<std::int64_t>(file.content.size()),
                      file.pages};
    session.run(sql_["keep file"],
                {kept.id, kept.name, SqlBlob{std::string(file.content)}, commissionId, std::int64_t{file.pages}});
    changes.note("", "fileUploaded", jsonObject({{"commission", commissionId}, {"digest", file.digest}}));
    changes.write();
    return kept;
  });
}

}  // namespace balalyk
