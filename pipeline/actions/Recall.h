#pragma once

#include "pipeline/actions/Send.h"

namespace balalyk {

// The secretary takes sent documents back, until the chairperson authorises them. They stay drafted until a person
// sends them again. Problems: documentNotFound{document}; documentNotSent, documentAuthorised{document, state}.
class Recall {
 public:
  explicit Recall(PortalDatabase& database) : database_(database) {}

  std::vector<Handover> run(const std::vector<std::string>& ids, const Sender& by);  // in order

 private:
  PortalDatabase& database_;
};

}  // namespace balalyk
