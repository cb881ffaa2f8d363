// Makes evidence records for another implementation, and verifies those of others.
// Usage: interop_evidence make FOLDER URL | interop_evidence verify ANCHORS RECORD FILE…

#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include "LoopbackTransport.h"
#include "signing/evidence/EvidenceValidation.h"
#include "signing/evidence/HashTree.h"
#include "signing/time/TimeStampAuthority.h"

using namespace balalyk::signing;

namespace {

std::string read(const std::string& file) {
  std::ifstream stream{file, std::ios::binary};
  if (!stream) throw std::runtime_error("cannot read " + file);
  return {std::istreambuf_iterator<char>{stream}, {}};
}

void write(const std::string& file, const std::string& bytes) {
  std::ofstream stream{file, std::ios::binary};
  if (!(stream << bytes).flush()) throw std::runtime_error("cannot write " + file);
}

const DigestMethod& sha(const char* name) {
  return *findDigestMethodByName(name);
}

// Checks nothing: the other implementation is to judge.
class AnyAuthority final {
 public:
  AnyAuthority(const std::string& url, const TrustAnchors& anchors) : authority_(transport_, {url, {}}, anchors) {}
  ArchiveTimeStamp over(const DigestMethod& method, const HashList& group, const std::vector<std::string>& others) {
    std::string leaves = joinHashes(method, group);
    for (const auto& other : others) leaves += digestWith(method, other);
    const HashTree tree{method, leaves};
    return {std::string{method.name}, reduceTree(group, tree.path(0)), authority_.stampValue(method, tree.root())};
  }

 private:
  test::LoopbackTransport transport_;
  TimeStampAuthority authority_;
};

void save(const std::string& file, const std::vector<ArchiveTimeStampChain>& chains) {
  EvidenceRecord record{.chains = chains};
  for (const auto& chain : chains) record.digestAlgorithms.push_back(chain.timeStamps.front().digestAlgorithm);
  write(file, encodeEvidenceRecord(record));
}

void make(const std::string& folder, const std::string& url) {
  const std::map<std::string, std::string> data{{"a", "first"}, {"b", "second"}, {"c", "third"}};
  for (const auto& [name, content] : data) write(folder + "/" + name, content);
  AnyAuthority authority{url, TrustAnchors::fromPem(read(folder + "/keyring/anchors.pem"))};
  const auto& sha256 = sha("SHA-256");
  const auto& sha512 = sha("SHA-512");
  const std::vector<std::string> others{"x", "y", "z", "w"};

  save(folder + "/single.ers", {{{authority.over(sha256, {digestWith(sha256, data.at("a"))}, others)}, {}}});
  const HashList group{digestWith(sha256, data.at("a")), digestWith(sha256, data.at("b"))};
  std::vector<ArchiveTimeStampChain> chains{{{authority.over(sha256, group, others)}, {}}};
  save(folder + "/group.ers", chains);
  const std::string before = digestWith(sha256, chains[0].timeStamps[0].timeStamp);
  chains[0].timeStamps.push_back(authority.over(sha256, {before}, others));
  save(folder + "/renewed.ers", chains);
  const std::string all = digestWith(sha512, encodeChains(chains));
  HashList again;
  for (const char* name : {"a", "b"}) again.push_back(digestWith(sha512, digestWith(sha512, data.at(name)) + all));
  chains.push_back({{authority.over(sha512, again, others)}, {}});
  save(folder + "/rehashed.ers", chains);
}

bool verify(const std::string& anchors, const std::string& record, const std::vector<std::string>& files) {
  std::vector<std::string> contents;
  for (const auto& file : files) contents.push_back(read(file));
  std::vector<EvidenceObject> objects;
  for (std::size_t i = 0; i < files.size(); ++i) objects.push_back({files[i], contents[i]});
  const auto at = std::chrono::ceil<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto report = validateEvidence(read(record), objects, TrustAnchors::fromPem(read(anchors)), {}, at);
  for (const auto& check : report.checks) {
    if (!check.passed) std::cout << record << ": " << check.code << '\n';
  }
  return report.provedTime.has_value();
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  try {
    if (arguments.size() == 3 && arguments[0] == "make") {
      make(arguments[1], arguments[2]);
      return 0;
    }
    if (arguments.size() > 3 && arguments[0] == "verify") {
      return verify(arguments[1], arguments[2], {arguments.begin() + 3, arguments.end()}) ? 0 : 1;
    }
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 3;
  }
  return 2;
}
