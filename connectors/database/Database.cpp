#include "connectors/database/Database.h"

#include "connectors/database/Migrations.h"
#include "connectors/database/archive/SqlArchiveExports.h"
#include "connectors/database/archive/SqlArchiveSearch.h"
#include "connectors/database/archive/SqlFixityLog.h"
#include "connectors/database/archive/SqlRetention.h"
#include "connectors/database/casework/SqlAccounts.h"
#include "connectors/database/casework/SqlApiAnswers.h"
#include "connectors/database/casework/SqlApiTokens.h"
#include "connectors/database/casework/SqlApplications.h"
#include "connectors/database/casework/SqlEventFeed.h"
#include "connectors/database/casework/SqlFeedback.h"
#include "connectors/database/casework/SqlInformDuty.h"
#include "connectors/database/casework/SqlIntake.h"
#include "connectors/database/casework/SqlMealBook.h"
#include "connectors/database/casework/SqlMemberBook.h"
#include "connectors/database/casework/SqlNotices.h"
#include "connectors/database/casework/SqlPendingSignIns.h"
#include "connectors/database/casework/SqlSavedViews.h"
#include "connectors/database/casework/SqlSecondFactors.h"
#include "connectors/database/casework/SqlSessions.h"
#include "connectors/database/casework/SqlSignIn.h"
#include "connectors/database/casework/SqlTypedDrafts.h"
#include "connectors/database/casework/SqlVoucherBook.h"
#include "connectors/database/casework/SqlWebhooks.h"
#include "connectors/database/documents/SqlAudit.h"
#include "connectors/database/documents/SqlAuthorisations.h"
#include "connectors/database/documents/SqlBatches.h"
#include "connectors/database/documents/SqlDocumentArchive.h"
#include "connectors/database/documents/SqlDocumentQueue.h"
#include "connectors/database/documents/SqlEvidence.h"
#include "connectors/database/documents/SqlInbox.h"
#include "connectors/database/documents/SqlJournal.h"
#include "connectors/database/documents/SqlProcesses.h"
#include "connectors/database/documents/SqlRecords.h"
#include "connectors/database/documents/SqlSchedule.h"
#include "connectors/database/documents/SqlSending.h"
#include "connectors/database/documents/SqlVoucherQuotas.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/Connection.h"

namespace balalyk {

namespace {

class SqlPortalDatabase final : public PortalDatabase {
 public:
  SqlPortalDatabase(std::unique_ptr<SqlEngine> engine, const DatabaseOptions& options)
      : runner_(std::move(engine), options),
        records_(runner_),
        queue_(runner_),
        archive_(runner_),
        archiveSearch_(runner_),
        archiveExports_(runner_),
        fixity_(runner_),
        retention_(runner_),
        sending_(runner_),
        informing_(runner_),
        authorisations_(runner_),
        batches_(runner_),
        inbox_(runner_),
        journal_(runner_),
        quotas_(runner_),
        vouchers_(runner_),
        evidence_(runner_),
        audit_(runner_),
        schedule_(runner_),
        accounts_(runner_),
        members_(runner_),
        signIn_(runner_),
        secondFactors_(runner_),
        notices_(runner_),
        sessions_(runner_),
        memberBook_(runner_),
        mealBook_(runner_),
        voucherBook_(runner_),
        pendingSignIns_(runner_),
        feedback_(runner_),
        applications_(runner_),
        drafts_(runner_),
        views_(runner_),
        apiTokens_(runner_),
        apiAnswers_(runner_),
        intake_(runner_),
        events_(runner_),
        webhooks_(runner_),
        processes_(runner_) {
    runner_.read([this](SqlSession& session) {
      requireMigrated(session, runner_.engine().dialect());
      return true;
    });
    runner_.engine().prepare(std::chrono::steady_clock::now() + options.deadline);
  }

  Records& records() override { return records_; }
  DocumentQueue& queue() override { return queue_; }
  DocumentArchive& archive() override { return archive_; }
  ArchiveSearch& archiveSearch() override { return archiveSearch_; }
  ArchiveExports& archiveExports() override { return archiveExports_; }
  FixityLog& fixity() override { return fixity_; }
  Retention& retention() override { return retention_; }
  Sending& sending() override { return sending_; }
  InformDuty& informing() override { return informing_; }
  Authorisations& authorisations() override { return authorisations_; }
  Batches& batches() override { return batches_; }
  Inbox& inbox() override { return inbox_; }
  SignatureJournal& journal() override { return journal_; }
  Quotas& quotas() override { return quotas_; }
  VoucherQuotas& vouchers() override { return vouchers_; }
  EvidenceLedger& evidence() override { return evidence_; }
  AuditTrail& audit() override { return audit_; }
  Schedule& schedule() override { return schedule_; }
  Sessions& sessions() override { return sessions_; }
  PendingSignIns& pendingSignIns() override { return pendingSignIns_; }
  Feedback& feedback() override { return feedback_; }
  Accounts& accounts() override { return accounts_; }
  CommissionMembers& members() override { return members_; }
  SignInLedger& signIn() override { return signIn_; }
  SecondFactors& secondFactors() override { return secondFactors_; }

  MemberBook& memberBook() override { return memberBook_; }
  MealBook& mealBook() override { return mealBook_; }
  VoucherBook& voucherBook() override { return voucherBook_; }
  Notices& notices() override { return notices_; }
  TypedDrafts& drafts() override { return drafts_; }
  Applications& applications() override { return applications_; }
  SavedViews& views() override { return views_; }
  ApiTokens& apiTokens() override { return apiTokens_; }
  ApiAnswers& apiAnswers() override { return apiAnswers_; }
  Intake& intake() override { return intake_; }
  EventFeed& events() override { return events_; }
  Webhooks& webhooks() override { return webhooks_; }
  Processes& processes() override { return processes_; }

  Timestamp now() override {
    return runner_.read([this](SqlSession& session) { return runner_.now(session); });
  }

  const Zone& zone() const override { return runner_.zone(); }
  const AmountRules& amounts() const override { return runner_.amounts(); }

  void awaitHint(std::chrono::milliseconds limit) override { runner_.engine().awaitChange(limit); }

 private:
  SqlRunner runner_;
  SqlRecords records_;
  SqlDocumentQueue queue_;
  SqlDocumentArchive archive_;
  SqlArchiveSearch archiveSearch_;
  SqlArchiveExports archiveExports_;
  SqlFixityLog fixity_;
  SqlRetention retention_;
  SqlSending sending_;
  SqlInformDuty informing_;
  SqlAuthorisations authorisations_;
  SqlBatches batches_;
  SqlInbox inbox_;
  SqlJournal journal_;
  SqlQuotas quotas_;
  SqlVoucherQuotas vouchers_;
  SqlEvidence evidence_;
  SqlAudit audit_;
  SqlSchedule schedule_;
  SqlAccounts accounts_;
  SqlCommissionMembers members_;
  SqlSignInLedger signIn_;
  SqlSecondFactors secondFactors_;
  SqlNotices notices_;
  SqlSessions sessions_;
  SqlMemberBook memberBook_;
  SqlMealBook mealBook_;
  SqlVoucherBook voucherBook_;
  SqlPendingSignIns pendingSignIns_;
  SqlFeedback feedback_;
  SqlApplications applications_;
  SqlTypedDrafts drafts_;
  SqlSavedViews views_;
  SqlApiTokens apiTokens_;
  SqlApiAnswers apiAnswers_;
  SqlIntake intake_;
  SqlEventFeed events_;
  SqlWebhooks webhooks_;
  SqlProcesses processes_;
};

}  // namespace

std::unique_ptr<SqlEngine> makeEngine(const std::string& connection, const DatabaseOptions& options) {
  static constexpr std::string_view kSqlite = "sqlite:";
  if (connection.starts_with(kSqlite) && connection.size() > kSqlite.size()) {
    return makeSqliteEngine(connection.substr(kSqlite.size()), options.hintInterval);
  }
  if (connection.starts_with("postgresql://") || connection.starts_with("postgres://")) {
    return makePostgresEngine(connection, options.deadline);
  }
  // The connection may hold a password: only its beginning is reported.
  throw Error("connectionUnreadable", {{"detail", connection.substr(0, connection.find(':'))}});
}

std::unique_ptr<PortalDatabase> openDatabase(const std::string& connection, const DatabaseOptions& options) {
  return std::make_unique<SqlPortalDatabase>(makeEngine(connection, options), options);
}

Migrated migrate(const std::string& connection, const DatabaseOptions& options) {
  return migrate(*makeEngine(connection, options), std::chrono::steady_clock::now() + options.deadline);
}

}  // namespace balalyk
