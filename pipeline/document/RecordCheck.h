#pragma once

#include <vector>

#include "pipeline/document/Document.h"
#include "pipeline/domain/Records.h"

// What the manual and the law of the domain ask of a record before a document is made of it. A problem sends the
// record back to the secretary, a flag is shown and stops nothing. Parameters: names of fields, ids, counts.
namespace balalyk {

template <class T>
struct Checked {
  T record;  // texts normalised; `ticked` holds those who may appear: chairperson, members by name, secretary
  std::vector<Problem> problems;
  std::vector<Flag> flags;
};

// Problems
//   columnUnreadable{column, found}, {holder}: as the view gave it (RecordOrigin::unreadable)
//   pinImpossible{field}  nameMissing{field}  nameHasForbiddenCharacters{field}  textHasForbiddenCharacters{field}
//   textMissing{field}  textTooLong{field, limit}  commentTooLong{field, limit}
//   protocolNumberMissing  sittingDateMissing  sittingDateInFuture
//   benefitMissing  benefitsSeveral{count}  refusalGroundsMissing  amountMissing{field}  amountNegative{field}
//   amountTooLarge{field} chairpersonMissing  chairpersonSeveral{count}  attendeesMissing of a list: monthMissing
//   holdersMissing  holderDatesWrong{holder}  protocolDateMissing{holder}
// Flags
//   birthDateDiffers{field}  latinInsideCyrillic{field}  marksStripped{field}
//   inactiveMemberLeftOut{member}  foreignMemberLeftOut{member}  memberTickedTwice{member}
//   kyTextMissing{field}  ruTextMissing{field}: a language of the commission, its text stands in the other
// Fields of a member or a holder come with {member} or {holder}: its id.
Checked<Application> check(Application record, Date today);
Checked<MealSubsidy> check(MealSubsidy record, Date today);
Checked<VoucherList> check(VoucherList record, Date today);

}  // namespace balalyk
