#include "pipeline/stages/NumberedChairperson.h"

#include <optional>

namespace balalyk {

NumberedChairperson numberedChairperson(const Record& record, const Document& document, Records* records) {
  const Member* chairperson = chairpersonOf(record);
  std::optional<Records::Leadership> shown;
  if (std::holds_alternative<VoucherList>(record) && records != nullptr && chairperson && chairperson->pin.empty()) {
    shown = records->leadership(document.commissionId);
    if (!shown) return {.known = false, .serialNumber = {}};  // the last voucher of the commission ended
    if (shown->chairperson.id == document.chairpersonId) chairperson = &shown->chairperson;
  }
  if (!chairperson || chairperson->pin.empty()) return {};
  return {.known = true, .serialNumber = "PNOKG-" + chairperson->pin};
}

}  // namespace balalyk
