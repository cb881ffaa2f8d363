#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "signing/crypto/Digest.h"
#include "signing/evidence/HashTree.h"

namespace balalyk::signing {

// A hash tree kept in content-addressed files, so that neither building it nor finding one leaf's path takes memory or
// reading that grows with the number of leaves: branches of 4096 leaves each, and one file above them with the
// addresses and roots of the branches. A leaf carries the SHA-256 of what it stands for, so that the files alone say
// it.
struct TreeLeaf {
  Digest subject;
  std::string hash;  // bytes, of the tree's algorithm
};

class TreeWriter {
 public:
  using Put = std::function<std::string(std::string_view content)>;  // returns the address, hexadecimal SHA-256
  TreeWriter(const DigestMethod& method, Put put);
  void add(const Digest& subject, std::string_view hash);
  std::size_t leaves() const { return leaves_; }

  struct Tree {
    std::string address;  // of the file above the branches
    std::string root;     // bytes
  };
  Tree finish();  // throws SigningError hashTreeRefused when there is no leaf

 private:
  void closeBranch();

  const DigestMethod& method_;
  Put put_;
  std::string branch_, hashes_, top_, roots_;
  std::size_t leaves_ = 0;
};

class TreeReader {
 public:
  using Get = std::function<std::string(const std::string& address)>;
  TreeReader(const std::string& address, Get get);  // throws SigningError hashTreeUnreadable
  const DigestMethod& method() const { return *method_; }
  std::size_t leaves() const { return leaves_; }
  std::vector<std::string> branches() const;  // their addresses
  TreeLeaf leaf(std::size_t index);
  HashList path(std::size_t index);  // to the root of the whole tree

 private:
  void open(std::size_t index);

  Get get_;
  const DigestMethod* method_ = nullptr;
  std::size_t width_ = 0, leaves_ = 0;
  std::string top_;  // records of the branches
  std::size_t openBranch_ = static_cast<std::size_t>(-1);
  std::string branch_;
  std::unique_ptr<HashTree> branchTree_, topTree_;
};

}  // namespace balalyk::signing
