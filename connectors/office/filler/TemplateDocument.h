#pragma once

#include <com/sun/star/beans/XPropertySet.hpp>
#include <com/sun/star/lang/XComponent.hpp>
#include <com/sun/star/uno/XComponentContext.hpp>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connectors/office/filler/ListTable.h"
#include "connectors/office/filler/Metadata.h"
#include "connectors/office/filler/Protocol.h"
#include "connectors/office/filler/View.h"

namespace balalyk::filler {

namespace uno = com::sun::star::uno;

// A template opened in soffice, refilled for each document: every field, section, list and image of it gets its value
// each time, also those that the request does not name, so that nothing of the previous record can stay. What was set
// to the same value before is not touched. If anything throws, the document is in an unknown state and must be
// destroyed.
class TemplateDocument {
 public:
  TemplateDocument(uno::Reference<uno::XComponentContext> context, const std::string& odt, const std::string& language);
  ~TemplateDocument();
  TemplateDocument(const TemplateDocument&) = delete;
  TemplateDocument& operator=(const TemplateDocument&) = delete;

  // Fills and makes a new layout. Whether all is on one page and is settled there, as it would be after any change
  // that is taken back. `step` says what is being done, for the report of a failure.
  bool layOut(const Request& request, std::string& step);
  // Fills the layout that is there, after a record that was settled and showed the same parts. False: this one has more
  // pages, and the layout is worth nothing any more.
  bool refill(const Request& request, std::string& step);
  // Exports what was filled.
  void finish(const Request& request, Reply& reply, std::string& step) const;
  // False: a list without rows took its pattern row along, and the template must be loaded again.
  bool reusable() const;
  // The sections that this request hides.
  std::set<std::string> hiddenFor(const Request& request) const;

 private:
  struct Section {
    enum class Kind { when, unless, text, other };
    Kind kind = Kind::other;
    std::string field;
    uno::Reference<com::sun::star::beans::XPropertySet> properties;
    uno::Reference<com::sun::star::text::XTextContent> content;
    std::string parent;
    std::optional<std::string> text;  // what was set: of Kind::text
  };
  struct Field {
    uno::Reference<com::sun::star::beans::XPropertySet> master;
    std::vector<std::string> sections;  // innermost section of each place that shows it; "": none
    std::optional<std::string> text;    // what was set
  };
  struct Image {
    uno::Reference<com::sun::star::beans::XPropertySet> properties;
    uno::Any original;
    std::optional<std::string> png;  // what was set; "": the original
  };

  void open(const std::string& odt, const std::string& language);
  void findSections();
  void findFields();
  void findLists();
  void findImages();
  void hide(const std::set<std::string>& hidden);
  void fill(const Request& request);
  void setProperties(const Request& request);
  void setFields(const Request& request);
  void setTexts(const Request& request);
  void setImages(const Request& request);
  // Writer reckons the space above a section while the section is still empty, and does not do it again: a new layout
  // lacks it, one that was changed has it. A change of the section's margin, taken back, makes it reckon in both.
  void settle() const;
  bool visible(const std::string& section) const;
  std::string sectionOf(const uno::Reference<uno::XInterface>& place) const;

  uno::Reference<uno::XComponentContext> context_;
  Metadata metadata_;
  uno::Reference<com::sun::star::lang::XComponent> document_;
  std::optional<View> view_;
  std::map<std::string, Section> sections_;
  std::map<std::string, Field> fields_;
  bool refreshed_ = false;  // it has fields that change with a document only when they are asked to
  std::map<std::string, ListTable> lists_;
  std::map<std::string, std::string> listSections_;
  std::map<std::string, Image> images_;
  std::set<std::string> hidden_;  // sections hidden now
};

}  // namespace balalyk::filler
