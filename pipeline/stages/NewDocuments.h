#pragma once

#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/record/Record.h"
#include "pipeline/record/RecordCheck.h"

namespace balalyk {

// The document to take for a checked record: decided, or returned when it has problems. Priority, reason and
// replaceEqual are the caller's.
NewDocument newDocument(const Record& record, std::vector<Problem> problems, std::vector<Flag> flags);

template <class T>
NewDocument newDocument(const Checked<T>& checked) {
  return newDocument(Record(checked.record), checked.problems, checked.flags);
}

// Of what a person asks for: it replaces what is signed and what is equal, and goes before the nightly ones.
void regenerate(NewDocument& document, const std::string& reason);
// Of what is saved where a person sits before it; `latest`: its revision before, which may be made again as it is.
void makeAgain(NewDocument& document, const std::optional<Document>& latest, Priority priority);

// What an approval takes of its region's quota; nullopt: it is none, or its sitting has no day.
std::optional<Approval> approvalOf(const Application& record);

// One document for all rows that a view shows of one key. Of several it cannot be said which is right: returned, with
// the problem recordShownTwice{count}. The same rows give the same document, in whatever order they come.
NewDocument oneOf(std::vector<NewDocument> rows);

}  // namespace balalyk
