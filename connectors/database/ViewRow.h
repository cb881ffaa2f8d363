#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/database/SqlSession.h"
#include "pipeline/record/RecordTypes.h"

namespace balalyk {

// The places of a view's columns by their names, from the statement's own list («a, b, c»).
class ViewColumns {
 public:
  explicit ViewColumns(std::string_view list);
  std::size_t at(std::string_view name) const;
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::size_t, std::less<>> places_;
};

// What is said of a column that cannot be read. `of`: whose it is, of a row that is one of several ({holder}).
Problem columnUnreadable(std::string column, const char* found, const std::map<std::string, std::string>& of = {});

// One row of a portal's view. What is there but is not of its column's form becomes a problem of the record; what is
// asked for is then empty, and the record is returned whatever else it holds.
class ViewRow {
 public:
  ViewRow(const SqlRow& row, const ViewColumns& columns, std::vector<Problem>& unreadable,
          std::map<std::string, std::string> of = {});

  std::string text(std::string_view column) const;
  LocalizedText localized(const std::string& column) const;  // column_ky, column_ru
  PersonName name(const std::string& column) const;          // column_surname, column_given_name, column_patronymic
  // Neither NULL nor a third value is a truth.
  bool truth(std::string_view column, bool otherwise) const;
  std::optional<Date> date(std::string_view column) const;
  std::optional<Tyiyn> amount(std::string_view column) const;
  std::int64_t changeTime(std::string_view column) const;  // 0: none
  ProtocolLanguages languages(std::string_view column) const;

  bool isNull(std::string_view column) const;
  void unreadable(std::string_view column, const char* found) const;

 private:
  const SqlRow& row_;
  const ViewColumns& columns_;
  std::vector<Problem>& unreadable_;
  const std::map<std::string, std::string> of_;
};

}  // namespace balalyk
