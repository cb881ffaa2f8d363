#pragma once

#include <list>

#include "connectors/office/filler/TemplateDocument.h"

namespace balalyk::filler {

// A template as it is open in soffice: one document that gets a new layout for each record, and some that keep
// theirs, each for the records that show the same parts of the template and fit on one page. A kept layout costs a
// third less. It comes out as a new one does only as long as nothing moves between pages and no part is hidden or
// shown: what does not fit is made in the first document, and the one that it did not fit into is closed.
class OpenTemplate {
 public:
  // `keepAfter`: how many records of one form in a row fit on a page before a layout is kept for that form.
  OpenTemplate(uno::Reference<uno::XComponentContext> context, std::string odt, std::string language, int keepAfter);

  // If it throws, this is in an unknown state and must be destroyed. `step`: what is being done.
  void make(const Request& request, Reply& reply, std::string& step);

 private:
  struct Form {
    std::set<std::string> hidden;  // the sections that are not shown
    int fitted = 0;                // records in a row that fitted on a page
    int needed = 0;                // as many before a layout is kept
    std::unique_ptr<TemplateDocument> kept;
  };
  std::unique_ptr<TemplateDocument> open() const;
  Form& formOf(const std::set<std::string>& hidden);
  // Whether the record fits into the layout that is kept for its form.
  bool refill(Form& form, const Request& request, std::string& step);

  uno::Reference<uno::XComponentContext> context_;
  const std::string odt_, language_;
  const int keepAfter_;
  std::unique_ptr<TemplateDocument> renewed_;
  std::list<Form> forms_;  // last used first
};

}  // namespace balalyk::filler
