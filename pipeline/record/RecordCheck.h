#pragma once

#include <vector>

#include "pipeline/document/Document.h"
#include "pipeline/record/RecordTypes.h"
#include "pipeline/record/VoucherAmount.h"

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
//   holderTwice{holder}  holderDatesWrong{holder}  yearImplausible{field, holder}  protocolDateMissing{holder}
// Flags
//   amountZero{field}  amountUnusual{field}  yearImplausible{field}, {holder}  protocolDateInFuture{holder}
//   bornAfterSitting{field}  refusalGroundsOfApproval  numberHasLookAlikes{field}
//   amountDiffers{typed, rule}: from the rule's, in som  ageOutside{field}: not from 1 to 6 at the sitting
//   receivedAfterSitting  soateImpossible{field}
//   birthDateDiffers{field}  latinInsideCyrillic{field}  marksStripped{field}
//   inactiveMemberLeftOut{member}  foreignMemberLeftOut{member}  memberTickedTwice{member}
//   listEmpty: nobody has a voucher any more in the month of a list that was published
//   kyTextMissing{field}  ruTextMissing{field}: a language of the commission, its text is in the other
// Fields of a member or a holder come with {member} or {holder}: its id.
// An approval without an amount gets that of the rule; a typed one stays.
Checked<Application> check(Application record, Date today, const AmountRules& amounts = countryAmounts());
Checked<MealSubsidy> check(MealSubsidy record, Date today);
Checked<VoucherList> check(VoucherList record, Date today);

}  // namespace balalyk
