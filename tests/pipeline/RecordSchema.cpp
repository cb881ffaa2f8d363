#include "RecordSchema.h"

#include <fmt/format.h>

#include <set>

#include "pipeline/record/RecordFields.h"
#include "pipeline/record/RecordWords.h"
#include "pipeline/record/RecordXml.h"

namespace balalyk {
namespace {

constexpr const char* kBegin = R"(<?xml version="1.0" encoding="UTF-8"?>
<!-- The frozen record that a document was made from (RecordXml.h), generated from RecordFields.h. Amounts are tyiyn, a
     hundredth of a som. A returned record is kept as well: hence texts, PINs and dates that may be empty or wrong. -->
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{0}"
           targetNamespace="{0}" elementFormDefault="qualified" version="1">
)";

constexpr const char* kEnd = R"(
  <xs:complexType name="Amount">
    <xs:simpleContent>
      <xs:extension base="xs:long">
        <xs:attribute name="unit" type="xs:string" use="required" fixed="tyiyn"/>
      </xs:extension>
    </xs:simpleContent>
  </xs:complexType>

  <xs:simpleType name="Empty">
    <xs:restriction base="xs:string">
      <xs:length value="0"/>
    </xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="Day">
    <xs:union memberTypes="xs:date Empty"/>
  </xs:simpleType>
  <xs:simpleType name="Month">
    <xs:union memberTypes="xs:gYearMonth Empty"/>
  </xs:simpleType>
</xs:schema>
)";

template <class Value>
std::string valueType(const FieldRules& rules) {
  if constexpr (isOptional<Value>) return valueType<typename Wrapped<Value>::Type>(rules);
  if constexpr (std::same_as<Value, bool>) return "xs:boolean";
  if constexpr (std::same_as<Value, std::int64_t>)
    return rules.meaning == Meaning::amount && rules.xml == InXml::element ? "Amount" : "xs:long";
  if constexpr (std::same_as<Value, Date>) return "Day";
  if constexpr (std::same_as<Value, Timestamp>) return "xs:dateTime";
  if constexpr (std::same_as<Value, std::chrono::year_month>) return "Month";
  if constexpr (std::is_enum_v<Value>) return Words<Value>::type;
  return "xs:string";
}

class Schema {
 public:
  template <class Record>
  void addRecord() {
    records_ +=
        fmt::format("\n  <xs:element name=\"{}\">\n    <xs:complexType>\n{}    </xs:complexType>\n  </xs:element>\n",
                    Fields<Record>::element, content<Record>("      "));
  }

  std::string text() const { return fmt::format(kBegin, kRecordNamespace) + records_ + types_ + kEnd; }

 private:
  template <class Value>
  static bool isAlways(const auto& field) {
    return !isOptional<Value> && !field.rules.omittedWhenEmpty && !field.frozenIf;
  }

  // Adds the type of a part, or of a word, once.
  template <class Value>
  std::string typeOf(const FieldRules& rules) {
    if constexpr (isPart<Value>) {
      using Part = typename Wrapped<Value>::Type;
      if (known_.insert(Fields<Part>::type).second)
        types_ += fmt::format("\n  <xs:complexType name=\"{}\">\n{}  </xs:complexType>\n", Fields<Part>::type,
                              content<Part>("    "));
      return Fields<Part>::type;
    } else {
      addWords<typename Wrapped<Value>::Type>();
      return valueType<Value>(rules);
    }
  }

  template <class Value>
  void addWords() {
    if constexpr (std::is_enum_v<Value>) {
      if (!known_.insert(Words<Value>::type).second) return;
      std::string words;
      for (const auto word : Words<Value>::all)
        words += fmt::format("      <xs:enumeration value=\"{}\"/>\n", toString(word));
      types_ += fmt::format(
          "\n  <xs:simpleType name=\"{}\">\n    <xs:restriction base=\"xs:string\">\n{}    </xs:restriction>\n"
          "  </xs:simpleType>\n",
          Words<Value>::type, words);
    }
  }

  template <class Part>
  std::string content(const std::string& indent) {
    const auto elements = elementsOf<Part>(indent + "  ");
    return indent + "<xs:sequence>\n" + elements + indent + "</xs:sequence>\n" + attributesOf<Part>("", indent);
  }

  template <class Part>
  std::string attributesOf(std::string_view of, const std::string& indent) {
    std::string text;
    const Part part{};
    forEachField(part, [&]<class Value>(const auto& field, const Value&) {
      if constexpr (isPart<Value>) {
        if (field.rules.xml == InXml::inlined && of.empty())
          text += attributesOf<typename Wrapped<Value>::Type>(of, indent);
      } else if (field.rules.xml == InXml::attribute && field.rules.attributeOf == of) {
        text += fmt::format("{}<xs:attribute name=\"{}\" type=\"{}\"{}/>\n", indent, field.name,
                            typeOf<Value>(field.rules), isAlways<Value>(field) ? " use=\"required\"" : "");
      }
    });
    return text;
  }

  template <class Part>
  std::string elementsOf(const std::string& indent) {
    std::string text;
    const Part part{};
    forEachField(part, [&]<class Value>(const auto& field, const Value&) {
      const auto& rules = field.rules;
      if (rules.xml == InXml::inlined) {
        if constexpr (isPart<Value>) text += elementsOf<typename Wrapped<Value>::Type>(indent);
      } else if (rules.xml == InXml::element) {
        const auto* occurs = isAlways<Value>(field) ? "" : " minOccurs=\"0\"";
        if constexpr (isList<Value>)
          text += list(field.name, rules.entry, typeOf<Value>(rules), occurs, indent);
        else if (const auto attributes = attributesOf<Part>(field.name, indent + "        "); !attributes.empty())
          text += withAttributes(field.name, typeOf<Value>(rules), occurs, attributes, indent);
        else
          text += fmt::format("{}<xs:element name=\"{}\" type=\"{}\"{}/>\n", indent, field.name, typeOf<Value>(rules),
                              occurs);
      }
    });
    return text;
  }

  static std::string list(const char* name, const char* entry, const std::string& type, const char* occurs,
                          const std::string& indent) {
    return fmt::format(
        "{0}<xs:element name=\"{1}\"{4}>\n{0}  <xs:complexType>\n{0}    <xs:sequence>\n"
        "{0}      <xs:element name=\"{2}\" type=\"{3}\" minOccurs=\"0\" maxOccurs=\"unbounded\"/>\n"
        "{0}    </xs:sequence>\n{0}  </xs:complexType>\n{0}</xs:element>\n",
        indent, name, entry, type, occurs);
  }

  static std::string withAttributes(const char* name, const std::string& type, const char* occurs,
                                    const std::string& attributes, const std::string& indent) {
    return fmt::format(
        "{0}<xs:element name=\"{1}\"{3}>\n{0}  <xs:complexType>\n{0}    <xs:simpleContent>\n"
        "{0}      <xs:extension base=\"{2}\">\n{4}{0}      </xs:extension>\n{0}    </xs:simpleContent>\n"
        "{0}  </xs:complexType>\n{0}</xs:element>\n",
        indent, name, type, occurs, attributes);
  }

  std::string records_, types_;
  std::set<std::string> known_;
};

}  // namespace

std::string recordSchema() {
  Schema schema;
  schema.addRecord<Application>();
  schema.addRecord<MealSubsidy>();
  schema.addRecord<VoucherList>();
  return schema.text();
}

}  // namespace balalyk
