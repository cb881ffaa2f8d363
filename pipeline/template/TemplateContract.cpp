#include "pipeline/template/TemplateContract.h"

#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>

namespace balalyk {
namespace {

using Poco::Dynamic::Var;
using Poco::JSON::Object;
using Texts = std::map<std::string, std::string>;

// Reads one JSON object and remembers where it is, so that an error names the place. Strict: a misspelt key would
// silently switch a rule off.
class Reader {
 public:
  Reader(const Var& value, std::string place, std::set<std::string> known = {}) : place_(std::move(place)) {
    if (value.type() != typeid(Object::Ptr)) fail("not an object");
    object_ = value.extract<Object::Ptr>();
    if (known.empty()) return;
    for (const auto& key : object_->getNames())
      if (!known.contains(key)) fail("unknown key \"" + key + "\"");
  }

  std::vector<std::string> keys() const {
    auto names = object_->getNames();
    std::sort(names.begin(), names.end());
    return names;
  }
  bool has(const std::string& key) const { return object_->has(key); }
  std::string placeOf(const std::string& key) const { return place_.empty() ? key : place_ + "/" + key; }

  Var any(const std::string& key) const {
    if (!has(key)) fail("\"" + key + "\" is missing");
    return object_->get(key);
  }
  std::string text(const std::string& key) const {
    const Var value = any(key);
    if (!value.isString()) fail("\"" + key + "\" is not a text");
    return value.extract<std::string>();
  }
  bool flag(const std::string& key) const {
    if (!has(key)) return false;
    const Var value = any(key);
    if (!value.isBoolean()) fail("\"" + key + "\" is not true or false");
    return value.extract<bool>();
  }
  int count(const std::string& key, int otherwise) const {
    if (!has(key)) return otherwise;
    const Var value = any(key);
    if (value.isBoolean() || !value.isInteger()) fail("\"" + key + "\" is not a whole number");
    const auto number = value.convert<Poco::Int64>();
    if (number < 0 || number > std::numeric_limits<short>::max()) fail("\"" + key + "\" is out of range");
    return static_cast<int>(number);
  }
  std::vector<std::string> names(const std::string& key) const {
    const Var value = any(key);
    if (value.type() != typeid(Poco::JSON::Array::Ptr)) fail("\"" + key + "\" is not a list");
    std::vector<std::string> result;
    for (const auto& entry : *value.extract<Poco::JSON::Array::Ptr>()) {
      if (!entry.isString()) fail("\"" + key + "\" holds something that is not a text");
      result.push_back(entry.extract<std::string>());
    }
    if (result.empty()) fail("\"" + key + "\" is empty");
    return result;
  }
  Reader object(const std::string& key, std::set<std::string> known = {}) const {
    return Reader(any(key), placeOf(key), std::move(known));
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw Poco::DataFormatException((place_.empty() ? "" : place_ + ": ") + what);
  }

 private:
  Object::Ptr object_;
  std::string place_;
};

using Languages = std::vector<std::string>;

// One text for each language of the contract, no more and no fewer.
Texts readTexts(const Reader& parent, const std::string& key, const Languages& languages) {
  const Reader reader = parent.object(key, {languages.begin(), languages.end()});
  Texts texts;
  for (const auto& language : languages) texts[language] = reader.text(language);
  return texts;
}

FieldContract::Type readType(const Reader& reader) {
  const auto name = reader.text("type");
  if (name == "text") return FieldContract::Type::text;
  if (name == "longText") return FieldContract::Type::longText;
  if (name == "boolean") return FieldContract::Type::boolean;
  reader.fail("unknown type \"" + name + "\"");
}

FieldContract readField(const Reader& reader, const Languages& languages) {
  FieldContract field;
  field.type = readType(reader);
  field.required = reader.flag("required");
  field.mustShow = reader.flag("mustShow");
  field.description = reader.text("description");
  if (field.type == FieldContract::Type::boolean && (field.required || field.mustShow))
    reader.fail("a boolean can be neither required nor shown");
  if (reader.has("rowsOf")) field.rowsOf = reader.text("rowsOf");
  if (reader.has("noRowsOf")) field.noRowsOf = reader.text("noRowsOf");
  if (reader.has("shownBy")) field.shownBy = reader.text("shownBy");
  if (field.type != FieldContract::Type::boolean && !(field.rowsOf + field.noRowsOf).empty())
    reader.fail("only a boolean says whether a list has rows");
  field.sample = readTexts(reader, "sample", languages);
  field.longest = readTexts(reader, "longest", languages);
  return field;
}

std::map<std::string, FieldContract> readFields(const Reader& parent, const std::string& key,
                                                const Languages& languages) {
  const Reader reader = parent.object(key);
  std::map<std::string, FieldContract> fields;
  for (const auto& name : reader.keys())
    fields[name] = readField(reader.object(name, {"type", "required", "mustShow", "description", "rowsOf", "noRowsOf",
                                                  "shownBy", "sample", "longest"}),
                             languages);
  return fields;
}

ListContract readList(const Reader& reader, const Languages& languages) {
  ListContract list;
  list.required = reader.flag("required");
  list.mustShow = reader.flag("mustShow");
  if (reader.has("shownBy")) list.shownBy = reader.text("shownBy");
  list.sampleRows = reader.count("sampleRows", list.sampleRows);
  list.longestRows = reader.count("longestRows", list.longestRows);
  list.columns = readFields(reader, "columns", languages);
  if (list.columns.empty()) reader.fail("a list without columns");
  for (const auto& [name, column] : list.columns)
    if (column.type != FieldContract::Type::text || !column.shownBy.empty())
      reader.fail("column \"" + name + "\" is not of type text, or has \"shownBy\"");
  return list;
}

ImageContract readImage(const Reader& reader, const Languages& languages) {
  ImageContract image{reader.flag("mustShow"), reader.text("description"),
                      reader.has("encodes") ? reader.text("encodes") : "",
                      readTexts(reader, "alternateText", languages)};
  // What is in it could not be looked for.
  if (image.mustShow && image.encodes.empty())
    reader.fail("a code that must be shown needs \"encodes\": the field that it holds, as \"document.checkAddress\"");
  return image;
}

// What a field or an image says of another must be there.
void checkReferences(const KindContract& kind, const Reader& reader) {
  const auto checkShownBy = [&](const std::string& name, const std::string& shownBy) {
    if (!shownBy.empty() && (shownBy == name || !(kind.fields.contains(shownBy) || kind.lists.contains(shownBy))))
      reader.fail("\"" + name + "\" is shown by nothing else of this kind");
  };
  for (const auto& [name, field] : kind.fields) {
    checkShownBy(name, field.shownBy);
    for (const auto& list : {field.rowsOf, field.noRowsOf})
      if (!list.empty() && !kind.lists.contains(list)) reader.fail("\"" + name + "\" names no list of this kind");
  }
  for (const auto& [name, list] : kind.lists) checkShownBy(name, list.shownBy);
  for (const auto& [name, image] : kind.images)
    if (!image.encodes.empty() && !kind.fields.contains(image.encodes))
      reader.fail("\"" + name + "\" encodes no field of this kind");
}

KindContract readKind(const Reader& reader, const std::string& name, const Languages& languages) {
  KindContract kind;
  kind.kind = name;
  kind.titles = readTexts(reader, "titles", languages);
  kind.fields = readFields(reader, "fields", languages);
  const Reader lists = reader.object("lists");
  for (const auto& list : lists.keys())
    kind.lists[list] = readList(
        lists.object(list, {"required", "mustShow", "shownBy", "sampleRows", "longestRows", "columns"}), languages);
  const Reader images = reader.object("images");
  for (const auto& image : images.keys())
    kind.images[image] =
        readImage(images.object(image, {"mustShow", "description", "encodes", "alternateText"}), languages);
  checkReferences(kind, reader);
  return kind;
}

bool isEmpty(const std::map<std::string, std::string>& values, const std::string& name) {
  const auto found = values.find(name);
  return found == values.end() || found->second.empty();
}

void checkFields(const KindContract& kind, const FieldValues& values, std::vector<Problem>& problems) {
  for (const auto& [name, value] : values.fields) {
    const auto field = kind.fields.find(name);
    if (field == kind.fields.end())
      problems.push_back({"fieldUnknown", {{"field", name}}});
    else if (field->second.type == FieldContract::Type::boolean && !value.empty() && value != "true")
      problems.push_back({"booleanBadlyTyped", {{"field", name}}});
  }
  for (const auto& [name, field] : kind.fields)
    if (field.required && isEmpty(values.fields, name)) problems.push_back({"fieldMissing", {{"field", name}}});
}

void checkRow(const std::string& name, const ListContract& list, const FieldValues::Row& row, std::size_t index,
              std::vector<Problem>& problems) {
  const auto problem = [&](const char* code, const std::string& column) {
    problems.push_back({code, {{"list", name}, {"column", column}, {"row", std::to_string(index + 1)}}});
  };
  for (const auto& [column, value] : row)
    if (!list.columns.contains(column)) problem("columnUnknown", column);
  for (const auto& [column, contract] : list.columns)
    if (contract.required && isEmpty(row, column)) problem("columnMissing", column);
}

void checkLists(const KindContract& kind, const FieldValues& values, std::vector<Problem>& problems) {
  for (const auto& [name, rows] : values.lists) {
    const auto list = kind.lists.find(name);
    if (list == kind.lists.end()) {
      problems.push_back({"listUnknown", {{"list", name}}});
      continue;
    }
    for (std::size_t index = 0; index < rows.size(); ++index)
      checkRow(name, list->second, rows[index], index, problems);
  }
  for (const auto& [name, list] : kind.lists) {
    const auto rows = values.lists.find(name);
    if (list.required && (rows == values.lists.end() || rows->second.empty()))
      problems.push_back({"listMissing", {{"list", name}}});
  }
}

void checkImages(const KindContract& kind, const FieldValues& values, std::vector<Problem>& problems) {
  for (const auto& [name, bytes] : values.images)
    if (!kind.images.contains(name)) problems.push_back({"imageUnknown", {{"image", name}}});
  // A template holds a placeholder where the image goes: without an image it would be printed.
  for (const auto& [name, image] : kind.images)
    if (image.mustShow && isEmpty(values.images, name)) problems.push_back({"imageMissing", {{"image", name}}});
}

// The lines of a column's example are used in turn, so that the rows of a preview differ; "{row}" is the row's number.
std::string exampleCell(const std::string& lines, int row) {
  std::vector<std::string> choices;
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) choices.push_back(line);
  if (choices.empty()) return {};
  std::string cell = choices[row % choices.size()];
  if (const auto mark = cell.find("{row}"); mark != std::string::npos) cell.replace(mark, 5, std::to_string(row + 1));
  return cell;
}

}  // namespace

TemplateContract TemplateContract::load(const std::filesystem::path& file) {
  try {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw Poco::FileNotFoundException("cannot be opened");
    Poco::JSON::Parser parser;
    const Reader reader(parser.parse(stream), "", {"version", "languages", "fonts", "kinds"});
    if (reader.count("version", 0) != 1) reader.fail("\"version\" is not 1");

    TemplateContract contract;
    contract.languages_ = reader.names("languages");
    contract.fonts_ = reader.names("fonts");
    const Reader kinds = reader.object("kinds");
    for (const auto& name : kinds.keys())
      contract.kinds_[name] =
          readKind(kinds.object(name, {"titles", "fields", "lists", "images"}), name, contract.languages_);
    return contract;
  } catch (const Poco::Exception& error) {
    throw Error("contractUnreadable", {{"file", file.string()}, {"detail", error.displayText()}});
  }
}

const KindContract& TemplateContract::kind(const std::string& name) const {
  const auto found = kinds_.find(name);
  if (found == kinds_.end()) throw Error("unknownKind", {{"kind", name}});
  return found->second;
}

std::vector<std::string> TemplateContract::kinds() const {
  std::vector<std::string> names;
  for (const auto& [name, kind] : kinds_) names.push_back(name);
  return names;
}

std::vector<std::string> TemplateContract::languages() const {
  return languages_;
}
std::vector<std::string> TemplateContract::fonts() const {
  return fonts_;
}

std::vector<Problem> TemplateContract::check(const std::string& kind, const FieldValues& values) const {
  const auto& contract = this->kind(kind);
  std::vector<Problem> problems;
  checkFields(contract, values, problems);
  checkLists(contract, values, problems);
  checkImages(contract, values, problems);
  return problems;
}

FieldValues TemplateContract::exampleValues(const std::string& kind, const std::string& language, Fill fill) const {
  const auto& contract = this->kind(kind);
  if (std::find(languages_.begin(), languages_.end(), language) == languages_.end())
    throw Error("unknownLanguage", {{"language", language}});
  const auto example = [&](const FieldContract& field) -> std::string {
    if (fill == Fill::empty && !field.required) return {};
    return (fill == Fill::longest ? field.longest : field.sample).at(language);
  };
  FieldValues values;
  for (const auto& [name, field] : contract.fields) values.fields[name] = example(field);
  for (const auto& [name, list] : contract.lists) {
    const int rows = fill == Fill::longest ? list.longestRows : fill == Fill::sample ? list.sampleRows : list.required;
    auto& target = values.lists[name];
    for (int row = 0; row < rows; ++row) {
      auto& cells = target.emplace_back();
      for (const auto& [column, field] : list.columns) cells[column] = exampleCell(example(field), row);
    }
  }
  return values;
}

}  // namespace balalyk
