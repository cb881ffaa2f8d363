#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "signing/crypto/AlgorithmTable.h"
#include "signing/evidence/EvidenceRecord.h"

namespace balalyk::signing {

// The hash of hashes in binary ascending order, one after the other; of a single one, itself (RFC 4998, 4.2).
std::string joinHashes(const DigestMethod& method, HashList hashes);

// A binary tree over hashes. A node without a sibling stands for itself one level up, so that a tree of trees over
// equal powers of two is the tree over all.
class HashTree {
 public:
  // Leaves one after the other, each of the algorithm's size; at least one.
  HashTree(const DigestMethod& method, std::string leaves);
  std::string root() const;
  std::size_t leaves() const { return levels_.front().size() / width_; }
  // The siblings on the way from the leaf to the root.
  HashList path(std::size_t leaf) const;

 private:
  std::size_t width_;
  std::vector<std::string> levels_;
};

// RFC 4998, 4.2: the lists of a reduced tree for a data group, or a single object, whose leaf has this path.
std::vector<HashList> reduceTree(const HashList& group, const HashList& path);

// The root that a reduced tree leads to; lists are not looked at but for their content. RFC 4998, 4.3, with RFC 6283's
// word on a first list of one hash: it goes up as it is.
std::string rootOf(const DigestMethod& method, const std::vector<HashList>& reducedHashTree);

}  // namespace balalyk::signing
