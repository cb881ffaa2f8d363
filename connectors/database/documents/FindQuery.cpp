#include "connectors/database/documents/FindQuery.h"

#include <algorithm>
#include <limits>

#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "connectors/database/session/SqlAssembly.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/ProtocolNumber.h"
#include "pipeline/domain/SearchKey.h"
#include "pipeline/domain/Text.h"

namespace balalyk {

namespace {

constexpr const char* kLastDay = "9999-12-31";

constexpr std::size_t kLongestEntry = 800;  // bytes: 200 letters, however wide

bool isRare(State state) {
  return state != State::published && state != State::superseded;
}

class Finding {
 public:
  Finding(SqlSession& session, const SqlCatalogue& sql, const DocumentQuery& query, const FindLimits& limits)
      : session_(session),
        sql_(sql),
        query_(query),
        limits_(limits),
        number_(indexedNumber(normaliseLine(query.number))),
        words_(indexedWords(query.name)) {}

  std::vector<Document> operator()() {
    if (!query_.name.empty() && words_.empty()) return {};  // nothing but marks was typed: not «any name»
    const bool byWord = !words_.empty() && number_.empty() && query_.commissionId.empty();
    return byWord ? findByWord() : findByOther();
  }

 private:
  std::vector<Document> findByOther() {
    SqlAssembly assembly(sql_);
    assembly.part("find by other");
    for (const auto& word : words_) assembly.part("find and word", {word, afterPrefix(word)});
    filter(assembly, "find order");
    return documents(assembly);
  }

  // Names are common: the newest hits are taken first, and more of them only when the other conditions leave too few.
  std::vector<Document> findByWord() {
    const bool common = rarestFirst() >= limits_.common;
    const std::int64_t enough = std::max<std::int64_t>(std::int64_t{4} * query_.limit, 200);
    if (common) {
      auto found = among(commonHits(enough));
      if (static_cast<int>(found.size()) >= query_.limit) return found;
    }
    for (std::int64_t atOnce = enough;; atOnce *= 10) {
      bool all = false;
      auto found = among(newestHits(atOnce, all));
      if (all || static_cast<int>(found.size()) >= query_.limit) return found;
    }
  }

  std::vector<Document> among(const std::vector<std::string>& sequences) {
    SqlAssembly assembly(sql_);
    assembly.part("find by sequence", {jsonTexts(sequences)});
    filter(assembly, "find order of few");
    return documents(assembly);
  }

  static std::vector<std::string> sequencesOf(const SqlResult& result) {
    std::vector<std::string> sequences;
    for (const auto& row : result.rows) sequences.push_back(row.text("sequence"));
    return sequences;
  }

  std::vector<std::string> commonHits(std::int64_t atMost) {
    SqlAssembly assembly(sql_);
    assembly.part("newest sequences", {query_.to ? isoDate(*query_.to) : kLastDay, limits_.newest});
    for (const auto& word : words_) assembly.part("newest and word", {word, afterPrefix(word)});
    if (query_.from) assembly.part("newest since", {isoDate(*query_.from)});
    assembly.part("newest order", {atMost});
    return sequencesOf(assembly.run(session_));
  }

  // A document with two words that begin alike comes twice; the search for its row takes it once.
  std::vector<std::string> newestHits(std::int64_t atMost, bool& all) {
    SqlAssembly assembly(sql_);
    assembly.part("sequences by word", {words_.front(), afterPrefix(words_.front())});
    for (std::size_t i = 1; i < words_.size(); ++i) {
      assembly.part("sequences and word", {words_[i], afterPrefix(words_[i])});
    }
    if (query_.from) assembly.part("sequences since", {dayNumber(query_.from)});
    if (query_.to) assembly.part("sequences until", {dayNumber(query_.to)});
    assembly.part("sequences order", {atMost});
    auto sequences = sequencesOf(assembly.run(session_));
    all = static_cast<std::int64_t>(sequences.size()) < atMost;
    return sequences;
  }

  // How many entries the rarest word has, counted no further than matters.
  std::int64_t rarestFirst() {
    std::vector<std::pair<std::int64_t, std::string>> counted;
    for (auto& word : words_) {
      const auto count = session_.run(sql_["how many with word"], {word, afterPrefix(word), limits_.common})
                             .rows.at(0)
                             .integer("entries");
      counted.emplace_back(count, std::move(word));
    }
    std::ranges::stable_sort(counted, {}, &std::pair<std::int64_t, std::string>::first);
    words_.clear();
    for (auto& [count, word] : counted) words_.push_back(std::move(word));
    return counted.front().first;
  }

  void filter(SqlAssembly& assembly, std::string_view order) const {
    if (!number_.empty()) assembly.part("find and number", {number_, normaliseProtocolNumber(number_)});
    if (!query_.commissionId.empty()) assembly.part("find and commission", {query_.commissionId});
    if (query_.from) assembly.part("find and since", {isoDate(*query_.from)});
    if (query_.to) assembly.part("find and until", {isoDate(*query_.to)});
    if (query_.kind) assembly.part("find and kind", {std::string(toString(*query_.kind))});
    if (!query_.level.empty()) assembly.part("find and level", {query_.level});
    if (query_.published) assembly.part("find and published");
    if (query_.state) {
      assembly.part(isRare(*query_.state) ? "find and rare state" : "find and common state",
                    {std::string(toString(*query_.state))});
    }
    if (!query_.withSuperseded && query_.state != State::superseded) assembly.part("find and current");
    assembly.part(order, {std::int64_t{query_.limit}});
  }

  std::vector<Document> documents(const SqlAssembly& assembly) const {
    std::vector<Document> found;
    for (const auto& row : assembly.run(session_).rows) found.push_back(documentFrom(row));
    return found;
  }

  SqlSession& session_;
  const SqlCatalogue& sql_;
  const DocumentQuery& query_;
  const FindLimits limits_;
  const std::string number_;
  std::vector<std::string> words_;
};

}  // namespace

std::string indexedNumber(std::string number) {
  return shortened(std::move(number), kLongestEntry);
}

std::vector<std::string> indexedWords(std::string_view name) {
  auto words = searchWords(name);
  for (auto& word : words) word = shortened(std::move(word), kLongestEntry);
  return words;
}

std::int64_t dayNumber(const std::optional<Date>& date) {
  if (!date) return 0;
  return static_cast<int>(date->year()) * 10'000 + static_cast<unsigned>(date->month()) * 100 +
         static_cast<unsigned>(date->day());
}

std::vector<Document> find(SqlSession& session, const SqlCatalogue& sql, const DocumentQuery& query,
                           const FindLimits& limits) {
  return Finding(session, sql, query, limits)();
}

}  // namespace balalyk
