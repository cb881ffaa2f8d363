#include "signing/evidence/HashTree.h"

#include <algorithm>

#include "signing/SigningError.h"

namespace balalyk::signing {
namespace {

std::size_t widthOf(const DigestMethod& method) {
  return static_cast<std::size_t>(EVP_MD_get_size(openSslDigest(method.openSslName)));
}

// The parents of one level; the last node goes up alone when their number is odd.
std::string parents(const DigestMethod& method, std::size_t width, const std::string& level) {
  const std::size_t nodes = level.size() / width;
  std::string above((nodes + 1) / 2 * width, '\0');
  const EVP_MD* digest = openSslDigest(method.openSslName);
  std::string pair(2 * width, '\0');
  for (std::size_t i = 0; i + 1 < nodes; i += 2) {
    const char *left = &level[i * width], *right = &level[(i + 1) * width];
    if (std::char_traits<char>::compare(left, right, width) > 0) std::swap(left, right);
    std::copy_n(left, width, pair.begin());
    std::copy_n(right, width, pair.begin() + static_cast<std::ptrdiff_t>(width));
    if (EVP_Digest(pair.data(), pair.size(), reinterpret_cast<unsigned char*>(&above[i / 2 * width]), nullptr, digest,
                   nullptr) != 1) {
      throw SigningError("digestFailed");
    }
  }
  if (nodes % 2 == 1) std::copy_n(&level[(nodes - 1) * width], width, &above[nodes / 2 * width]);
  return above;
}

}  // namespace

std::string joinHashes(const DigestMethod& method, HashList hashes) {
  if (hashes.size() == 1) return std::move(hashes.front());
  std::ranges::sort(hashes);
  std::string all;
  for (const auto& hash : hashes) all += hash;
  return digestWith(method, all);
}

HashTree::HashTree(const DigestMethod& method, std::string leaves) : width_(widthOf(method)) {
  if (leaves.empty() || leaves.size() % width_ != 0) throw SigningError("hashTreeRefused");
  levels_.push_back(std::move(leaves));
  while (levels_.back().size() > width_) levels_.push_back(parents(method, width_, levels_.back()));
}

std::string HashTree::root() const {
  return levels_.back();
}

HashList HashTree::path(std::size_t leaf) const {
  HashList siblings;
  for (const auto& level : levels_) {
    const std::size_t sibling = leaf ^ 1;
    if (sibling < level.size() / width_) siblings.push_back(level.substr(sibling * width_, width_));
    leaf /= 2;
  }
  return siblings;
}

std::vector<HashList> reduceTree(const HashList& group, const HashList& path) {
  if (group.size() == 1 && path.empty()) return {};  // the time stamp is of the hash itself
  std::vector<HashList> lists{group};
  auto next = path.begin();
  if (group.size() == 1) lists.front().push_back(*next++);
  for (; next != path.end(); ++next) lists.push_back({*next});
  // The order in a list means nothing (it is sorted when hashed); this one makes the record the same each time.
  std::ranges::sort(lists.front());
  return lists;
}

std::string rootOf(const DigestMethod& method, const std::vector<HashList>& reducedHashTree) {
  std::string hash;
  for (const auto& list : reducedHashTree) {
    HashList hashes = list;
    if (!hash.empty()) hashes.push_back(std::move(hash));
    hash = joinHashes(method, std::move(hashes));
  }
  return hash;
}

}  // namespace balalyk::signing
