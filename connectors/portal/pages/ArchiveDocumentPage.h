#pragma once

#include <memory>

#include "connectors/portal/pages/PageParts.h"
#include "connectors/portal/pages/PagePictures.h"

namespace balalyk {

// One document of the archive: what it is, its revisions, its history, what proves it, its files.
class ArchiveDocumentPage {
 public:
  explicit ArchiveDocumentPage(const PageParts& parts)
      : database_(parts.database),
        store_(parts.store),
        zone_(parts.zone),
        rules_(parts.archive),
        pictures_(std::make_shared<PagePictures>(parts.store, parts.pdf)) {}

  web::Response show(web::Visit& visit) const;
  web::Response pdf(web::Visit& visit) const;
  web::Response picture(web::Visit& visit) const;
  web::Response container(web::Visit& visit) const;
  web::Response withEvidence(web::Visit& visit) const;
  web::Response hold(web::Visit& visit) const;
  web::Response release(web::Visit& visit) const;

 private:
  Document found(const web::Visit& visit, Action action) const;  // HttpError 404: another commission's, or none
  std::string containerOf(const Document& document) const;
  void addEvidence(web::ViewData& data, const Document& document, const Messages& messages) const;
  void addFiles(web::ViewData& data, const Document& document, const Messages& messages) const;
  void addKeeping(web::ViewData& data, const web::Visit& visit, const Document& document) const;

  PortalDatabase& database_;
  const DocumentStore& store_;
  const Zone& zone_;
  ArchiveRules rules_;
  std::shared_ptr<PagePictures> pictures_;
};

}  // namespace balalyk
