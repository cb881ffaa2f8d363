#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"

namespace balalyk {

std::vector<std::unique_ptr<Command>> allCommands() {
  std::vector<std::unique_ptr<Command>> commands;
  for (const auto make : {makeNightlyCommand,
                          makeWorkerCommand,
                          makePortalCommand,
                          makeSignerCommand,
                          makeRegenerateCommand,
                          makeSendCommand,
                          makeRecallCommand,
                          makeAuthoriseListCommand,
                          makeAuthoriseBatchCommand,
                          makeAuthoriseStandingCommand,
                          makeAuthoriseRevokeCommand,
                          makeAuthoriseRejectCommand,
                          makeAuthoriseReceiptCommand,
                          makeStatusCommand,
                          makeRetryCommand,
                          makeFindCommand,
                          makeExportCommand,
                          makeVerifyCommand,
                          makeEvidenceSealCommand,
                          makeEvidenceRenewCommand,
                          makeEvidenceStatusCommand,
                          makeArchivePackageCommand,
                          makeArchiveCheckCommand,
                          makeArchiveDueCommand,
                          makeArchiveRemoveCommand,
                          makeTemplateCheckCommand,
                          makeTemplateListCommand,
                          makeTemplatePreviewCommand,
                          makeTemplateReplayCommand,
                          makeDatabaseMigrateCommand,
                          makeDatabaseCopyCommand,
                          makeDatabaseSeedCommand,
                          makeDatabaseVerifyCommand,
                          makeStoreCopyCommand,
                          makeDatabaseCheckViewsCommand,
                          makeAccountAddCommand,
                          makeAccountRoleCommand,
                          makeAccountDisableCommand,
                          makeAccountEnableCommand,
                          makeAccountPasswordCommand,
                          makeAccountSecondFactorCommand,
                          makeAccountListCommand,
                          makeAccountProvidersCommand,
                          makeTokenAddCommand,
                          makeTokenListCommand,
                          makeTokenRevokeCommand,
                          makeWebhookAddCommand,
                          makeWebhookListCommand,
                          makeWebhookRemoveCommand,
                          makeWebhookPauseCommand,
                          makeWebhookResumeCommand,
                          makeFeedbackListCommand,
                          makeNoticesSendCommand,
                          makeNoticesListCommand,
                          makeConfigCommand})
    commands.push_back(make());
  return commands;
}

}  // namespace balalyk
