#include "connectors/portal/pages/AllPages.h"

#include "connectors/portal/pages/AccountPages.h"
#include "connectors/portal/pages/ApplicationPages.h"
#include "connectors/portal/pages/ArchivePages.h"
#include "connectors/portal/pages/CheckPages.h"
#include "connectors/portal/pages/FeedbackPages.h"
#include "connectors/portal/pages/HelpPages.h"
#include "connectors/portal/pages/InboxPages.h"
#include "connectors/portal/pages/MealPages.h"
#include "connectors/portal/pages/MemberPages.h"
#include "connectors/portal/pages/OperatorPages.h"
#include "connectors/portal/pages/PublicPages.h"
#include "connectors/portal/pages/SecondFactorPages.h"
#include "connectors/portal/pages/SignInPages.h"
#include "connectors/portal/pages/VoucherPages.h"
#include "pipeline/casework/ReviewInbox.h"

namespace balalyk {
namespace {

// In the manual's order. An installation that lacks a page has no entry for it.
std::vector<web::MenuItem> menuOf(const web::Routes& routes, PortalDatabase& database) {
  const auto waitingFor = [&database](const Visitor& visitor) {
    std::int64_t waiting = 0;
    for (const auto& count : ReviewInbox(database, visitor.account).counts()) waiting += count.waiting;
    return waiting;
  };
  const std::vector<web::MenuItem> all{
      {"/applications", "portal.menu.applications", Action::listApplications},
      {"/inbox", "portal.menu.inbox", Action::viewInbox, waitingFor},
      {"/members", "portal.menu.members", Action::viewMembers},
      {"/meals", "portal.menu.meals", Action::viewMeals},
      {"/vouchers", "portal.menu.vouchers", Action::viewVouchers},
      {"/archive", "portal.menu.archive", Action::viewArchive},
      {"/operator", "portal.menu.operator", Action::operate},
      {"/feedback", "portal.menu.feedback", Action::useOwnAccount},
      {"/settings", "portal.menu.settings", Action::useOwnAccount},
      {"/help", "portal.menu.help", Action::visit},
  };
  std::vector<web::MenuItem> menu;
  for (const auto& item : all)
    if (routes.find(web::Method::get, item.address).route) menu.push_back(item);
  return menu;
}

}  // namespace

web::Content allPages(const PageParts& parts) {
  web::Content content;
  addPublicPages(content, parts);
  addMemberPages(content, parts);
  addMealPages(content, parts);
  addVoucherPages(content, parts);
  addApplicationPages(content, parts);
  addArchivePages(content, parts);
  addInboxPages(content, parts);
  addSignInPages(content, parts);
  addAccountPages(content, parts);
  addSecondFactorPages(content, parts);
  addFeedbackPages(content, parts);
  addHelpPages(content, parts);
  addCheckPages(content, parts);
  addOperatorPages(content, parts);
  content.menu = menuOf(content.routes, parts.database);
  return content;
}

}  // namespace balalyk
