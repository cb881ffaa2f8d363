#include "signing/JsonWriter.h"
#include "signing/Time.h"
#include "signing/report/VerificationReport.h"

namespace balalyk::signing {
namespace {

void writeVerdict(JsonWriter& json, Indication indication, SubIndication subIndication) {
  json.member("indication", toString(indication));
  if (subIndication == SubIndication::none) {
    json.member("subIndication", nullptr);
  } else {
    json.member("subIndication", toString(subIndication));
  }
}

void writeTime(JsonWriter& json, std::string_view name, const std::optional<std::chrono::sys_seconds>& time) {
  if (time) {
    json.member(name, toIso(*time));
  } else {
    json.member(name, nullptr);
  }
}

void writeChecks(JsonWriter& json, const std::vector<Check>& checks) {
  json.key("checks").beginArray();
  for (const auto& check : checks) {
    json.beginObject();
    json.member("code", check.code);
    json.member("passed", check.passed);
    json.member("tolerated", check.tolerated);
    json.key("params").beginObject();
    for (const auto& [name, value] : check.params) json.member(name, value);
    json.endObject();
    json.endObject();
  }
  json.endArray();
}

void writeSigner(JsonWriter& json, const std::optional<Signer>& signer) {
  json.key("signer");
  if (!signer) {
    json.value(nullptr);
    return;
  }
  json.beginObject();
  json.member("subject", signer->subject);
  json.member("commonName", signer->commonName);
  json.member("serialNumber", signer->serialNumber);
  json.member("role", signer->role);
  json.member("certificateSha256", signer->certificateSha256);
  json.endObject();
}

void writeFiles(JsonWriter& json, const std::vector<CoveredFile>& files) {
  json.key("files").beginArray();
  for (const auto& file : files) {
    json.beginObject();
    json.member("name", file.name);
    json.member("mediaType", file.mediaType);
    json.member("size", file.size);
    json.member("digestAlgorithm", file.digestAlgorithm);
    json.member("digest", file.digest);
    json.endObject();
  }
  json.endArray();
}

void writeProofs(JsonWriter& json, const std::vector<TimeProof>& proofs) {
  json.key("timeProofs").beginArray();
  for (const auto& proof : proofs) {
    json.beginObject();
    json.member("kind", proof.kind);
    json.member("time", toIso(proof.time));
    json.member("authority", proof.authority);
    json.endObject();
  }
  json.endArray();
}

void writeTimeStamps(JsonWriter& json, const std::vector<TimeStampReport>& timeStamps) {
  json.key("timeStamps").beginArray();
  for (const auto& stamp : timeStamps) {
    json.beginObject();
    json.member("kind", stamp.kind);
    writeVerdict(json, stamp.indication, stamp.subIndication);
    writeTime(json, "time", stamp.time);
    json.member("authority", stamp.authority);
    json.endObject();
  }
  json.endArray();
}

void writeEvidence(JsonWriter& json, const EvidenceReport& evidence) {
  json.beginObject();
  json.member("file", evidence.file);
  writeVerdict(json, evidence.indication, evidence.subIndication);
  writeTime(json, "provedTime", evidence.provedTime);
  writeProofs(json, evidence.timeProofs);
  json.key("files").beginArray();
  for (const auto& file : evidence.files) json.value(file);
  json.endArray();
  writeChecks(json, evidence.checks);
  json.endObject();
}

void writeSignature(JsonWriter& json, const SignatureReport& signature) {
  json.beginObject();
  json.member("file", signature.file);
  json.member("id", signature.id);
  writeVerdict(json, signature.indication, signature.subIndication);
  json.member("level", toString(signature.level));
  if (signature.counterSigned) {
    json.member("counterSigned", *signature.counterSigned);
  } else {
    json.member("counterSigned", nullptr);
  }
  json.member("evidenceRecord", signature.evidenceRecord);
  json.member("algorithm", signature.algorithm);
  writeSigner(json, signature.signer);
  writeTime(json, "claimedSigningTime", signature.claimedSigningTime);
  writeTime(json, "provedTime", signature.provedTime);
  writeProofs(json, signature.timeProofs);
  writeTimeStamps(json, signature.timeStamps);
  writeFiles(json, signature.files);
  writeChecks(json, signature.checks);
  json.endObject();
}

}  // namespace

std::string toJson(const VerificationReport& report) {
  JsonWriter json(JsonWriter::Layout::compact);
  json.beginObject();
  writeVerdict(json, report.indication, report.subIndication);
  json.member("validationTime", toIso(report.validationTime));
  json.member("format", report.format);
  writeChecks(json, report.checks);
  json.key("signatures").beginArray();
  for (const auto& signature : report.signatures) writeSignature(json, signature);
  json.endArray();
  json.key("evidenceRecords").beginArray();
  for (const auto& evidence : report.evidenceRecords) writeEvidence(json, evidence);
  json.endArray();
  json.key("timeStamps").beginArray();
  for (const auto& stamp : report.timeStamps) writeEvidence(json, stamp);
  json.endArray();
  json.endObject();
  return json.text();
}

}  // namespace balalyk::signing
