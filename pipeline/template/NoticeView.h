#pragma once

#include "pipeline/template/FieldValues.h"

namespace balalyk {

// What the notice to the applicant shows, of what the protocol of the same record shows (RecordView): exactly the
// fields and images of the contract's «applicant-notice». A choice by name, so that what a protocol shows of members
// and documents cannot come into it by itself.
FieldValues noticeValues(const FieldValues& protocol);

}  // namespace balalyk
