#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/commands/GiveUp.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/Log.h"
#include "jobs/output/Table.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/MailOptions.h"
#include "jobs/wiring/Session.h"
#include "jobs/wiring/StopSignals.h"
#include "pipeline/casework/SendNotices.h"
#include "pipeline/ports/PortalDatabase.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

class NoticesSend final : public Command {
 public:
  std::string_view name() const override { return "notices send"; }

  void declare(Arguments& arguments) override {
    arguments.flag("--given-up", givenUp_, "givenUp");
    arguments.flag("--json", json_, "json");
  }

  // What waits for a later try is tried now: who calls this has corrected something.
  int run(Session& session) override {
    const auto mailer = openMailer(session.settings);
    if (!mailer) throw Error("mailUnset");
    auto& notices = session.connections.database().notices();
    const StopSignals signals(
        kPatience + session.settings.duration("mail.deadline"), [] {},
        [&session](bool) { endUnfinished(session, kSomeFailed); });
    notices.hasten(givenUp_);
    SendNotices send(
        notices, *mailer, noticeTimes(session.settings), noticeLease(session.settings),
        [&session](const Problem& problem) { session.log.problem(LogLevel::warning, "trouble", problem); });
    const auto round = send.run(signals.token());
    session.console.result(json_ ? signing::JsonWriter()
                                           .beginObject()
                                           .member("sent", round.sent)
                                           .member("again", round.again)
                                           .member("givenUp", round.givenUp)
                                           .endObject()
                                           .text() +
                                       "\n"
                                 : session.messages.text("notices.done", {{"sent", std::to_string(round.sent)},
                                                                          {"again", std::to_string(round.again)},
                                                                          {"givenUp", std::to_string(round.givenUp)}}) +
                                       "\n");
    return round.again + round.givenUp == 0 && !signals.interrupted() ? kAllDone : kSomeFailed;
  }

 private:
  bool givenUp_ = false, json_ = false;
};

class NoticesList final : public Command {
 public:
  std::string_view name() const override { return "notices list"; }

  void declare(Arguments& arguments) override {
    arguments.value("--limit", limit_, "limit", "count").between(1, 10'000);
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    const auto notices = session.connections.database().notices().list(limit_);
    session.console.result(json_ ? asJson(notices, session.messages) : asText(notices, session));
    return kAllDone;
  }

 private:
  static std::string asJson(const std::vector<Notice>& notices, const Messages& messages) {
    signing::JsonWriter json;
    json.beginArray();
    for (const auto& notice : notices) {
      json.beginObject()
          .member("notice", notice.id)
          .member("kind", toString(notice.kind))
          .member("state", toString(notice.state))
          .member("commission", notice.commissionId)
          .member("member", notice.memberId)
          .member("waiting", notice.counts.waiting)
          .member("returned", notice.counts.returned)
          .member("rejected", notice.counts.rejected)
          .member("signed", notice.counts.signed_)
          .member("attempts", notice.attempts)
          .key("problems")
          .beginArray();
      for (const auto& problem : notice.problems) writeJson(json, problem, messages);
      json.endArray().endObject();
    }
    return json.endArray().text() + "\n";
  }

  static std::string asText(const std::vector<Notice>& notices, const Session& session) {
    const auto& messages = session.messages;
    if (notices.empty()) return messages.text("notices.none") + "\n";
    Table table({messages.text("notices.time"), messages.text("notices.kind"), messages.text("notices.member"),
                 messages.text("notices.counts"), messages.text("notices.state")});
    for (const auto& notice : notices) {
      const auto& counts = notice.counts;
      std::string state = messages.text(std::string("noticeState.") + toString(notice.state));
      for (const auto& problem : notice.problems) state += ": " + describe(messages, problem).what;
      table.add({messages.time(notice.sentAt.value_or(notice.readyAt.value_or(notice.begunAt))),
                 messages.text(std::string("noticeKind.") + toString(notice.kind)), notice.memberId,
                 std::to_string(counts.waiting + counts.returned + counts.rejected + counts.signed_), state});
    }
    return table.text(session.console.outWidth());
  }

  int limit_ = 50;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeNoticesSendCommand() {
  return std::make_unique<NoticesSend>();
}

std::unique_ptr<Command> makeNoticesListCommand() {
  return std::make_unique<NoticesList>();
}

}  // namespace balalyk
