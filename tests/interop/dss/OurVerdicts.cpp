// What ours says of each file of a list: writes FOLDER/ours.tsv (name, indication, sub-indication, levels, failed
// checks). Usage: interop_dss_verdicts FOLDER [POLICY]

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include "signing/Time.h"
#include "signing/evidence/EvidenceValidation.h"
#include "signing/validation/Validator.h"

using namespace balalyk::signing;

namespace {

std::string read(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>{stream}, {}};
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts{""};
  for (const char c : text)
    if (c == at)
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

void addFailed(std::string& text, const std::vector<Check>& checks) {
  for (const auto& check : checks) {
    if (check.passed) continue;
    text += (text.empty() ? "" : " ") + check.code;
    for (const auto& [name, value] : check.params)
      if (name == "reason") text += ":" + value;
  }
}

VerificationReport evidence(const std::string& record, const std::vector<DataFile>& files, const TrustAnchors& anchors,
                            const ValidationPolicy& policy, std::chrono::sys_seconds at) {
  std::vector<EvidenceObject> objects;
  for (const auto& file : files) objects.push_back({file.name, file.content});
  VerificationReport report;
  report.evidenceRecords.push_back(validateEvidence(record, objects, anchors, policy, at));
  report.indication = report.evidenceRecords.front().indication;
  report.subIndication = report.evidenceRecords.front().subIndication;
  return report;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  try {
    const std::filesystem::path folder = argv[1];
    const ValidationPolicy policy = argc > 2 ? ValidationPolicy::fromXml(read(argv[2])) : ValidationPolicy{};
    std::ifstream list{folder / "cases.tsv"};
    std::ofstream out{folder / "ours.tsv"};
    for (std::string line; std::getline(list, line);) {
      const auto fields = split(line, '\t');
      const auto at = fromIso(fields.at(2));
      if (!at) throw std::runtime_error("no time: " + line);
      const auto anchors = TrustAnchors::fromPem(read(folder / fields.at(1)));
      const Validator validator{anchors, policy};
      std::vector<DataFile> contents;
      if (!fields.at(3).empty())
        for (const auto& name : split(fields[3], ','))
          contents.push_back({std::filesystem::path{name}.filename().string(), "", read(folder / name)});
      const std::string bytes = read(folder / fields.at(0));
      const auto report = fields[0].ends_with(".ers") ? evidence(bytes, contents, anchors, policy, *at)
                          : contents.empty()          ? validator.verify(bytes, *at)
                                                      : validator.verifyDetached(bytes, contents, *at);
      std::string levels, failed;
      addFailed(failed, report.checks);
      for (const auto& signature : report.signatures) {
        levels += (levels.empty() ? "" : ",") + std::string(toString(signature.level));
        addFailed(failed, signature.checks);
      }
      for (const auto& evidence : report.evidenceRecords) addFailed(failed, evidence.checks);
      out << fields[0] << '\t' << toString(report.indication) << '\t' << toString(report.subIndication) << '\t'
          << levels << '\t' << failed << '\n';
    }
    if (!out.flush()) throw std::runtime_error("cannot write the verdicts");
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
