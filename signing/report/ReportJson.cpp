#include "signing/JsonWriter.h"
#include "signing/Time.h"
#include "signing/report/VerificationReport.h"

namespace balalyk::signing {
namespace {

void writeVerdict(JsonWriter& json, Indication indication, SubIndication subIndication) {
  json.field("indication", toString(indication));
  if (subIndication == SubIndication::none) {
    json.nullField("subIndication");
  } else {
    json.field("subIndication", toString(subIndication));
  }
}

void writeTime(JsonWriter& json, std::string_view name, const std::optional<std::chrono::sys_seconds>& time) {
  if (time) {
    json.field(name, toIso(*time));
  } else {
    json.nullField(name);
  }
}

void writeChecks(JsonWriter& json, const std::vector<Check>& checks) {
  json.beginArray("checks");
  for (const auto& check : checks) {
    json.beginObject();
    json.field("code", check.code);
    json.field("passed", check.passed);
    json.field("tolerated", check.tolerated);
    json.beginObject("params");
    for (const auto& [name, value] : check.params) json.field(name, value);
    json.end();
    json.end();
  }
  json.end();
}

void writeSigner(JsonWriter& json, const std::optional<Signer>& signer) {
  if (!signer) return json.nullField("signer");
  json.beginObject("signer");
  json.field("subject", signer->subject);
  json.field("commonName", signer->commonName);
  json.field("serialNumber", signer->serialNumber);
  json.field("role", signer->role);
  json.field("certificateSha256", signer->certificateSha256);
  json.end();
}

void writeFiles(JsonWriter& json, const std::vector<CoveredFile>& files) {
  json.beginArray("files");
  for (const auto& file : files) {
    json.beginObject();
    json.field("name", file.name);
    json.field("mediaType", file.mediaType);
    json.field("size", file.size);
    json.field("digestAlgorithm", file.digestAlgorithm);
    json.field("digest", file.digest);
    json.end();
  }
  json.end();
}

void writeProofs(JsonWriter& json, const std::vector<TimeProof>& proofs) {
  json.beginArray("timeProofs");
  for (const auto& proof : proofs) {
    json.beginObject();
    json.field("kind", proof.kind);
    json.field("time", toIso(proof.time));
    json.field("authority", proof.authority);
    json.end();
  }
  json.end();
}

void writeTimeStamps(JsonWriter& json, const std::vector<TimeStampReport>& timeStamps) {
  json.beginArray("timeStamps");
  for (const auto& stamp : timeStamps) {
    json.beginObject();
    json.field("kind", stamp.kind);
    writeVerdict(json, stamp.indication, stamp.subIndication);
    writeTime(json, "time", stamp.time);
    json.field("authority", stamp.authority);
    json.end();
  }
  json.end();
}

void writeEvidence(JsonWriter& json, const EvidenceReport& evidence) {
  json.beginObject();
  json.field("file", evidence.file);
  writeVerdict(json, evidence.indication, evidence.subIndication);
  writeTime(json, "provedTime", evidence.provedTime);
  writeProofs(json, evidence.timeProofs);
  json.beginArray("files");
  for (const auto& file : evidence.files) json.element(file);
  json.end();
  writeChecks(json, evidence.checks);
  json.end();
}

void writeSignature(JsonWriter& json, const SignatureReport& signature) {
  json.beginObject();
  json.field("file", signature.file);
  json.field("id", signature.id);
  writeVerdict(json, signature.indication, signature.subIndication);
  json.field("level", toString(signature.level));
  if (signature.counterSigned) {
    json.field("counterSigned", *signature.counterSigned);
  } else {
    json.nullField("counterSigned");
  }
  json.field("evidenceRecord", signature.evidenceRecord);
  json.field("algorithm", signature.algorithm);
  writeSigner(json, signature.signer);
  writeTime(json, "claimedSigningTime", signature.claimedSigningTime);
  writeTime(json, "provedTime", signature.provedTime);
  writeProofs(json, signature.timeProofs);
  writeTimeStamps(json, signature.timeStamps);
  writeFiles(json, signature.files);
  writeChecks(json, signature.checks);
  json.end();
}

}  // namespace

std::string toJson(const VerificationReport& report) {
  JsonWriter json;
  json.beginObject();
  writeVerdict(json, report.indication, report.subIndication);
  json.field("validationTime", toIso(report.validationTime));
  json.field("format", report.format);
  writeChecks(json, report.checks);
  json.beginArray("signatures");
  for (const auto& signature : report.signatures) writeSignature(json, signature);
  json.end();
  json.beginArray("evidenceRecords");
  for (const auto& evidence : report.evidenceRecords) writeEvidence(json, evidence);
  json.end();
  json.beginArray("timeStamps");
  for (const auto& stamp : report.timeStamps) writeEvidence(json, stamp);
  json.end();
  json.end();
  return json.take();
}

}  // namespace balalyk::signing
