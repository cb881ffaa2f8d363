#include "connectors/database/PortalTables.h"

#include "connectors/database/Connection.h"
#include "connectors/database/DocumentRow.h"
#include "connectors/database/Migrations.h"
#include "connectors/database/RecordColumns.h"
#include "connectors/database/SqlCatalogue.h"
#include "connectors/database/SqlVoucherQuotas.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/Pin.h"
#include "pipeline/stages/NewDocuments.h"

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

constexpr std::chrono::years kVoucherAge(7);  // up to this birthday

// The voucher of an approval; nullopt: nothing to list, without a kindergarten, an amount or a day.
std::optional<VoucherHolder> voucherOf(const Application& application, Date today) {
  const auto facts = readPin(application.child.pin, today);
  if (!application.kindergarten || !application.amountPerMonth || !application.sittingDate || !facts)
    return std::nullopt;
  const auto sitting = *application.sittingDate;
  auto birthday = facts->birthDate + kVoucherAge;
  if (!birthday.ok()) birthday = birthday.year() / std::chrono::March / 1;  // of the 29th of February
  VoucherHolder voucher{.key = application.origin.key,
                        .child = application.child.name,
                        .amountPerMonth = *application.amountPerMonth,
                        .from = (sitting.year() / sitting.month() + std::chrono::months(1)) / 1,
                        .to = std::chrono::sys_days(birthday) - std::chrono::days(1),
                        .protocolNumber = application.protocolNumber,
                        .protocolDate = sitting};
  return voucher.from <= voucher.to ? std::optional(voucher) : std::nullopt;
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

  void take(const Approval& approval) {
    const auto taken = SqlVoucherQuotas::take(*session, sql, approval);
    if (taken.outcome == VoucherQuotas::Outcome::exhausted)
      throw Error("quotaExceeded", {{"region", taken.region}, {"year", std::to_string(approval.year)}});
    if (taken.outcome == VoucherQuotas::Outcome::childHasOne)
      throw Error("childHasVoucher", {{"key", taken.applicationKey}});
  }

  Date today() { return options.zone.dateOf(toTimestamp(run("now", {}).rows.at(0).integer("now"))); }

  void endVouchers(const std::string& applicationKey) {
    run("remove coming vouchers", {applicationKey, isoDate(today())});
    run("end vouchers", {applicationKey, isoDate(today())});
  }

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
  });
}

void PortalTables::decide(const Application& given, Decision decision) {
  together([&] {
    auto application = given;
    const auto& key = application.origin.key;
    application.approved = decision == Decision::approved;
    const auto approval = approvalOf(application);
    if (approval && !application.amountPerMonth && application.benefits.size() == 1)
      application.amountPerMonth = state_->options.amounts.amountOf(
          application.benefits[0].code, application.childPlace.soate, *application.sittingDate);
    put(application, decision);
    if (!approval) {
      SqlVoucherQuotas::giveBack(*state_->session, state_->sql, {key});
      return state_->endVouchers(key);
    }
    state_->take(*approval);
    const auto typed = state_->run("typed vouchers", {key}).rows.at(0).integer("vouchers");
    if (typed > 0) return;
    // Decided once more, it may have nothing to list any more.
    const auto voucher = voucherOf(application, state_->today());
    if (!voucher) return state_->endVouchers(key);
    put(*voucher, application.kindergarten->id, key, application.origin.synthetic);
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
