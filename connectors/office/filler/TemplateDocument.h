#pragma once

#include <com/sun/star/beans/XPropertySet.hpp>
#include <com/sun/star/frame/XFrame.hpp>
#include <com/sun/star/lang/XComponent.hpp>
#include <com/sun/star/uno/XComponentContext.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "connectors/office/filler/ListTable.h"
#include "connectors/office/filler/Protocol.h"

namespace balalyk::filler {

namespace uno = com::sun::star::uno;

// A template opened in soffice, refilled for each document: every field, section, list and image of it is set each
// time, also those that the request does not name, so that nothing of the previous record can stay. If anything
// throws, the document is in an unknown state and must be destroyed.
class TemplateDocument {
 public:
  TemplateDocument(uno::Reference<uno::XComponentContext> context, const std::string& odt, const std::string& language);
  ~TemplateDocument();
  TemplateDocument(const TemplateDocument&) = delete;
  TemplateDocument& operator=(const TemplateDocument&) = delete;

  // Fills, exports and takes the values out again. `step` says what is being done, for the report of a failure.
  // False: the document cannot be used again.
  bool make(const Request& request, Reply& reply, std::string& step);

 private:
  struct Section {
    enum class Kind { when, unless, text, other };
    Kind kind = Kind::other;
    std::string field;
    uno::Reference<com::sun::star::beans::XPropertySet> properties;
    uno::Reference<com::sun::star::text::XTextContent> content;
    std::string parent;
  };
  struct Field {
    uno::Reference<com::sun::star::beans::XPropertySet> master;
    std::vector<std::string> sections;  // innermost section of each place that shows it; "": none
  };
  struct Image {
    uno::Reference<com::sun::star::beans::XPropertySet> properties;
    uno::Any original;
  };

  void open(const std::string& odt, const std::string& language);
  void findSections();
  void findFields();
  void findLists();
  void findImages();
  void setProperties(const Request& request);
  void setFields(const Request& request);
  void setSections(const Request& request);
  void setLists(const Request& request);
  void setImages(const Request& request);
  void refresh();
  void closeView();
  void openView();
  bool visible(const std::string& section) const;
  std::string sectionOf(const uno::Reference<uno::XInterface>& place) const;

  uno::Reference<uno::XComponentContext> context_;
  uno::Reference<com::sun::star::lang::XComponent> document_;
  uno::Reference<com::sun::star::frame::XFrame> frame_;
  std::map<std::string, Section> sections_;
  std::map<std::string, Field> fields_;
  std::map<std::string, ListTable> lists_;
  std::map<std::string, std::string> listSections_;
  std::map<std::string, Image> images_;
  std::set<std::string> hidden_;  // sections hidden now
  bool reusable_ = true;
};

}  // namespace balalyk::filler
