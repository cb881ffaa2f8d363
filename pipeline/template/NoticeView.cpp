#include "pipeline/template/NoticeView.h"

#include <string_view>

#include "pipeline/domain/Text.h"

namespace balalyk {

namespace {

constexpr std::string_view kShown[] = {
    "document.id",
    "document.checkAddress",
    "document.synthetic",
    "document.revision",
    "protocol.number",
    "protocol.dateWritten",
    "protocol.reference",
    "commission.name",
    "commission.place",
    "commission.localBody",
    "decision.approved",
    "decision.refused",
    "application.number",
    "application.received",
    "child.fullName",
    "child.birthDateWritten",
    "guardian.fullName",
    "guardian.address",
    "guardian.addressOrDash",
    "benefit.name",
    "voucher.amountPerMonth",
    "kindergarten.name",
    "refusal.grounds",
};

}  // namespace

FieldValues noticeValues(const FieldValues& protocol) {
  FieldValues notice;
  // Of an approval there are no grounds, of a refusal no amount: empty, as what hides its part of the template.
  for (const auto name : kShown) {
    const auto field = protocol.fields.find(std::string(name));
    notice.fields[std::string(name)] = field == protocol.fields.end() ? std::string() : field->second;
  }
  notice.images = protocol.images;
  // It heads the letter; in the protocol it may be within a sentence.
  auto& body = notice.fields["commission.localBody"];
  body = beginningLarge(body);
  return notice;
}

}  // namespace balalyk
