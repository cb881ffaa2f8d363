#pragma once

#include <chrono>

#include "pipeline/domain/Zone.h"
#include "pipeline/ports/Accounts.h"
#include "pipeline/ports/Applications.h"
#include "pipeline/ports/AuditTrail.h"
#include "pipeline/ports/Authorisations.h"
#include "pipeline/ports/Batches.h"
#include "pipeline/ports/CommissionMembers.h"
#include "pipeline/ports/DocumentArchive.h"
#include "pipeline/ports/DocumentQueue.h"
#include "pipeline/ports/EvidenceLedger.h"
#include "pipeline/ports/Feedback.h"
#include "pipeline/ports/Inbox.h"
#include "pipeline/ports/InformDuty.h"
#include "pipeline/ports/MealBook.h"
#include "pipeline/ports/MemberBook.h"
#include "pipeline/ports/Notices.h"
#include "pipeline/ports/PendingSignIns.h"
#include "pipeline/ports/PortalRecords.h"
#include "pipeline/ports/Processes.h"
#include "pipeline/ports/Quotas.h"
#include "pipeline/ports/SavedViews.h"
#include "pipeline/ports/Schedule.h"
#include "pipeline/ports/Sending.h"
#include "pipeline/ports/Sessions.h"
#include "pipeline/ports/SignInLedger.h"
#include "pipeline/ports/SignatureJournal.h"
#include "pipeline/ports/TypedDrafts.h"
#include "pipeline/ports/VoucherBook.h"
#include "pipeline/ports/VoucherQuotas.h"
#include "pipeline/record/VoucherAmount.h"

// Port: the portal database. One implementation gives all of these; each is thread-safe and every call ends within the
// configured deadline. Time is the database's, days are those of its zone. Errors: Error databaseUnreachable{detail},
// databaseServerUntrusted{detail}, databaseSessionsUsedUp{detail}, databaseLocked, databaseTimeout, databaseFull,
// databasePooled, databaseNotUtf8{encoding}, databaseNotMigrated{found, wanted}, databaseCorrupt{detail}.
namespace balalyk {

class ApiAnswers;
class ApiTokens;
class EventFeed;
class Intake;
class Webhooks;
class ArchiveExports;
class ArchiveSearch;
class FixityLog;
class Retention;
class SecondFactors;

class PortalDatabase {
 public:
  virtual ~PortalDatabase() = default;
  virtual Records& records() = 0;
  virtual DocumentQueue& queue() = 0;
  virtual DocumentArchive& archive() = 0;
  virtual ArchiveSearch& archiveSearch() = 0;
  virtual ArchiveExports& archiveExports() = 0;
  virtual FixityLog& fixity() = 0;
  virtual Retention& retention() = 0;
  virtual Sending& sending() = 0;
  virtual InformDuty& informing() = 0;
  virtual Authorisations& authorisations() = 0;
  virtual Batches& batches() = 0;
  virtual Inbox& inbox() = 0;
  virtual SignatureJournal& journal() = 0;
  virtual Quotas& quotas() = 0;
  virtual VoucherQuotas& vouchers() = 0;
  virtual EvidenceLedger& evidence() = 0;
  virtual AuditTrail& audit() = 0;
  virtual Schedule& schedule() = 0;
  virtual Sessions& sessions() = 0;
  virtual PendingSignIns& pendingSignIns() = 0;
  virtual Feedback& feedback() = 0;
  virtual Accounts& accounts() = 0;
  virtual CommissionMembers& members() = 0;
  virtual SignInLedger& signIn() = 0;
  virtual SecondFactors& secondFactors() = 0;
  virtual TypedDrafts& drafts() = 0;
  virtual Applications& applications() = 0;
  virtual SavedViews& views() = 0;
  virtual MemberBook& memberBook() = 0;
  virtual MealBook& mealBook() = 0;
  virtual VoucherBook& voucherBook() = 0;
  virtual Notices& notices() = 0;
  virtual ApiTokens& apiTokens() = 0;
  virtual ApiAnswers& apiAnswers() = 0;
  virtual Intake& intake() = 0;
  virtual EventFeed& events() = 0;
  virtual Webhooks& webhooks() = 0;
  virtual Processes& processes() = 0;
  virtual Timestamp now() = 0;
  virtual const Zone& zone() const = 0;
  virtual const AmountRules& amounts() const = 0;  // of the vouchers that its records approve
  Date today() { return zone().dateOf(now()); }
  // Blocks until someone may have made work due, or `limit` passed. A hint only.
  virtual void awaitHint(std::chrono::milliseconds limit) = 0;
};

}  // namespace balalyk
