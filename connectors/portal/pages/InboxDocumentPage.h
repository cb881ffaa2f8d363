#pragma once

#include <memory>

#include "connectors/portal/pages/PageParts.h"
#include "connectors/portal/pages/PagePictures.h"
#include "pipeline/ports/Inbox.h"

namespace balalyk {

// One document before the chairperson: page images, the record as text, what changed, flags; and back to the secretary.
class InboxDocumentPage {
 public:
  explicit InboxDocumentPage(const PageParts& parts)
      : database_(parts.database),
        store_(parts.store),
        zone_(parts.zone),
        pictures_(std::make_shared<PagePictures>(parts.store, parts.pdf)) {}

  web::Response show(web::Visit& visit) const;
  web::Response giveBack(web::Visit& visit) const;
  web::Response pdf(web::Visit& visit) const;
  web::Response picture(web::Visit& visit) const;  // PNG

 private:
  // What was typed when it could not be given back.
  struct Typed {
    std::vector<std::string> reasons;
    std::string words;
    bool wrong = false;
  };
  web::Response page(web::Visit& visit, const InboxRow& row, const Typed& typed, int status) const;
  InboxRow found(const web::Visit& visit) const;  // HttpError 404; without a mark

  PortalDatabase& database_;
  const DocumentStore& store_;
  const Zone& zone_;
  std::shared_ptr<PagePictures> pictures_;
};

}  // namespace balalyk
