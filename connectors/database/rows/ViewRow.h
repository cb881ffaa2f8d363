#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/database/session/SqlSession.h"
#include "pipeline/record/RecordTypes.h"
#include "pipeline/record/RecordWords.h"

namespace balalyk {

// What is said of a column that cannot be read. `of`: whose it is, of a row that is one of several ({holder}).
Problem columnUnreadable(std::string column, const char* found, const std::map<std::string, std::string>& of = {});

// What a row of a portal's view gives, or an entry of one of its JSON lists, by the columns' names. What is there but
// is not of its column's form becomes a problem of the record; what is asked for is then empty, and the record is
// returned whatever else it holds.
class ViewCells {
 public:
  virtual ~ViewCells() = default;
  virtual std::string text(std::string_view column) const = 0;
  virtual bool has(std::string_view column) const = 0;
  virtual bool isNull(std::string_view column) const = 0;
  // Neither NULL nor a third value is a truth.
  virtual bool truth(std::string_view column, bool otherwise) const = 0;
  virtual void unreadable(std::string_view column, const char* found) const = 0;

  std::string identifier(std::string_view column) const;
  std::optional<Date> date(std::string_view column) const;
  std::optional<Tyiyn> amount(std::string_view column) const;
  std::optional<Timestamp> time(std::string_view column) const;  // milliseconds since 1970
  std::int64_t changeTime(std::string_view column) const;        // 0: none

  // False leaves `value` as it is: the column has another word.
  template <class Word>
  bool word(std::string_view column, Word& value) const {
    auto text = this->text(column);
    while (text.ends_with(' ')) text.pop_back();
    const auto known = wordFrom<Word>(text);
    if (known)
      value = *known;
    else if (has(column))
      unreadable(column, isNull(column) ? "null" : text.empty() ? "empty" : "otherWord");
    return known.has_value();
  }
};

class ViewRow final : public ViewCells {
 public:
  ViewRow(const SqlRow& row, std::vector<Problem>& unreadable, std::map<std::string, std::string> of = {})
      : row_(row), unreadable_(unreadable), of_(std::move(of)) {}

  std::string text(std::string_view column) const override { return row_.text(column); }
  bool has(std::string_view) const override { return true; }
  bool isNull(std::string_view column) const override { return row_.isNull(column); }
  bool truth(std::string_view column, bool otherwise) const override;
  void unreadable(std::string_view column, const char* found) const override;

 private:
  const SqlRow& row_;
  std::vector<Problem>& unreadable_;
  const std::map<std::string, std::string> of_;
};

}  // namespace balalyk
