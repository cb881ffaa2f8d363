#include <charconv>

#include "pipeline/domain/IsoDate.h"
#include "pipeline/record/RecordFields.h"
#include "pipeline/record/RecordWords.h"
#include "pipeline/record/RecordXml.h"
#include "pipeline/record/XmlTree.h"

namespace balalyk {
namespace {

[[noreturn]] void refuse(const std::string& detail) {
  throw Error("recordXmlUnreadable", {{"detail", detail}});
}

// Reads the text of an element, or of an attribute of it. What is not of the value's form is left out here and found by
// the comparison with what toXml() writes.
void readText(std::string text, const XmlElement&, std::string& value) {
  value = std::move(text);
}
void readText(const std::string& text, const XmlElement&, bool& value) {
  value = text == "true";
}
void readText(const std::string& text, const XmlElement&, Date& value) {
  value = dateFromIso(text).value_or(Date{});
}
void readText(const std::string& text, const XmlElement&, std::chrono::year_month& value) {
  value = monthFromIso(text).value_or(std::chrono::year_month{});
}
void readText(const std::string& text, const XmlElement& element, std::int64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) refuse(element.name() + " is not a number");
}
void readText(const std::string& text, const XmlElement& element, Timestamp& value) {
  const auto time = momentFromIso(text);
  if (!time) refuse(element.name() + " is not a time");
  value = *time;
}
template <class Word>
requires std::is_enum_v<Word>
void readText(const std::string& text, const XmlElement&, Word& value) {
  const auto word = wordFrom<Word>(text);
  if (!word) refuse(std::string("unknown ") + Words<Word>::type);
  value = *word;
}
template <class T>
void readText(const std::string& text, const XmlElement& element, std::optional<T>& value) {
  readText(text, element, value.emplace());
}

class Reader {
 public:
  explicit Reader(bool published) : published_(published) {}

  template <class Owner>
  void operator()(const XmlElement& element, Owner& owner) const {
    forEachField(owner, [&]<class Value>(const auto& field, Value& value) {
      if (field.rules.xml == InXml::leftOut) return;
      const bool always = !isOptional<Value> && !field.rules.omittedWhenEmpty && !field.frozenIf &&
                          !(field.rules.personal && published_);
      if (field.rules.xml == InXml::attribute) {
        if constexpr (!isPart<Value>) attribute(element, field.name, field.rules, always, value);
      } else if (field.rules.xml == InXml::inlined) {
        if constexpr (isPart<Value> && !isList<Value> && !isOptional<Value>) (*this)(element, value);
      } else if (always) {
        child(element.child(field.name), value);
      } else if (const auto found = element.maybeChild(field.name)) {
        child(*found, value);
      }
    });
  }

 private:
  template <class Value>
  static void attribute(const XmlElement& element, const char* name, const FieldRules& rules, bool always,
                        Value& value) {
    const auto of = *rules.attributeOf ? element.child(rules.attributeOf) : element;
    if (always)
      readText(of.attribute(name), of, value);
    else if (const auto text = of.maybeAttribute(name))
      readText(*text, of, value);
  }

  template <class Value>
  void child(const XmlElement& element, Value& value) const {
    if constexpr (!isPart<Value>)
      readText(element.text(), element, value);
    else if constexpr (isOptional<Value>)
      (*this)(element, value.emplace());
    else if constexpr (isList<Value>)
      for (const auto& entry : element.children()) (*this)(entry, value.emplace_back());
    else
      (*this)(element, value);
  }

  const bool published_;
};

template <class T>
bool readAs(const XmlElement& root, Record& record) {
  if (root.name() != Fields<T>::element) return false;
  const Reader read(Fields<T>::published);
  read(root, record.emplace<T>());
  return true;
}

}  // namespace

Record fromXml(std::string_view xml) {
  const XmlTree tree(xml);
  const auto root = tree.root();
  Record result;
  if (!readAs<Application>(root, result) && !readAs<MealSubsidy>(root, result) && !readAs<VoucherList>(root, result))
    refuse("unknown root element");
  // One rule instead of a hundred: whatever toXml() would not have written (another namespace, order, element,
  // attribute, form of a value) shows as a difference.
  if (toXml(result) != xml) refuse("not in the form it was written in");
  return result;
}

}  // namespace balalyk
