#pragma once

#include <string>
#include <vector>

#include "pipeline/domain/Pin.h"
#include "pipeline/record/RecordTypes.h"
#include "pipeline/template/FieldValues.h"

namespace balalyk {

// What the PIN says of somebody in a record. The record was checked on its day: here any later day will do. Throws
// std::logic_error for an impossible PIN.
PinFacts pinFactsOf(const Person& person);

// «Төрайымы», by the sex in the PIN.
std::string titleOf(const Member& chairperson, Language language);

// The fields and the list of a template that say who sat: chairperson, secretary, the other members.
// `ticked`: one of them is the chairperson.
void addSitting(const std::vector<Member>& ticked, Language language, FieldValues& values);

// The texts as paragraphs «1. …», or «–» when there are none.
std::string numberedLines(const std::vector<std::string>& texts);

// The text, or «–».
std::string orNone(const std::string& text);

// A text in two: its last paragraph, which stays on the page of the signatures so that they are never alone, and what
// is before it. LibreOffice cuts off a kept paragraph that is longer than a page: of a long one only the end is kept.
struct KeptText {
  std::string before;
  std::string last;
};
KeptText keptWithSignatures(const std::string& text);

}  // namespace balalyk
