#include "pipeline/evidence/AuditAnchor.h"

#include <fmt/format.h>

#include <charconv>

#include "pipeline/record/XmlTree.h"
#include "signing/SigningError.h"
#include "signing/Time.h"
#include "signing/container/AsicPackage.h"
#include "signing/container/EntryName.h"
#include "signing/container/StoredZipWriter.h"

namespace balalyk {

namespace {

constexpr const char* kAnchorFile = "audit-head.xml";
constexpr const char* kNamespace = "https://balalyk.edu.gov.kg/ns/audit/1";
constexpr std::size_t kLargest = 4096;  // an anchor is smaller

}  // namespace

std::string auditAnchor(const AuditHead& head, Timestamp at) {
  signing::StoredZipWriter writer;
  writer.add(signing::kMimetypeName, signing::kAsicEMediaType);
  writer.add(kAnchorFile,
             fmt::format("<auditHead xmlns=\"{}\" entry=\"{}\" hash=\"{}\" at=\"{}\"/>\n", kNamespace, head.sequence,
                         head.hash, signing::toIso(std::chrono::floor<std::chrono::seconds>(at))));
  return writer.finish();
}

std::optional<AuditHead> readAuditAnchor(std::string_view bytes) {
  if (bytes.size() > kLargest) return std::nullopt;
  try {
    const auto package = signing::openAsic(bytes, {});
    const auto* file = package.findData(kAnchorFile);
    if (!file || package.dataFiles.size() != 1) return std::nullopt;
    const XmlTree tree(file->content);
    const auto root = tree.root();
    AuditHead head{.hash = root.attribute("hash")};
    const auto entry = root.attribute("entry");
    const auto* end = entry.data() + entry.size();
    if (root.name() != "auditHead" || std::from_chars(entry.data(), end, head.sequence).ptr != end) return std::nullopt;
    return head;
  } catch (const signing::SigningError&) {
    return std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

void AuditAnchors::see(const AuditEntry& entry) {
  const auto found = kept_.find(entry.sequence);
  if (found == kept_.end()) return;
  for (auto& kept : found->second) kept.met = kept.hash == entry.hash;
}

std::vector<Problem> AuditAnchors::contradictions() const {
  std::vector<Problem> problems;
  for (const auto& [sequence, heads] : kept_) {
    // Of an empty trail there is nothing to compare.
    if (sequence == 0) continue;
    for (const auto& kept : heads)
      if (!kept.met) problems.push_back({"auditRewritten", {{"entry", std::to_string(sequence)}, {"file", kept.file}}});
  }
  return problems;
}

std::size_t AuditAnchors::count() const {
  std::size_t count = 0;
  for (const auto& [sequence, heads] : kept_) count += heads.size();
  return count;
}

}  // namespace balalyk
