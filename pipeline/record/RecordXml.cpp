#include "pipeline/record/RecordXml.h"

#include <algorithm>

#include "pipeline/domain/IsoDate.h"
#include "pipeline/record/CanonicalXml.h"
#include "pipeline/record/RecordFields.h"
#include "pipeline/record/RecordWords.h"
#include "signing/crypto/Digest.h"

namespace balalyk {
namespace {

using Attributes = std::vector<CanonicalXml::Attribute>;

std::string textOf(const std::string& text) {
  return text;
}
std::string textOf(bool value) {
  return value ? "true" : "false";
}
std::string textOf(std::int64_t number) {
  return std::to_string(number);
}
// Empty for what ISO 8601 has no four-digit year for: such a date is only in a returned record.
std::string textOf(Date date) {
  const bool writable = date.ok() && date.year() >= std::chrono::year(0) && date.year() <= std::chrono::year(9999);
  return writable ? isoDate(date) : "";
}
std::string textOf(std::chrono::year_month month) {
  return month.ok() ? isoMonth(month) : "";
}
std::string textOf(Timestamp time) {
  return isoMoment(time);
}
template <class Word>
requires std::is_enum_v<Word> std::string textOf(Word word) {
  return toString(word);
}
template <class T>
std::string textOf(const std::optional<T>& value) {
  return textOf(*value);
}

class Writer {
 public:
  explicit Writer(bool published) : published_(published) {}

  template <class T>
  std::string operator()(const T& record) {
    Attributes attributes{{"xmlns", kRecordNamespace}};
    std::ranges::move(attributesOf(record), std::back_inserter(attributes));
    xml_.open(Fields<T>::element, attributes);
    elements(record);
    xml_.close();
    return xml_.take();
  }

 private:
  template <class Owner, class FieldOwner, class Value>
  bool isFrozen(const Field<FieldOwner, Value>& field, const Owner& owner, const Value& value) const {
    if (field.rules.xml == InXml::leftOut || (field.rules.personal && published_)) return false;
    if (field.frozenIf && !field.frozenIf(owner)) return false;
    if constexpr (isOptional<Value>)
      return value.has_value();
    else
      return !field.rules.omittedWhenEmpty || value != Value{};
  }

  template <class Owner>
  void addAttributes(const Owner& owner, std::string_view of, Attributes& attributes) const {
    forEachField(owner, [&]<class Value>(const auto& field, const Value& value) {
      if constexpr (isPart<Value>) {
        if constexpr (!isList<Value> && !isOptional<Value>)
          if (field.rules.xml == InXml::inlined && of.empty()) addAttributes(value, of, attributes);
      } else if (field.rules.xml == InXml::attribute && field.rules.attributeOf == of &&
                 isFrozen(field, owner, value)) {
        attributes.emplace_back(field.name, textOf(value));
      }
    });
  }

  // Sorted by their names: the XML is canonical.
  template <class Owner>
  Attributes attributesOf(const Owner& owner, std::string_view of = {}) const {
    Attributes attributes;
    addAttributes(owner, of, attributes);
    std::ranges::sort(attributes, {}, &CanonicalXml::Attribute::first);
    return attributes;
  }

  template <class Owner>
  void elements(const Owner& owner) {
    forEachField(owner, [&]<class Value>(const auto& field, const Value& value) {
      if (!isFrozen(field, owner, value)) return;
      if constexpr (isPart<Value>) {
        part(field.name, field.rules, value);
      } else if (field.rules.xml == InXml::element) {
        auto attributes = attributesOf(owner, field.name);
        if (field.rules.meaning == Meaning::amount) attributes.emplace_back("unit", "tyiyn");
        xml_.text(field.name, textOf(value), attributes);
      }
    });
  }

  template <class Part>
  void part(const char* name, const FieldRules& rules, const Part& part) {
    if (rules.xml == InXml::inlined) return elements(part);
    xml_.open(name, attributesOf(part));
    elements(part);
    xml_.close();
  }
  template <class Part>
  void part(const char* name, const FieldRules& rules, const std::optional<Part>& value) {
    part(name, rules, *value);
  }
  template <class Part>
  void part(const char* name, const FieldRules& rules, const std::vector<Part>& entries) {
    xml_.open(name);
    for (const auto& entry : entries) part(rules.entry, {}, entry);
    xml_.close();
  }

  const bool published_;
  CanonicalXml xml_;
};

}  // namespace

std::string toXml(const Record& record) {
  return std::visit([]<class T>(const T& one) { return Writer(Fields<T>::published)(one); }, record);
}

std::string recordDigest(std::string_view xml) {
  return signing::toHex(signing::sha256(xml));
}

}  // namespace balalyk
