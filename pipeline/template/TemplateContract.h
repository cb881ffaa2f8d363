#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "pipeline/Error.h"
#include "pipeline/template/FieldValues.h"

namespace balalyk {

// The contract between a template and a record, read from templates/contract.json: the one place that says which
// fields, lists and images a document kind offers. The filler, the linter, preview and the documentation read it.
struct FieldContract {
  enum class Type { text, longText, boolean };
  Type type = Type::text;
  bool required = false;    // must be non-empty in every record; a template need not show it unless mustShow
  bool mustShow = false;    // every template of the kind must show it
  std::string description;  // English, for the documentation
  std::string rowsOf;       // of a boolean: the list that has rows exactly when it is true
  std::string noRowsOf;     // of a boolean: the list that has none exactly when it is true
  std::string shownBy;      // another field that holds the same and more: who shows that one shows this one
  // language -> a plausible value, the longest plausible value. Of a list's column: one line for each row in turn,
  // where "{row}" is the row's number.
  std::map<std::string, std::string> sample;
  std::map<std::string, std::string> longest;
};

struct ListContract {
  bool required = false;  // at least one row
  bool mustShow = false;
  std::string shownBy;  // a field that holds the rows as text, or a list that holds most of them
  std::map<std::string, FieldContract> columns;
  int sampleRows = 3;
  int longestRows = 11;
};

struct ImageContract {
  bool mustShow = false;
  std::string description;
  std::string encodes;  // of a QR code: the field whose text is in it; empty only unless mustShow
  std::map<std::string, std::string> alternateText;  // language -> text
};

struct KindContract {
  std::string kind;                           // "voucher-approval"
  std::map<std::string, std::string> titles;  // language -> document title, with {field} placeholders
  std::map<std::string, FieldContract> fields;
  std::map<std::string, ListContract> lists;
  std::map<std::string, ImageContract> images;
};

class TemplateContract {
 public:
  // Strict: an unknown key or a missing example is an error. Throws Error contractUnreadable{file, detail}.
  static TemplateContract load(const std::filesystem::path& file);

  // Throws Error unknownKind{kind}.
  const KindContract& kind(const std::string& name) const;
  std::vector<std::string> kinds() const;
  std::vector<std::string> languages() const;  // {"ky", "ru"}
  std::vector<std::string> fonts() const;      // font families a template may use; all must be installed

  // What of `values` breaks the contract: fieldUnknown, fieldMissing, booleanBadlyTyped{field}; listUnknown,
  // listMissing{list}; columnUnknown, columnMissing{list, column, row}; imageUnknown, imageMissing{image}.
  std::vector<Problem> check(const std::string& kind, const FieldValues& values) const;

  enum class Fill { sample, longest, empty };
  // Values for `template preview` and the linter's trial fill, without images. `empty` is the shortest record that
  // keeps the contract: what is optional is empty, what is required has its sample value, a required list one row.
  // Throws Error unknownLanguage{language}.
  FieldValues exampleValues(const std::string& kind, const std::string& language, Fill fill) const;

 private:
  std::map<std::string, KindContract> kinds_;
  std::vector<std::string> languages_;
  std::vector<std::string> fonts_;
};

}  // namespace balalyk
