#include "connectors/portal/pages/OperatorSystemPage.h"

#include <algorithm>
#include <map>

#include "connectors/portal/pages/PageText.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/domain/WrittenDate.h"
#include "pipeline/ports/IdentityProvider.h"
#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/ports/Quotas.h"

namespace balalyk {
namespace {

using web::Access;
using web::Response;
using web::Takes;
using web::ViewData;
using web::Visit;

constexpr std::chrono::minutes kQuiet{2};  // a process speaks every half minute
constexpr int kSoon = 30;                  // days until a certificate ends
constexpr std::uint64_t kMegabyte = 1u << 20;
constexpr std::uint64_t kLowShare = 10;  // a tenth of a disk

class SystemPage {
 public:
  explicit SystemPage(const PageParts& parts) : parts_(parts) {}

  Response show(Visit& visit) const { return page(visit, {}); }

  // What they say of themselves is fetched now; nobody is signed in by it.
  Response ask(Visit& visit) const {
    std::vector<ViewData> answers;
    for (const auto& provider : parts_.providers) {
      const auto begun = provider->begin(parts_.origin.text() + "/sign-in/return/" + provider->name());
      ViewData answer;
      const auto* problem = std::get_if<Problem>(&begun);
      answer.text("name", visit.messages().text("provider." + provider->name())).flag("good", !problem);
      answers.push_back(answer.text("what", problem ? describe(visit.messages(), *problem).what : ""));
    }
    return page(visit, answers);
  }

 private:
  Response page(Visit& visit, const std::vector<ViewData>& asked) const {
    const auto& messages = visit.messages();
    ViewData data;
    visit.withForm(data).flag("onSystem", true);
    showProcesses(messages, data);
    showCertificates(messages, data);
    showTimeStamps(messages, data);
    showQuotas(messages, data);
    data.flag("hasProviders", !parts_.providers.empty());
    data.flag("asked", !asked.empty()).list("answers", asked);
    return visit.page("operator-system", messages.text("portal.operator.system.title"), std::move(data));
  }

  static std::string megabytes(std::uint64_t bytes, const Messages& messages) {
    return messages.number(static_cast<long long>(bytes / kMegabyte)) + " MB";
  }

  void showProcesses(const Messages& messages, ViewData& data) const {
    const auto now = parts_.database.now();
    std::vector<ViewData> rows, disks;
    std::map<std::pair<Part, std::string>, ProcessReport::Trouble> troubles;
    for (const auto& process : parts_.database.processes().list()) {
      ViewData row;
      row.text("host", process.host).text("command", process.command).text("version", process.version);
      std::string stages;
      for (const auto& stage : process.stages) stages += (stages.empty() ? "" : ", ") + messages.text("stage." + stage);
      row.text("stages", stages).flag("hasStages", !stages.empty());
      row.text("slots", std::to_string(process.slots)).flag("hasSlots", process.slots > 0);
      row.text("begun", dayAndTime(process.begunAt, parts_.zone)).text("seen", dayAndTime(process.seenAt, parts_.zone));
      rows.push_back(row.flag("quiet", now - process.seenAt > kQuiet));
      for (const auto& disk : process.disks) {
        ViewData line;
        line.text("host", process.host).text("what", messages.text("portal.operator.disk." + disk.what));
        line.text("free", megabytes(disk.free, messages)).text("size", megabytes(disk.size, messages));
        disks.push_back(line.flag("low", disk.free < disk.size / kLowShare));
      }
      for (const auto& trouble : process.troubles) {
        auto& sum = troubles[{problemKind(trouble.code).part, trouble.code}];
        sum.count += trouble.count;
        sum.lastAt = std::max(sum.lastAt, trouble.lastAt);
      }
    }
    data.list("processes", "hasProcesses", std::move(rows));
    data.list("disks", "hasDisks", std::move(disks));
    std::vector<ViewData> lines;
    for (const auto& [key, trouble] : troubles) {
      const auto& [part, code] = key;
      ViewData line;
      line.text("part", messages.text("portal.operator.part." + std::string(toString(part)))).text("code", code);
      line.text("count", messages.number(trouble.count)).text("last", dayAndTime(trouble.lastAt, parts_.zone));
      lines.push_back(std::move(line));
    }
    data.list("troubles", "hasTroubles", std::move(lines));
  }

  ViewData certificate(const std::string& use, const std::string& name, Timestamp until,
                       const Messages& messages) const {
    const auto days = std::chrono::floor<std::chrono::days>(until - parts_.database.now()).count();
    ViewData row;
    row.text("use", use).text("name", name).text("until", shortDate(parts_.zone.dateOf(until)));
    row.text("days", messages.number(days)).flag("over", days < 0).flag("soon", days >= 0 && days <= kSoon);
    return row;
  }

  // Of chairpersons by the member's id; the portal sees no key.
  void showCertificates(const Messages& messages, ViewData& data) const {
    std::vector<ViewData> rows;
    for (const auto& one : parts_.trusted) {
      const bool signers = one.use == TrustedCertificate::Use::signers;
      rows.push_back(certificate(
          messages.text(signers ? "portal.operator.certificate.signers" : "portal.operator.certificate.authorities"),
          one.name, one.until, messages));
    }
    for (const auto& one : parts_.database.authorisations().certificates())
      rows.push_back(certificate(messages.text("role.chairperson"), one.commissionId + " · " + one.chairpersonId,
                                 one.until, messages));
    data.list("certificates", "hasCertificates", std::move(rows));
  }

  // As the hosts that spend them count them; without a limit nothing is counted.
  void showTimeStamps(const Messages& messages, ViewData& data) const {
    const auto today = parts_.database.quotas().today(Quotas::kTimeStamps);
    if (!today || today->limit <= 0) return;
    const int left = std::max(today->limit - today->used, 0);
    ViewData part;
    part.text("limit", messages.number(today->limit)).text("spent", messages.number(today->used));
    data.part("timeStamps", part.text("left", messages.number(left)).flag("gone", left == 0));
  }

  void showQuotas(const Messages& messages, ViewData& data) const {
    std::vector<ViewData> rows;
    const int year = static_cast<int>(parts_.database.today().year());
    for (const auto& quota : parts_.database.vouchers().quotas("", year)) {
      ViewData row;
      row.text("region", quota.region).text("year", std::to_string(quota.year));
      row.text("whole", messages.number(quota.whole)).text("taken", messages.number(quota.taken));
      rows.push_back(row.text("free", messages.number(quota.free())));
    }
    data.list("quotas", "hasQuotas", std::move(rows));
  }

  const PageParts parts_;
};

}  // namespace

void addOperatorSystemPage(web::Content& content, const PageParts& parts) {
  const web::HandlersOf page(SystemPage{parts});
  content.routes.get("/operator/system", Access::may(Action::operate), page(&SystemPage::show));
  content.routes.post("/operator/system", Access::may(Action::operate), Takes::form, page(&SystemPage::ask));
}

}  // namespace balalyk
