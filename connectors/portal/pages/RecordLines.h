#pragma once

#include <string>
#include <vector>

#include "connectors/portal/web/ViewData.h"
#include "connectors/texts/Messages.h"
#include "pipeline/ports/ApplicationForm.h"

// A record or a form as lines «what: its text», so that two of them can be shown side by side.
namespace balalyk {

struct RecordLine {
  std::string label;
  std::string text;  // may have several lines
};

// The same lines in the same order for any record, and for any form of one application.
std::vector<RecordLine> linesOf(const Application& record, const Messages& messages);
std::vector<RecordLine> linesOf(const MealSubsidy& record, const Messages& messages);
std::vector<RecordLine> linesOf(const VoucherList& record, const Messages& messages);
// Of a frozen record, whatever it is of. Throws Error recordXmlUnreadable{detail}.
std::vector<RecordLine> linesOfXml(std::string_view xml, const Messages& messages);
std::vector<RecordLine> linesOf(const ApplicationForm& form, const ApplicationCase& of,
                                const std::vector<BenefitCategory>& benefits, const Messages& messages);

struct LineChange {
  std::string label, before, after;
};
std::vector<LineChange> changesBetween(const std::vector<RecordLine>& before, const std::vector<RecordLine>& after);
std::vector<web::ViewData> shown(const std::vector<LineChange>& changes);

}  // namespace balalyk
