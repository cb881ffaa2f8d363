#include "connectors/office/filler/TemplateDocument.h"

#include <algorithm>
#include <com/sun/star/beans/XPropertySet.hpp>
#include <com/sun/star/container/XNameAccess.hpp>
#include <com/sun/star/container/XNamed.hpp>
#include <com/sun/star/document/XDocumentPropertiesSupplier.hpp>
#include <com/sun/star/document/XUndoManagerSupplier.hpp>
#include <com/sun/star/frame/Desktop.hpp>
#include <com/sun/star/frame/XModel.hpp>
#include <com/sun/star/graphic/GraphicProvider.hpp>
#include <com/sun/star/graphic/XGraphic.hpp>
#include <com/sun/star/lang/Locale.hpp>
#include <com/sun/star/lang/XServiceInfo.hpp>
#include <com/sun/star/text/XDependentTextField.hpp>
#include <com/sun/star/text/XTextDocument.hpp>
#include <com/sun/star/text/XTextFieldsSupplier.hpp>
#include <com/sun/star/text/XTextGraphicObjectsSupplier.hpp>
#include <com/sun/star/text/XTextSection.hpp>
#include <com/sun/star/text/XTextSectionsSupplier.hpp>
#include <com/sun/star/text/XTextTablesSupplier.hpp>
#include <com/sun/star/util/XCloseable.hpp>
#include <com/sun/star/util/XRefreshable.hpp>

#include "connectors/office/filler/Export.h"
#include "connectors/office/filler/Stream.h"
#include "connectors/office/filler/Text.h"

namespace balalyk::filler {

namespace css = com::sun::star;
using rtl::OUString;
using uno::Reference;
using uno::UNO_QUERY;
using uno::UNO_QUERY_THROW;

namespace {

// The fields that show what they stand for without being asked: values when they are set, pages when they are laid out.
constexpr const char* kFollowing[] = {"com.sun.star.text.TextField.User", "com.sun.star.text.TextField.PageNumber",
                                      "com.sun.star.text.TextField.PageCount"};

css::beans::PropertyValue property(const char* name, const uno::Any& value) {
  return {OUString::createFromAscii(name), 0, value, css::beans::PropertyState_DIRECT_VALUE};
}

template <class Value>
const Value* find(const std::map<std::string, Value>& values, const std::string& name) {
  const auto found = values.find(name);
  return found == values.end() ? nullptr : &found->second;
}

const std::string& valueOf(const std::map<std::string, std::string>& values, const std::string& name) {
  static const std::string kNone;
  const auto* value = find(values, name);
  return value ? *value : kNone;
}

// «when child.phone 2» → «child.phone»: section names are unique in a document, so a template may number them.
std::string conditionField(const std::string& name, const std::string& keyword) {
  const auto field = name.substr(keyword.size());
  return field.substr(0, field.find(' '));
}

bool isSet(const Request& request, const std::string& field) {
  if (const auto* text = find(request.fields, field)) return !text->empty();
  if (const auto* rows = find(request.lists, field)) return !rows->empty();
  if (const auto* image = find(request.images, field)) return !image->empty();
  return false;
}

}  // namespace

TemplateDocument::TemplateDocument(Reference<uno::XComponentContext> context, const std::string& odt,
                                   const std::string& language)
    : context_(std::move(context)), metadata_(context_, odt) {
  open(odt, language);
}

TemplateDocument::~TemplateDocument() {
  try {
    const Reference<css::util::XCloseable> closeable(document_, UNO_QUERY);
    if (closeable.is()) closeable->close(true);
  } catch (const uno::Exception&) {
    // Already gone, or refuses: the process is replaced before such documents could pile up.
  }
}

void TemplateDocument::open(const std::string& odt, const std::string& language) {
  uno::Sequence<css::beans::PropertyValue> arguments(6);
  auto* argument = arguments.getArray();
  *argument++ = property("InputStream", uno::Any(streamOf(context_, odt)));
  *argument++ = property("FilterName", uno::Any(OUString("writer8")));
  *argument++ = property("Hidden", uno::Any(true));
  *argument++ = property("MacroExecutionMode", uno::Any(sal_Int16(0)));  // NEVER_EXECUTE
  *argument++ = property("UpdateDocMode", uno::Any(sal_Int16(0)));       // NO_UPDATE: links stay as they are
  *argument++ = property("Silent", uno::Any(true));
  document_ = css::frame::Desktop::create(context_)->loadComponentFromURL("private:stream", "_blank", 0, arguments);
  view_.emplace(document_);
  const Reference<css::text::XTextDocument> text(document_, UNO_QUERY_THROW);

  // Nothing is ever undone, and undo would keep every value in memory.
  const Reference<css::document::XUndoManagerSupplier> undo(document_, UNO_QUERY_THROW);
  undo->getUndoManager()->lock();
  const Reference<css::beans::XPropertySet> settings(document_, UNO_QUERY_THROW);
  settings->setPropertyValue("RecordChanges", uno::Any(false));
  const css::lang::Locale locale(wide(language), "KG", OUString());
  settings->setPropertyValue("CharLocale", uno::Any(locale));

  findSections();
  findFields();
  findLists();
  findImages();
}

std::string TemplateDocument::sectionOf(const Reference<uno::XInterface>& place) const {
  const Reference<css::beans::XPropertySet> properties(place, UNO_QUERY);
  if (!properties.is() || !properties->getPropertySetInfo()->hasPropertyByName("TextSection")) return {};
  Reference<css::container::XNamed> section;
  properties->getPropertyValue("TextSection") >>= section;
  return section.is() ? narrow(section->getName()) : std::string();
}

void TemplateDocument::findSections() {
  const Reference<css::text::XTextSectionsSupplier> supplier(document_, UNO_QUERY_THROW);
  const auto sections = supplier->getTextSections();
  for (const auto& wideName : sections->getElementNames()) {
    const std::string name = narrow(wideName);
    Section section;
    section.content.set(sections->getByName(wideName), UNO_QUERY_THROW);
    section.properties.set(section.content, UNO_QUERY_THROW);
    const Reference<css::text::XTextSection> tree(section.content, UNO_QUERY_THROW);
    const Reference<css::container::XNamed> parent(tree->getParentSection(), UNO_QUERY);
    if (parent.is()) section.parent = narrow(parent->getName());
    for (const auto& [keyword, kind] : {std::pair("when ", Section::Kind::when),
                                        {"unless ", Section::Kind::unless},
                                        {"text ", Section::Kind::text}}) {
      if (name.rfind(keyword, 0) != 0) continue;
      section.kind = kind;
      section.field = conditionField(name, keyword);
    }
    sections_.emplace(name, std::move(section));
  }
}

void TemplateDocument::findFields() {
  static const OUString kPrefix("com.sun.star.text.fieldmaster.User.");
  const Reference<css::text::XTextFieldsSupplier> supplier(document_, UNO_QUERY_THROW);
  const auto masters = supplier->getTextFieldMasters();
  for (const auto& name : masters->getElementNames()) {
    if (!name.startsWithIgnoreAsciiCase(kPrefix)) continue;
    Field field;
    field.master.set(masters->getByName(name), UNO_QUERY_THROW);
    // One that the template declares as a number would continue showing what it reckoned from the first record's value.
    field.master->setPropertyValue("IsExpression", uno::Any(false));
    uno::Sequence<Reference<css::text::XDependentTextField>> places;
    field.master->getPropertyValue("DependentTextFields") >>= places;
    for (const auto& place : places) field.sections.push_back(sectionOf(place->getAnchor()));
    fields_.emplace(narrow(name.copy(kPrefix.getLength())), std::move(field));
  }
  const auto all = supplier->getTextFields()->createEnumeration();
  while (all->hasMoreElements()) {
    const Reference<css::lang::XServiceInfo> field(all->nextElement(), UNO_QUERY_THROW);
    refreshed_ = refreshed_ || std::ranges::none_of(kFollowing, [&](const char* service) {
                   return field->supportsService(OUString::createFromAscii(service));
                 });
  }
}

void TemplateDocument::findLists() {
  for (const auto& [name, field] : fields_) {
    field.master->setPropertyValue("Content", uno::Any(wide(RowPattern::fieldMark(name))));
  }
  const Reference<css::text::XTextTablesSupplier> supplier(document_, UNO_QUERY_THROW);
  const auto tables = supplier->getTextTables();
  for (const auto& name : tables->getElementNames()) {
    const Reference<css::text::XTextTable> table(tables->getByName(name), UNO_QUERY_THROW);
    auto list = ListTable::read(table);
    if (!list) continue;
    listSections_[narrow(name)] = sectionOf(table->getAnchor());
    lists_.emplace(narrow(name), std::move(*list));
  }
}

void TemplateDocument::findImages() {
  const Reference<css::text::XTextGraphicObjectsSupplier> supplier(document_, UNO_QUERY_THROW);
  const auto images = supplier->getGraphicObjects();
  for (const auto& name : images->getElementNames()) {
    Image image;
    image.properties.set(images->getByName(name), UNO_QUERY_THROW);
    image.original = image.properties->getPropertyValue("Graphic");
    images_.emplace(narrow(name), std::move(image));
  }
}

bool TemplateDocument::visible(const std::string& section) const {
  for (auto name = section; !name.empty(); name = sections_.at(name).parent) {
    if (hidden_.contains(name)) return false;
  }
  return true;
}

bool TemplateDocument::layOut(const Request& request, std::string& step) {
  step = "view";
  view_->close();
  hide(hiddenFor(request));
  metadata_.restore(document_);
  step = "fill";
  fill(request);
  step = "layout";
  view_->open();
  if (view_->pages() > 1) return false;
  settle();
  if (view_->pages() == 1) return true;
  view_->close();
  view_->open();
  return false;
}

bool TemplateDocument::refill(const Request& request, std::string& step) {
  step = "refill";
  fill(request);
  step = "layout";
  settle();
  return view_->pages() == 1;
}

bool TemplateDocument::reusable() const {
  return std::ranges::all_of(lists_, [](const auto& list) { return list.second.reusable(); });
}

void TemplateDocument::finish(const Request& request, Reply& reply, std::string& step) const {
  step = "export";
  for (std::uint32_t i = 0; i < request.exports; ++i) reply.pdf = exportPdf(context_, document_);
  for (const auto& [name, field] : fields_) {
    for (const auto& section : field.sections) {
      if (visible(section)) reply.shownFields.insert(name);
    }
  }
  for (const auto& [name, section] : sections_) {
    if (section.kind == Section::Kind::text && visible(name)) reply.shownFields.insert(section.field);
  }
  for (const auto& [name, list] : lists_) {
    if (visible(listSections_.at(name))) reply.shownColumns[name] = list.columns();
  }
}

void TemplateDocument::fill(const Request& request) {
  const Reference<css::frame::XModel> model(document_, UNO_QUERY_THROW);
  model->lockControllers();
  setProperties(request);
  setFields(request);
  setTexts(request);
  for (auto& [name, list] : lists_) {
    const auto* rows = find(request.lists, name);
    static const std::vector<ListTable::Row> kNone;
    list.fill(rows ? *rows : kNone, request.fields, !visible(listSections_.at(name)));
  }
  setImages(request);
  if (refreshed_) {
    const Reference<css::text::XTextFieldsSupplier> supplier(document_, UNO_QUERY_THROW);
    const Reference<css::util::XRefreshable> all(supplier->getTextFields(), UNO_QUERY_THROW);
    all->refresh();
  }
  model->unlockControllers();
}

void TemplateDocument::setProperties(const Request& request) {
  const Reference<css::document::XDocumentPropertiesSupplier> supplier(document_, UNO_QUERY_THROW);
  const auto properties = supplier->getDocumentProperties();
  properties->setTitle(wide(request.title));
  properties->setAuthor(OUString());
}

void TemplateDocument::setFields(const Request& request) {
  for (auto& [name, field] : fields_) {
    const auto& value = valueOf(request.fields, name);
    if (field.text == value) continue;
    field.master->setPropertyValue("Content", uno::Any(wide(value).replace('\n', ' ')));
    field.text = value;
  }
}

std::set<std::string> TemplateDocument::hiddenFor(const Request& request) const {
  std::set<std::string> hidden;
  for (const auto& [name, section] : sections_) {
    if (section.kind == Section::Kind::other) continue;
    if (isSet(request, section.field) == (section.kind == Section::Kind::unless)) hidden.insert(name);
  }
  return hidden;
}

void TemplateDocument::hide(const std::set<std::string>& hidden) {
  for (auto& [name, section] : sections_) {
    if (section.kind == Section::Kind::other) continue;
    section.properties->setPropertyValue("IsVisible", uno::Any(!hidden.contains(name)));
  }
  hidden_ = hidden;
}

void TemplateDocument::setTexts(const Request& request) {
  for (auto& [name, section] : sections_) {
    if (section.kind != Section::Kind::text) continue;
    const auto& value = valueOf(request.fields, section.field);
    if (section.text == value) continue;
    const auto place = section.content->getAnchor();
    const auto cursor = place->getText()->createTextCursorByRange(place->getStart());
    cursor->gotoRange(place->getEnd(), true);
    // A carriage return starts a paragraph, a line feed would only break the line.
    cursor->setString(wide(value).replace('\n', '\r'));
    section.text = value;
  }
}

void TemplateDocument::setImages(const Request& request) {
  for (auto& [name, image] : images_) {
    const auto* given = find(request.images, name);
    const auto& png = valueOf(request.images, name);
    if (image.png == png) continue;
    uno::Any graphic = image.original;
    if (given) {
      uno::Sequence<css::beans::PropertyValue> media(1);
      media[0] = property("InputStream", uno::Any(streamOf(context_, png)));
      const auto read = css::graphic::GraphicProvider::create(context_)->queryGraphic(media);
      if (!read.is()) throw css::lang::IllegalArgumentException("not an image", {}, 0);
      graphic <<= read;
    }
    image.properties->setPropertyValue("Graphic", graphic);
    image.png = png;
  }
}

void TemplateDocument::settle() const {
  static const OUString kMargin("SectionLeftMargin");
  constexpr sal_Int32 kTwip = 2;  // 1/100 mm
  const Reference<css::frame::XModel> model(document_, UNO_QUERY_THROW);
  model->lockControllers();
  for (const auto& [name, section] : sections_) {
    if (!visible(name)) continue;
    sal_Int32 margin = 0;
    section.properties->getPropertyValue(kMargin) >>= margin;
    section.properties->setPropertyValue(kMargin, uno::Any(margin + kTwip));
    section.properties->setPropertyValue(kMargin, uno::Any(margin));
  }
  model->unlockControllers();
}

}  // namespace balalyk::filler
