#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/database/session/SqlCatalogue.h"

namespace balalyk {

// A statement made of parts of the catalogue, where :a, :b and so on stand for a part's own values, each once.
class SqlAssembly {
 public:
  explicit SqlAssembly(const SqlCatalogue& sql) : sql_(sql) {}

  SqlAssembly& part(std::string_view name, std::initializer_list<SqlValue> values = {}) {
    std::string text = sql_[name].text;
    char placeholder = 'a';
    for (const auto& value : values) {
      values_.push_back(value);
      const std::string mark{':', placeholder++};
      text.replace(text.find(mark), mark.size(), "$" + std::to_string(values_.size()));
    }
    statement_.name += statement_.name.empty() ? std::string(name) : " + " + std::string(name);
    statement_.text += (statement_.text.empty() ? "" : "\n") + text;
    return *this;
  }

  SqlResult run(SqlSession& session) const { return session.run(statement_, values_); }
  SqlAsk ask() && { return {std::move(statement_), std::move(values_)}; }

 private:
  const SqlCatalogue& sql_;
  SqlStatement statement_;
  std::vector<SqlValue> values_;
};

// Beyond every word that begins with `prefix`: no word holds U+10FFFF.
inline std::string afterPrefix(const std::string& prefix) {
  return prefix + "\xF4\x8F\xBF\xBF";
}

}  // namespace balalyk
