#pragma once

#include <memory>

#include "connectors/portal/pages/PageParts.h"
#include "connectors/portal/pages/PagePictures.h"
#include "pipeline/ports/Applications.h"

namespace balalyk {

// The draft of an application's protocol, and what it became: page images, PDFs, what changed, sending.
class ProtocolPage {
 public:
  explicit ProtocolPage(const PageParts& parts)
      : database_(parts.database),
        store_(parts.store),
        zone_(parts.zone),
        pictures_(std::make_shared<PagePictures>(parts.store, parts.pdf)) {}

  web::Response show(web::Visit& visit) const;
  web::Response status(web::Visit& visit) const;  // {"ready":true}: for the page that waits
  web::Response make(web::Visit& visit) const;    // of what is decided and has none
  web::Response send(web::Visit& visit) const;
  web::Response picture(web::Visit& visit) const;  // PNG
  web::Response pdf(web::Visit& visit) const;

 private:
  ApplicationCase found(const web::Visit& visit) const;  // HttpError 404
  web::Response waits(web::Visit& visit, const ApplicationCase& found) const;
  std::pair<Document, StoredFile> fileOf(const web::Visit& visit) const;  // by the address; HttpError 404

  PortalDatabase& database_;
  const DocumentStore& store_;
  const Zone& zone_;
  std::shared_ptr<PagePictures> pictures_;
};

}  // namespace balalyk
