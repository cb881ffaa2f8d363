#include "connectors/database/casework/SqlMemberBook.h"

#include "connectors/database/casework/SqlPermission.h"
#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/rows/TableRows.h"
#include "connectors/database/session/JsonText.h"
#include "connectors/database/session/RecordColumns.h"
#include "pipeline/domain/Uuid.h"
#include "pipeline/record/RecordWords.h"

namespace balalyk {

namespace {

ListedEntry entryFrom(const SqlRow& row) {
  return {memberOfTable(row), row.integer("version"), toTimestamp(row.integer("changed_at"))};
}

std::string detailOf(const Member& member, std::map<std::string, std::string> more = {}) {
  more["member"] = member.id;
  more["commission"] = member.commissionId;
  return jsonObject(more);
}

// Names of the fields that differ, as the table has them: what was in them is nobody's business in the trail.
std::string changedFields(const Member& before, const Member& after) {
  std::string names;
  const auto were = tableCells(before), are = tableCells(after);
  for (std::size_t i = 0; i < were.size(); ++i)
    if (were[i].value != are[i].value) names += (names.empty() ? "" : " ") + were[i].column;
  return names;
}

std::vector<std::string> texts(const SqlResult& result, const char* column) {
  std::vector<std::string> all;
  for (const auto& row : result.rows) all.push_back(row.text(column));
  return all;
}

}  // namespace

std::vector<Commission> SqlMemberBook::commissions(const Permission& by) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["open commissions"], {everywhereOf(by), commissionsOf(by)});
  });
  std::vector<Commission> commissions;
  for (const auto& row : result.rows) commissions.push_back(commissionOfTable(row));
  return commissions;
}

std::vector<ListedEntry> SqlMemberBook::members(const Permission& by, const std::string& commissionId) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["entries of commission"], {everywhereOf(by), commissionsOf(by), commissionId});
  });
  std::vector<ListedEntry> entries;
  for (const auto& row : result.rows) entries.push_back(entryFrom(row));
  return entries;
}

std::optional<ListedEntry> SqlMemberBook::read(SqlSession& session, const Permission& by, const std::string& id) {
  const auto rows = session.run(sql_["entry"], {everywhereOf(by), commissionsOf(by), id}).rows;
  return rows.empty() ? std::nullopt : std::optional(entryFrom(rows[0]));
}

std::optional<ListedEntry> SqlMemberBook::member(const Permission& by, const std::string& id) {
  return runner_.read([&](SqlSession& session) { return read(session, by, id); });
}

bool SqlMemberBook::isUsed(SqlSession& session, const Member& member) {
  const auto any = [&](const char* statement, std::initializer_list<SqlValue> values) {
    return !session.run(sql_[statement], values).rows.empty();
  };
  return any("attended by entry", {member.id}) || any("any account by entry", {member.id}) ||
         any("document of chairperson", {member.commissionId, member.id}) ||
         any("authorisation of chairperson", {member.commissionId, member.id});
}

MemberUse SqlMemberBook::use(const Permission& by, const std::string& id) {
  return runner_.snapshot([&](SqlSession& session) {
    MemberUse use;
    const auto entry = read(session, by, id);
    if (!entry) return use;
    use.accounts = texts(session.run(sql_["accounts by entry"], {id}), "account_id");
    use.waiting = texts(session.run(sql_["applications waiting with entry"], {id}), "id");
    for (const auto& row : session.run(sql_["under way of commission"], {entry->member.commissionId, id}).rows)
      use.underWay.push_back(documentFrom(row));
    use.everUsed = isUsed(session, entry->member);
    return use;
  });
}

// What a list may not hold. The audit head is held: no other change of a list comes between.
std::optional<MemberBook::Result> SqlMemberBook::refused(SqlSession& session, const Member& member) {
  const auto twin = session.run(sql_["entry with pin"], {member.commissionId, member.pin, member.id}).rows;
  if (!twin.empty()) return Result{Outcome::personListed, member.id, twin[0].text("id")};
  if (!member.active || member.role != CommissionRole::chairperson) return std::nullopt;
  const auto other = session.run(sql_["active chairperson besides"], {member.commissionId, member.id}).rows;
  if (other.empty()) return std::nullopt;
  return Result{Outcome::chairpersonListed, member.id, other[0].text("id")};
}

MemberBook::Result SqlMemberBook::add(const Permission& by, const Member& given, const std::string& actor) {
  return runner_.write([&](SqlSession& session) -> Result {
    ChangeLog changes(session, sql_, actor);
    auto member = given;
    if (member.id.empty()) member.id = newUuid(changes.now());
    const Permission there{.everywhere = by.everywhere, .commissions = by.commissions};
    if (!there.ofCommission(member.commissionId)) return {Outcome::notFound};
    if (session.run(sql_["commission there"], {member.commissionId}).rows.empty()) return {Outcome::notFound};
    if (!session.run(sql_["entry there"], {member.id}).rows.empty()) return {Outcome::done, member.id};
    if (auto result = refused(session, member)) return *std::move(result);
    std::vector<SqlValue> values;
    for (auto& cell : tableCells(member)) values.push_back(std::move(cell.value));
    session.run(sql_["add entry"], values);
    changes.note("", "memberAdded", detailOf(member, {{"role", toString(member.role)}}));
    changes.write();
    return {Outcome::done, member.id};
  });
}

MemberBook::Result SqlMemberBook::write(SqlSession& session, ChangeLog& changes, const ListedEntry& before,
                                        const Member& after, std::int64_t version) {
  if (before.version != version) return {.outcome = Outcome::conflict, .id = after.id, .theirs = before};
  const auto fields = changedFields(before.member, after);
  if (fields.empty()) return {Outcome::done, after.id};
  if (auto result = refused(session, after)) return *std::move(result);
  session.run(sql_["change entry"],
              {after.id, version, after.name.surname, after.name.givenName, after.name.patronymic, after.pin,
               after.position.ky, after.position.ru, after.workplace.ky, after.workplace.ru, after.phone, after.email,
               toString(after.role), std::int64_t{after.active ? 1 : 0}});
  changes.note("", "memberChanged", detailOf(after, {{"fields", fields}}));
  changes.write();
  return {Outcome::done, after.id};
}

MemberBook::Result SqlMemberBook::change(const Permission& by, const Member& member, std::int64_t version,
                                         const std::string& actor) {
  return runner_.write([&](SqlSession& session) -> Result {
    ChangeLog changes(session, sql_, actor);
    const auto before = read(session, by, member.id);
    if (!before) return {Outcome::notFound};
    auto after = member;
    after.commissionId = before->member.commissionId;
    return write(session, changes, *before, after, version);
  });
}

MemberBook::Result SqlMemberBook::setActive(const Permission& by, const std::string& id, std::int64_t version,
                                            bool active, const std::string& actor) {
  return runner_.write([&](SqlSession& session) -> Result {
    ChangeLog changes(session, sql_, actor);
    const auto before = read(session, by, id);
    if (!before) return {Outcome::notFound};
    auto after = before->member;
    after.active = active;
    return write(session, changes, *before, after, version);
  });
}

MemberBook::Result SqlMemberBook::remove(const Permission& by, const std::string& id, std::int64_t version,
                                         const std::string& actor) {
  return runner_.write([&](SqlSession& session) -> Result {
    ChangeLog changes(session, sql_, actor);
    const auto before = read(session, by, id);
    if (!before) return {Outcome::notFound};
    if (before->version != version) return {.outcome = Outcome::conflict, .id = id, .theirs = before};
    const bool kept = isUsed(session, before->member);
    session.run(sql_[kept ? "retire entry" : "delete entry"], {id, version});
    changes.note("", "memberRemoved", detailOf(before->member, {{"kept", kept ? "yes" : "no"}}));
    changes.write();
    return {Outcome::done, id};
  });
}

bool SqlMemberBook::noteShown(const Permission& by, const std::string& id, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    const auto entry = read(session, by, id);
    if (!entry) return false;
    changes.note("", "personalNumberShown", detailOf(entry->member));
    changes.write();
    return true;
  });
}

}  // namespace balalyk
