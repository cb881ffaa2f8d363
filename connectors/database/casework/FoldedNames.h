#pragma once

#include <span>
#include <string>

#include "connectors/database/session/SqlCatalogue.h"
#include "pipeline/domain/PersonName.h"

namespace balalyk {

// What is kept of an application beside its columns, since no database folds and orders as ICU does: the words of its
// names for the search, the child's place in Kyrgyz order, its number's key.
struct NamedApplication {
  std::string id, commissionId;
  PersonName child, guardian;
  std::string number;
};

// The words of names that a search for `text` is by, none longer than those that are kept.
std::vector<std::string> foldedWords(std::string_view text);
// Of a protocol's number, no longer than an index takes; empty: there is none.
std::string foldedNumber(std::string_view number);

// All within a transaction of the caller.
void keepFolded(SqlSession& session, const SqlCatalogue& sql, std::span<const NamedApplication> applications);
// What another program has put in: at most `limit` of them. False: there was none.
bool foldUnnamed(SqlSession& session, const SqlCatalogue& sql, int limit);
// All that were never folded, or by another version of ICU.
void foldAll(SqlSession& session, const SqlCatalogue& sql);

}  // namespace balalyk
