#pragma once

#include "pipeline/record/TextCheck.h"

namespace balalyk {

// The child or the representative; `field` is "child" or "guardian".
void checkPerson(Person& person, const std::string& field, Date today, const std::optional<Date>& sitting,
                 TextCheck& check);

// Leaves only those who may appear in the commission's protocol: active and on its list (the manual's rule), each
// once; in the order of a protocol: chairperson, members by name, secretary. Just one chairperson must remain.
void checkTicked(std::vector<Member>& ticked, const Commission& commission, Date today, TextCheck& check);

// The order of a protocol: chairperson, members by name, secretary.
bool beforeInProtocol(const Member& left, const Member& right);

// Name and position of one who appears; the PIN of one who signs.
void checkMember(Member& member, Date today, TextCheck& check, Need pin = Need::required);

// May appear: active and on the commission's list.
bool belongsTo(const Member& member, const Commission& commission);

}  // namespace balalyk
