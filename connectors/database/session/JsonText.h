#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/Error.h"
#include "pipeline/document/Document.h"
#include "signing/JsonWriter.h"

// The little JSON that goes through SQL: rows for {rows …}, problems, canonical audit details.
namespace balalyk {

std::string jsonObject(const std::map<std::string, std::string>& members);  // keys sorted: canonical
std::string jsonTexts(const std::vector<std::string>& texts);
std::vector<std::string> textsFromJson(const std::string& json);

std::string problemsToJson(const std::vector<Problem>& problems);
std::vector<Problem> problemsFromJson(const std::string& json);
std::string kindsToJson(const std::vector<Kind>& kinds);
std::vector<Kind> kindsFromJson(const std::string& json);
std::vector<StoredFile> filesFromJson(const std::string& json);

// A JSON array of objects, built row by row.
class JsonRows {
 public:
  JsonRows& row();
  JsonRows& text(std::string_view name, std::string_view value);
  JsonRows& textOrNull(std::string_view name, std::string_view value);  // empty: null
  JsonRows& integer(std::string_view name, std::int64_t value);
  bool empty() const { return json_.text().empty(); }
  std::string str() const { return empty() ? "[]" : json_.text() + "}]"; }

 private:
  signing::JsonWriter json_{signing::JsonWriter::Layout::compact};
};

}  // namespace balalyk
