#include "jobs/commands/EvidenceFile.h"

#include <vector>

#include "signing/evidence/EvidenceValidation.h"

namespace balalyk {

bool looksLikeEvidenceRecord(std::string_view bytes) {
  if (bytes.size() < 2 || bytes[0] != '\x30') return false;
  const auto length = static_cast<unsigned char>(bytes[1]);
  const std::size_t header = length < 0x80 ? 2 : 2 + (length & 0x7f);
  return header <= bytes.size() && bytes.substr(header).starts_with("\x02\x01\x01\x30");
}

signing::VerificationReport verifyEvidenceFile(std::string_view record, std::span<const signing::DataFile> content,
                                               const signing::TrustAnchors& authorities,
                                               const signing::ValidationPolicy& policy, std::chrono::sys_seconds at) {
  std::vector<signing::EvidenceObject> objects;
  for (const auto& file : content) objects.push_back({file.name, file.content});
  signing::VerificationReport report;
  report.format = "ERS";
  report.validationTime = at;
  report.evidenceRecords.push_back(signing::validateEvidence(record, objects, authorities, policy, at));
  report.indication = report.evidenceRecords.front().indication;
  report.subIndication = report.evidenceRecords.front().subIndication;
  return report;
}

}  // namespace balalyk
