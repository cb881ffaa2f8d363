#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// What became of one document that was to be sent or recalled.
struct Handover {
  SendingResult result;
  std::optional<Problem> problem;  // why it was not
};

// The secretary sends drafted documents to their chairperson, one or many: each has its own outcome. Sending twice does
// no harm. Problems: documentNotFound{document}, documentNotDrafted{document, state}.
class Send {
 public:
  explicit Send(PortalDatabase& database) : database_(database) {}

  // All that is drafted in a commission, oldest first; an empty id: in any.
  std::vector<std::string> drafted(const std::string& commissionId) const;
  // In order.
  std::vector<Handover> run(const std::vector<std::string>& ids, const Sender& by);

 private:
  PortalDatabase& database_;
};

}  // namespace balalyk
