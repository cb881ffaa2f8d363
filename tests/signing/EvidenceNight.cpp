#include "EvidenceNight.h"

#include "Keyring.h"
#include "Services.h"
#include "signing/evidence/EvidenceContainer.h"

namespace balalyk::signing::test {

EvidenceNight::EvidenceNight(const DigestMethod& method, const std::vector<HashList>& groups)
    : method_(method), groups_(groups) {
  TreeWriter writer{method, [&](std::string_view content) {
                      const std::string address = toHex(sha256(content));
                      files_[address] = content;
                      return address;
                    }};
  for (const auto& group : groups) writer.add({}, joinHashes(method, group));
  tree_ = writer.finish();
  token_ = Services::get().authority().stampValue(method, tree_.root);
}

ArchiveTimeStamp EvidenceNight::of(std::size_t leaf) const {
  TreeReader reader{tree_.address, [&](const std::string& address) { return files_.at(address); }};
  return {std::string{method_.name}, reduceTree(groups_.at(leaf), reader.path(leaf)), token_};
}

const std::vector<std::string>& signedContainers() {
  static const std::vector<std::string> containers{signedContainer("p256"), signedContainer("rsa2048"),
                                                   signedContainer("p384")};
  return containers;
}

EvidenceRecord recordOf(std::vector<ArchiveTimeStampChain> chains) {
  EvidenceRecord record{.chains = std::move(chains)};
  for (const auto& chain : record.chains) record.digestAlgorithms.push_back(chain.timeStamps.front().digestAlgorithm);
  return record;
}

EvidenceRecord firstRecord(std::size_t leaf) {
  static const EvidenceNight night = [] {
    std::vector<HashList> groups;
    for (const auto& container : signedContainers()) groups.push_back(evidenceHashes(container, method("SHA-256")));
    return EvidenceNight{method("SHA-256"), groups};
  }();
  return recordOf({{{night.of(leaf)}, {}}});
}

}  // namespace balalyk::signing::test
