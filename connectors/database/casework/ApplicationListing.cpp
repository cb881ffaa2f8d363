#include "connectors/database/casework/ApplicationListing.h"

#include <algorithm>
#include <map>
#include <span>

#include "connectors/database/casework/ApplicationRows.h"
#include "connectors/database/casework/FoldedNames.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "connectors/database/session/SqlAssembly.h"
#include "pipeline/domain/Text.h"

namespace balalyk {

namespace {

// A part of the list with its own index and order; a page may reach from one into the next.
struct Group {
  char letter;  // in the cursor
  const char* rows;
  const char* beyond;  // the cursor's row
  const char* order;
};
constexpr Group kReturned{'r', "list returned", "list and later", "list oldest first"};
constexpr Group kWaiting{'w', "list waiting", "list and later", "list oldest first"};
constexpr Group kDecided{'d', "list decided", "list and earlier", "list newest first"};
constexpr Group kNamed{'n', "list by name", "list and name after", "list names first"};

constexpr int kMostRows = 500;
constexpr std::size_t kMostWords = 10;  // of a search; the longest of them

// Rows have the codes.
void nameBenefits(std::vector<ApplicationRow>& rows, const std::vector<BenefitCategory>& categories) {
  std::map<std::string, LocalizedText> names;
  for (const auto& category : categories) names.emplace(category.code, category.name);
  for (auto& row : rows)
    for (auto& benefit : row.benefits) benefit.name = names[benefit.code];
}

class Listing {
 public:
  Listing(SqlSession& session, const SqlCatalogue& sql, const Zone& zone, const ApplicationListQuery& query)
      : session_(session), sql_(sql), zone_(zone), query_(query), limit_(std::clamp(query.limit, 1, kMostRows)) {}

  ApplicationPage operator()() {
    const auto groups = groupsOf();
    auto from = std::ranges::find(groups, query_.after.empty() ? '\0' : query_.after[0], &Group::letter);
    if (from != groups.end() && !findPlace()) from = groups.end();
    const bool middle = from != groups.end();
    const auto results = session_.runAll({counts(),
                                          {sql_["protocols of commission"], {query_.commissionId}},
                                          {sql_["count notices due"], {query_.commissionId}},
                                          {sql_["commission"], {query_.commissionId}},
                                          {sql_["categories"], {}},
                                          rowsOf({middle ? from : groups.begin(), groups.end()}, middle)});
    count(results[0], results[1].rows.at(0));
    for (const auto& row : results[5].rows) {
      page_.rows.push_back(applicationRowFrom(row));
      letters_ += row.text("part");
    }
    finish();
    page_.toInform = results[2].rows.at(0).integer("documents");
    if (!results[3].rows.empty()) page_.commission = commissionFrom(results[3].rows[0]);
    page_.categories = categoriesIn(results[4]);
    nameBenefits(page_.rows, page_.categories);
    return std::move(page_);
  }

 private:
  std::vector<Group> groupsOf() const {
    if (query_.order == ApplicationOrder::name) return {kNamed};
    if (!query_.filter.state) return {kReturned, kWaiting, kDecided};
    return {kReturned, *query_.filter.state == ApplicationState::waiting ? kWaiting : kDecided};
  }

  // The cursor names a row: its place is looked up, so that no name is in an address.
  bool findPlace() {
    if (query_.after.size() < 3) return false;
    const auto rows = session_.run(sql_["place in list"], {query_.after.substr(2), query_.commissionId}).rows;
    if (rows.empty()) return false;
    place_ = {rows[0].integer("at"), rows[0].text("name_key"), query_.after.substr(2)};
    return true;
  }

  bool full() const { return page_.rows.size() > static_cast<std::size_t>(limit_); }

  // The first one from the cursor's row on, if it has one.
  SqlAsk rowsOf(std::span<const Group> groups, bool fromPlace) const {
    SqlAssembly assembly(sql_);
    for (const auto& group : groups) {
      const bool first = &group == groups.data();
      assembly.part(first ? "list page" : "list next part");
      assembly.part(group.rows, {query_.commissionId});
      if (query_.filter.state) {
        if (*query_.filter.state == ApplicationState::waiting)
          assembly.part("list and undecided");
        else
          assembly.part("list and decision", {std::string(toString(*query_.filter.state))});
      }
      narrow(assembly);
      if (first && fromPlace && group.letter == kNamed.letter) assembly.part(group.beyond, {place_.name, place_.id});
      if (first && fromPlace && group.letter != kNamed.letter) assembly.part(group.beyond, {place_.at, place_.id});
      assembly.part(group.order, {std::int64_t{limit_} + 1});
    }
    assembly.part("list page up to", {std::int64_t{limit_} + 1});
    return std::move(assembly).ask();
  }

  void narrow(SqlAssembly& assembly) const {
    const auto& filter = query_.filter;
    if (filter.receivedFrom) assembly.part("list and since", {toMilliseconds(zone_.startOf(*filter.receivedFrom))});
    if (filter.receivedTo)
      assembly.part("list and until",
                    {toMilliseconds(zone_.startOf(std::chrono::sys_days(*filter.receivedTo) + std::chrono::days(1)))});
    if (!filter.benefit.empty()) assembly.part("list and benefit", {filter.benefit});
  }

  void finish() {
    if (full()) {
      page_.rows.pop_back();
      page_.next = std::string{letters_[page_.rows.size() - 1], '.'} + page_.rows.back().id;
    }
  }

  SqlAsk counts() const {
    SqlAssembly assembly(sql_);
    assembly.part("list counts", {query_.commissionId});
    narrow(assembly);
    assembly.part("list each decision");
    return std::move(assembly).ask();
  }

  void count(const SqlResult& decisions, const SqlRow& protocols) {
    for (const auto& row : decisions.rows) {
      const auto decision = decisionFrom(row.text("decision"));
      auto& count = !decision                         ? page_.counts.waiting
                    : *decision == Decision::approved ? page_.counts.approved
                                                      : page_.counts.rejected;
      count += row.integer("applications");
    }
    page_.returned = protocols.integer("returned");
    page_.drafted = protocols.integer("drafted");
  }

  struct Place {
    std::int64_t at = 0;
    std::string name, id;
  };

  SqlSession& session_;
  const SqlCatalogue& sql_;
  const Zone& zone_;
  const ApplicationListQuery& query_;
  const int limit_;
  Place place_;
  std::string letters_;  // the group of each row
  ApplicationPage page_;
};

// Fourteen digits with anything but digits and letters between; empty: something else.
std::string personalNumberIn(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    if (c < '0' || c > '9') return {};
    digits += c;
  }
  return digits.size() == 14 ? digits : std::string();
}

}  // namespace

ApplicationPage listApplications(SqlSession& session, const SqlCatalogue& sql, const Zone& zone,
                                 const ApplicationListQuery& query) {
  return Listing(session, sql, zone, query)();
}

ApplicationSearch searchApplications(SqlSession& session, const SqlCatalogue& sql, const Commissions& commissions,
                                     const std::string& text, int limit) {
  limit = std::clamp(limit, 1, kMostRows);
  const auto number = personalNumberIn(normaliseLine(text));
  auto words = foldedWords(text);
  if (number.empty() && words.empty()) return {};  // nothing but marks was typed: not «any name»
  // The longest one is the rarest, most often.
  std::ranges::stable_sort(words, std::ranges::greater(), &std::string::size);
  if (words.size() > kMostWords) words.resize(kMostWords);
  // Who they are first, and of those that are shown the rest: one syllable can have thousands.
  std::vector<std::string> ids;
  for (const auto& commission : commissions) {
    SqlAssembly assembly(sql);
    if (!number.empty()) {
      assembly.part("search by number", {number, number, commission});
    } else {
      assembly.part("search by word", {commission, words[0], afterPrefix(words[0])});
      for (std::size_t i = 1; i < words.size(); ++i)
        assembly.part("search and word", {words[i], afterPrefix(words[i])});
    }
    for (const auto& row : assembly.part("list names first", {std::int64_t{limit} + 1}).run(session).rows)
      ids.push_back(row.text("id"));
  }
  ApplicationSearch result;
  result.more = ids.size() > static_cast<std::size_t>(limit);
  const auto results = session.runAll({{sql["rows of applications"], {jsonTexts(ids)}}, {sql["categories"], {}}},
                                      SqlSession::Then::last);
  for (const auto& row : results[0].rows)
    if (result.rows.size() < static_cast<std::size_t>(limit)) result.rows.push_back(applicationRowFrom(row));
  nameBenefits(result.rows, categoriesIn(results[1]));
  return result;
}

}  // namespace balalyk
