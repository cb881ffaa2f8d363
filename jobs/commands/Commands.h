#pragma once

#include <memory>

namespace balalyk {

class Command;

std::unique_ptr<Command> makeNightlyCommand();
std::unique_ptr<Command> makeWorkerCommand();
std::unique_ptr<Command> makePortalCommand();
std::unique_ptr<Command> makeSignerCommand();
std::unique_ptr<Command> makeRegenerateCommand();
std::unique_ptr<Command> makeSendCommand();
std::unique_ptr<Command> makeRecallCommand();
std::unique_ptr<Command> makeAuthoriseListCommand();
std::unique_ptr<Command> makeAuthoriseBatchCommand();
std::unique_ptr<Command> makeAuthoriseStandingCommand();
std::unique_ptr<Command> makeAuthoriseRevokeCommand();
std::unique_ptr<Command> makeAuthoriseRejectCommand();
std::unique_ptr<Command> makeAuthoriseReceiptCommand();
std::unique_ptr<Command> makeStatusCommand();
std::unique_ptr<Command> makeRetryCommand();
std::unique_ptr<Command> makeFindCommand();
std::unique_ptr<Command> makeExportCommand();
std::unique_ptr<Command> makeVerifyCommand();
std::unique_ptr<Command> makeTemplateCheckCommand();
std::unique_ptr<Command> makeTemplateListCommand();
std::unique_ptr<Command> makeTemplatePreviewCommand();
std::unique_ptr<Command> makeTemplateReplayCommand();
std::unique_ptr<Command> makeDatabaseMigrateCommand();
std::unique_ptr<Command> makeDatabaseCopyCommand();
std::unique_ptr<Command> makeDatabaseSeedCommand();
std::unique_ptr<Command> makeDatabaseVerifyCommand();
std::unique_ptr<Command> makeDatabaseCheckViewsCommand();
std::unique_ptr<Command> makeStoreCopyCommand();
std::unique_ptr<Command> makeEvidenceSealCommand();
std::unique_ptr<Command> makeEvidenceRenewCommand();
std::unique_ptr<Command> makeEvidenceStatusCommand();
std::unique_ptr<Command> makeArchivePackageCommand();
std::unique_ptr<Command> makeArchiveCheckCommand();
std::unique_ptr<Command> makeArchiveDueCommand();
std::unique_ptr<Command> makeArchiveRemoveCommand();
std::unique_ptr<Command> makeAccountAddCommand();
std::unique_ptr<Command> makeAccountRoleCommand();
std::unique_ptr<Command> makeAccountDisableCommand();
std::unique_ptr<Command> makeAccountEnableCommand();
std::unique_ptr<Command> makeAccountPasswordCommand();
std::unique_ptr<Command> makeAccountSecondFactorCommand();
std::unique_ptr<Command> makeAccountListCommand();
std::unique_ptr<Command> makeAccountProvidersCommand();
std::unique_ptr<Command> makeTokenAddCommand();
std::unique_ptr<Command> makeTokenListCommand();
std::unique_ptr<Command> makeTokenRevokeCommand();
std::unique_ptr<Command> makeWebhookAddCommand();
std::unique_ptr<Command> makeWebhookListCommand();
std::unique_ptr<Command> makeWebhookRemoveCommand();
std::unique_ptr<Command> makeWebhookPauseCommand();
std::unique_ptr<Command> makeWebhookResumeCommand();
std::unique_ptr<Command> makeFeedbackListCommand();
std::unique_ptr<Command> makeNoticesSendCommand();
std::unique_ptr<Command> makeNoticesListCommand();
std::unique_ptr<Command> makeConfigCommand();

}  // namespace balalyk
