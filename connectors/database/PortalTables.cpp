#include "connectors/database/PortalTables.h"

#include "connectors/database/Migrations.h"
#include "connectors/database/casework/DecisionEffects.h"
#include "connectors/database/casework/FoldedNames.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/Connection.h"
#include "connectors/database/session/RecordColumns.h"
#include "connectors/database/session/SqlCatalogue.h"

namespace balalyk {

namespace {

std::int64_t number(bool value) {
  return value ? 1 : 0;
}

template <class Record>
std::vector<SqlValue> valuesOf(std::vector<SqlValue> before, const Record& record) {
  for (auto& cell : tableCells(record)) before.push_back(std::move(cell.value));
  return before;
}

}  // namespace

struct PortalTables::State {
  State(const std::string& connection, const DatabaseOptions& given)
      : options(given),
        engine(makeEngine(connection, given)),
        sql(engine->dialect()),
        session(engine->connect(deadline())) {
    requireMigrated(*session, engine->dialect());
  }

  SqlDeadline deadline() const { return std::chrono::steady_clock::now() + options.deadline; }

  SqlResult run(std::string_view name, const std::vector<SqlValue>& values) { return session->run(sql[name], values); }

  void inTransaction(const std::function<void()>& work) {
    if (inside) return work();
    session->setDeadline(deadline());
    session->begin(SqlAccess::write);
    inside = true;
    try {
      work();
      session->commit();
      inside = false;
    } catch (...) {
      inside = false;
      session->rollback();
      throw;
    }
    engine->announceChange();
  }

  Date today() { return options.zone.dateOf(toTimestamp(run("now", {}).rows.at(0).integer("now"))); }

  void attendance(const std::string& table, const std::string& key, const std::vector<Member>& members) {
    run("clear " + table + " attendance", {key});
    std::int64_t position = 0;
    for (const auto& member : members) run("put " + table + " attendance", {key, position++, member.id});
  }

  const DatabaseOptions options;
  std::unique_ptr<SqlEngine> engine;
  const SqlCatalogue sql;
  std::unique_ptr<SqlSession> session;
  bool inside = false;
};

PortalTables::PortalTables(const std::string& connection, const DatabaseOptions& options)
    : state_(std::make_unique<State>(connection, options)) {}

PortalTables::~PortalTables() = default;

void PortalTables::together(const std::function<void()>& work) {
  state_->inTransaction(work);
}

void PortalTables::put(const Commission& commission) {
  together([&] { state_->run("put commission", valuesOf({}, commission)); });
}

void PortalTables::put(const Member& member) {
  together([&] { state_->run("put member", valuesOf({}, member)); });
}

void PortalTables::put(const BenefitCategory& category) {
  together([&] { state_->run("put benefit category", valuesOf({}, category)); });
}

void PortalTables::put(const Kindergarten& kindergarten, const std::string& commissionId, bool synthetic) {
  together([&] { state_->run("put kindergarten", valuesOf({commissionId, number(synthetic)}, kindergarten)); });
}

void PortalTables::put(const Application& application, Decision decision) {
  const SqlValue decided = decision == Decision::undecided  ? SqlValue{}
                           : decision == Decision::approved ? SqlValue{"approved"}
                                                            : SqlValue{"rejected"};
  together([&] {
    const auto& key = application.origin.key;
    state_->run("put application", valuesOf({decided}, application));
    std::int64_t position = 0;
    state_->run("clear application benefits", {key});
    for (const auto& benefit : application.benefits) {
      state_->run("put application benefit", {key, position++, benefit.code});
    }
    state_->attendance("application", key, application.ticked);
    state_->run("clear application documents", {key});
    for (const auto& document : application.documentsShown) {
      state_->run("put application document", {key, position++, document.ky, document.ru});
    }
    const NamedApplication named{key, application.commission.id, application.child.name, application.guardian.name,
                                 application.protocolNumber};
    keepFolded(*state_->session, state_->sql, {&named, 1});
  });
}

void PortalTables::decide(const Application& given, Decision decision) {
  together([&] {
    DecisionEffects effects(*state_->session, state_->sql, state_->today());
    auto application = given;
    application.approved = decision == Decision::approved;
    const bool approves = application.approved && application.sittingDate;
    if (approves && !application.amountPerMonth && application.benefits.size() == 1)
      application.amountPerMonth = state_->options.amounts.amountOf(
          application.benefits[0].code, application.childPlace.soate, *application.sittingDate);
    if (approves)
      if (const auto problem = effects.take(application)) throw Error(*problem);
    put(application, decision);
    approves ? effects.makeVoucher(application) : effects.takeBack(application.origin.key);
  });
}

void PortalTables::put(const MealSubsidy& meal) {
  together([&] {
    state_->run("put meal", valuesOf({}, meal));
    state_->attendance("meal", meal.origin.key, meal.ticked);
  });
}

void PortalTables::put(const VoucherHolder& voucher, const std::string& kindergartenId,
                       const std::string& applicationKey, bool synthetic) {
  together([&] {
    state_->run("put voucher", valuesOf({kindergartenId, orNull(applicationKey), number(synthetic)}, voucher));
  });
}

void PortalTables::putUpload(const std::string& id, const std::string& fileName, const std::string& content) {
  together([&] { state_->run("put upload", {id, fileName, SqlBlob{content}}); });
}

void PortalTables::touch(Source source, const std::string& key) {
  together([&] { state_->run(std::string("touch ") + toString(source), {key}); });
}

void PortalTables::setSending(const std::string& commissionId, Sending sending) {
  const std::string word = sending == Sending::atOnce ? "at-once" : "by-secretary";
  together([&] { state_->run("set sending", {commissionId, word}); });
}

void PortalTables::setActive(const std::string& memberId, bool active) {
  together([&] { state_->run("set active", {memberId, number(active)}); });
}

void PortalTables::removeVoucher(const std::string& key) {
  together([&] { state_->run("remove voucher", {key}); });
}

std::int64_t PortalTables::applications() const {
  state_->session->setDeadline(state_->deadline());
  return state_->run("count applications", {}).rows.at(0).integer("records");
}

bool PortalTables::holdsApplication(const std::string& key) const {
  state_->session->setDeadline(state_->deadline());
  return !state_->run("application is held", {key}).rows.empty();
}

}  // namespace balalyk
