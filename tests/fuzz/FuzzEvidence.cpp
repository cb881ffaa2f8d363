// Evidence records of others: their form, and their whole judgement over files that some of the seeds cover.
#include "Material.h"
#include "signing/evidence/EvidenceRecord.h"
#include "signing/evidence/EvidenceValidation.h"

using namespace balalyk::signing;
using balalyk::fuzz::require;

namespace {

// What was read can be written and read again, unless it names an algorithm that cannot be written.
void checkForm(std::string_view bytes) {
  try {
    const EvidenceRecord record = parseEvidenceRecord(bytes);
    require(!record.chains.empty(), "a record has a chain");
    for (const auto& chain : record.chains) require(!chain.timeStamps.empty(), "a chain has a time stamp");
    const std::string written = encodeEvidenceRecord(record);
    require(encodeChains(parseEvidenceRecord(written).chains) == encodeChains(record.chains),
            "chains keep their bytes");
  } catch (const SigningError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const auto& material = balalyk::fuzz::Material::get();
  static const auto files = balalyk::fuzz::signedFiles();
  static const std::vector<EvidenceObject> objects{{files[0].name, files[0].content},
                                                   {files[1].name, files[1].content}};
  checkForm(bytes);
  const auto report = validateEvidence(bytes, objects, material.anchors, {}, material.now());
  if (report.indication != Indication::totalPassed) return 0;
  require(report.provedTime.has_value(), "a record that holds proves a time");
  require(*report.provedTime >= material.signedAt && *report.provedTime < material.now(), "the time is the seeds' own");
  return 0;
}
