#include "jobs/wiring/ArchiveOptions.h"

#include <algorithm>

#include "jobs/config/Settings.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "jobs/wiring/TrustFiles.h"
#include "pipeline/ports/TrustServices.h"

namespace balalyk {

RetentionYears retentionYears(const Settings& settings) {
  RetentionYears years{{Kind::voucherApproval, settings.integer("retention.voucherApproval")},
                       {Kind::voucherRefusal, settings.integer("retention.voucherRefusal")},
                       {Kind::mealSubsidy, settings.integer("retention.mealSubsidy")},
                       {Kind::mealDecision, settings.integer("retention.mealDecision")},
                       {Kind::mealUpload, settings.integer("retention.mealUpload")},
                       {Kind::voucherList, settings.integer("retention.voucherList")}};
  std::erase_if(years, [](const auto& kind) { return kind.second == 0; });
  return years;
}

ArchiveRules archiveRules(const Settings& settings) {
  using std::chrono::ceil, std::chrono::days;
  return {.policy = readPolicy(settings.path("signatures.policy")),
          .renewBefore = settings.duration("evidence.renewBefore"),
          .exportLimit = settings.integer("archive.exportLimit"),
          .exportDays = static_cast<int>(ceil<days>(settings.duration("archive.exportKeep")).count()),
          .retention = retentionYears(settings)};
}

ExportMaker::Options exportOptions(const Settings& settings, const std::string& worker) {
  return {.submitter = settings.text("archive.submitter"),
          .version = BALALYK_VERSION,
          .worker = worker,
          .keep = settings.duration("archive.exportKeep")};
}

signing::TimeStampSource* timeStampsOf(Session& session) {
  if (session.settings.list("timestamps.urls").empty()) return nullptr;
  return &session.connections.trust().timeStamps();
}

}  // namespace balalyk
