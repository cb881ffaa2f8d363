#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// What the portal shows now of records that are known by their keys: the documents that would be taken for them.
class CurrentRecords {
 public:
  CurrentRecords(Records& records, Date today) : records_(records), today_(today) {}

  // By key; what the view does not show is left out. A key that it shows several times is one document, returned. Of
  // applications and meal subsidies.
  std::map<std::string, NewDocument> of(Source source, const std::vector<std::string>& keys);

 private:
  Records& records_;
  const Date today_;
};

}  // namespace balalyk
