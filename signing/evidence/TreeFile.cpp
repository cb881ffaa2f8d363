#include "signing/evidence/TreeFile.h"

#include <charconv>

#include "signing/SigningError.h"

namespace balalyk::signing {
namespace {

constexpr std::size_t kBranchLeaves = 4096;  // a power of two: see HashTree
constexpr std::size_t kSubject = sizeof(Digest);
constexpr std::string_view kBranchMark = "evidence-branch 1 ";
constexpr std::string_view kTreeMark = "evidence-tree 1 ";

std::size_t widthOf(const DigestMethod& method) {
  return static_cast<std::size_t>(EVP_MD_get_size(openSslDigest(method.openSslName)));
}

[[noreturn]] void refuse() {
  throw SigningError("hashTreeUnreadable");
}

std::string header(std::string_view mark, const DigestMethod& method, std::size_t leaves) {
  return std::string{mark} + std::string{method.name} + " " + std::to_string(leaves) + "\n";
}

struct Header {
  const DigestMethod* method = nullptr;
  std::size_t leaves = 0;
  std::string_view records;
};

Header readHeader(std::string_view content, std::string_view mark) {
  const auto end = content.find('\n');
  if (!content.starts_with(mark) || end == std::string_view::npos) refuse();
  const std::string_view line = content.substr(mark.size(), end - mark.size());
  const auto space = line.find(' ');
  if (space == std::string_view::npos) refuse();
  Header read{findDigestMethodByName(line.substr(0, space)), 0, content.substr(end + 1)};
  const char* last = line.data() + line.size();
  const auto [stop, error] = std::from_chars(line.data() + space + 1, last, read.leaves);
  if (read.method == nullptr || error != std::errc{} || stop != last || read.leaves == 0) refuse();
  return read;
}

std::string hashesOf(std::string_view records, std::size_t width) {
  std::string hashes;
  for (std::size_t at = kSubject; at < records.size(); at += kSubject + width) hashes += records.substr(at, width);
  return hashes;
}

}  // namespace

TreeWriter::TreeWriter(const DigestMethod& method, Put put) : method_(method), put_(std::move(put)) {}

void TreeWriter::add(const Digest& subject, std::string_view hash) {
  branch_ += bytesOf(subject);
  branch_ += hash;
  hashes_ += hash;
  if (++leaves_ % kBranchLeaves == 0) closeBranch();
}

void TreeWriter::closeBranch() {
  const std::size_t leaves = hashes_.size() / widthOf(method_);
  const std::string root = HashTree{method_, std::move(hashes_)}.root();
  top_ += bytesOf(digestFromHex(put_(header(kBranchMark, method_, leaves) + branch_)));
  top_ += root;
  roots_ += root;
  branch_.clear();
  hashes_.clear();
}

TreeWriter::Tree TreeWriter::finish() {
  if (leaves_ == 0) throw SigningError("hashTreeRefused");
  if (!hashes_.empty()) closeBranch();
  return {put_(header(kTreeMark, method_, leaves_) + top_), HashTree{method_, std::move(roots_)}.root()};
}

TreeReader::TreeReader(const std::string& address, Get get) : get_(std::move(get)) {
  const std::string content = get_(address);
  const Header read = readHeader(content, kTreeMark);
  method_ = read.method;
  width_ = widthOf(*method_);
  leaves_ = read.leaves;
  top_ = read.records;
  if (top_.size() != (leaves_ + kBranchLeaves - 1) / kBranchLeaves * (kSubject + width_)) refuse();
  topTree_ = std::make_unique<HashTree>(*method_, hashesOf(top_, width_));
}

std::vector<std::string> TreeReader::branches() const {
  std::vector<std::string> addresses;
  for (std::size_t at = 0; at < top_.size(); at += kSubject + width_) {
    addresses.push_back(toHex(std::string_view{top_}.substr(at, kSubject)));
  }
  return addresses;
}

void TreeReader::open(std::size_t index) {
  if (index >= leaves_) refuse();
  const std::size_t wanted = index / kBranchLeaves;
  if (wanted == openBranch_) return;
  Digest address;
  const std::size_t at = wanted * (kSubject + width_);
  std::copy_n(top_.begin() + static_cast<std::ptrdiff_t>(at), kSubject, address.begin());
  const std::string content = get_(toHex(address));
  const Header read = readHeader(content, kBranchMark);
  if (read.method != method_ || read.leaves > kBranchLeaves ||
      read.records.size() != read.leaves * (kSubject + width_)) {
    refuse();
  }
  branch_ = read.records;
  branchTree_ = std::make_unique<HashTree>(*method_, hashesOf(branch_, width_));
  if (branchTree_->root() != std::string_view{top_}.substr(at + kSubject, width_)) refuse();
  openBranch_ = wanted;
}

TreeLeaf TreeReader::leaf(std::size_t index) {
  open(index);
  const std::size_t at = index % kBranchLeaves * (kSubject + width_);
  if (at >= branch_.size()) refuse();
  TreeLeaf leaf{.subject = {}, .hash = branch_.substr(at + kSubject, width_)};
  std::copy_n(branch_.begin() + static_cast<std::ptrdiff_t>(at), kSubject, leaf.subject.begin());
  return leaf;
}

HashList TreeReader::path(std::size_t index) {
  open(index);
  HashList path = branchTree_->path(index % kBranchLeaves);
  for (auto& hash : topTree_->path(index / kBranchLeaves)) path.push_back(std::move(hash));
  return path;
}

}  // namespace balalyk::signing
