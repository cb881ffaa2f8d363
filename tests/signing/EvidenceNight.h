#pragma once

#include <map>
#include <string>
#include <vector>

#include "signing/crypto/AlgorithmTable.h"
#include "signing/evidence/EvidenceRecord.h"
#include "signing/evidence/TreeFile.h"

namespace balalyk::signing::test {

inline const DigestMethod& method(std::string_view name) {
  return *findDigestMethodByName(name);
}

// One time stamp over the tree of many data groups, as a night makes it; files are kept in memory.
class EvidenceNight {
 public:
  EvidenceNight(const DigestMethod& method, const std::vector<HashList>& groups);
  ArchiveTimeStamp of(std::size_t leaf) const;
  const std::string& token() const { return token_; }

 private:
  const DigestMethod& method_;
  std::vector<HashList> groups_;
  std::map<std::string, std::string> files_;
  TreeWriter::Tree tree_;
  std::string token_;
};

const std::vector<std::string>& signedContainers();  // three
EvidenceRecord recordOf(std::vector<ArchiveTimeStampChain> chains);
// A record of one chain with one time stamp over all of signedContainers().
EvidenceRecord firstRecord(std::size_t leaf = 1);

}  // namespace balalyk::signing::test
