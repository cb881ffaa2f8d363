#include "connectors/pdf/verifier/ReportFrames.h"

#include <algorithm>
#include <optional>

namespace balalyk::verifier {
namespace {

using frames::Malformed;
using frames::Reader;
using frames::Writer;
using signing::Check;
using signing::CoveredFile;
using signing::EvidenceReport;
using signing::Indication;
using signing::ResolvedReference;
using signing::SignatureLevel;
using signing::SignatureReport;
using signing::Signer;
using signing::SubIndication;
using signing::TimeProof;
using signing::TimeStampReport;
using Seconds = std::chrono::sys_seconds;

constexpr auto kIndications = static_cast<int>(Indication::indeterminate) + 1;
constexpr auto kSubIndications = static_cast<int>(SubIndication::generic) + 1;
constexpr auto kLevels = static_cast<int>(SignatureLevel::basicLTA) + 1;
constexpr auto kTargets = static_cast<int>(ResolvedReference::Target::enclosed) + 1;
constexpr std::uint64_t kMostParts = 20'000;
// The years that a calendar of four digits can show.
constexpr std::int64_t kFirst = -62'135'596'800, kLast = 253'402'300'799;

// One description of each part, by which it is written and read.
class Put {
 public:
  void text(const std::string& value) { out_.put(value); }
  void flag(const bool& value) { out_.number(value ? 1 : 0, 1); }
  template <class Word>
  void word(const Word& value, int) {
    out_.number(static_cast<std::uint64_t>(value), 1);
  }
  void size(const std::uint64_t& value) { out_.number(value, 8); }
  void time(const Seconds& value) { out_.number(static_cast<std::uint64_t>(value.time_since_epoch().count()), 8); }
  void map(const std::map<std::string, std::string>& value) { out_.put(value); }
  template <class Value, class Each>
  void list(const std::vector<Value>& values, Each each) {
    out_.number(values.size(), 4);
    for (const auto& value : values) each(value);
  }
  template <class Value, class Each>
  void maybe(const std::optional<Value>& value, Each each) {
    flag(value.has_value());
    if (value) each(*value);
  }
  std::string frame() && { return std::move(out_).frame(); }

 private:
  Writer out_;
};

class Get {
 public:
  explicit Get(std::string_view body) : in_(body) {}
  void text(std::string& value) { in_.get(value); }
  void flag(bool& value) { value = bounded(2) == 1; }
  template <class Word>
  void word(Word& value, int count) {
    value = static_cast<Word>(bounded(count));
  }
  void size(std::uint64_t& value) { value = in_.number(8); }
  void time(Seconds& value) {
    const auto seconds = static_cast<std::int64_t>(in_.number(8));
    if (seconds < kFirst || seconds > kLast) throw Malformed("not a time");
    value = Seconds(std::chrono::seconds(seconds));
  }
  void map(std::map<std::string, std::string>& value) {
    for (auto count = counted(); count > 0; --count) {
      std::string key;
      in_.get(key);
      in_.get(value[key]);
    }
  }
  template <class Value, class Each>
  void list(std::vector<Value>& values, Each each) {
    for (auto count = counted(); count > 0; --count) each(values.emplace_back());
  }
  template <class Value, class Each>
  void maybe(std::optional<Value>& value, Each each) {
    if (bounded(2) == 1) each(value.emplace());
  }
  void end() const {
    if (!in_.done()) throw Malformed("frame too long");
  }

 private:
  std::uint64_t bounded(int count) {
    const auto value = in_.number(1);
    if (value >= static_cast<std::uint64_t>(count)) throw Malformed("not a word");
    return value;
  }
  // Each part takes a byte at least.
  std::uint64_t counted() {
    const auto count = in_.number(4);
    if (count > kMostParts || count > in_.left()) throw Malformed("too many parts");
    return count;
  }
  Reader in_;
};

template <class Way>
void pass(Way& way, auto& texts) requires requires {
  texts.begin()->size();
}
{
  way.list(texts, [&](auto& text) { way.text(text); });
}

void passVerdict(auto& way, auto& judged) {
  way.word(judged.indication, kIndications);
  way.word(judged.subIndication, kSubIndications);
}

void passChecks(auto& way, auto& checks) {
  way.list(checks, [&](auto& check) {
    way.text(check.code);
    way.flag(check.passed);
    way.flag(check.tolerated);
    way.map(check.params);
  });
}

void passProofs(auto& way, auto& proofs) {
  way.list(proofs, [&](auto& proof) {
    way.text(proof.kind);
    way.time(proof.time);
    way.text(proof.authority);
  });
}

void passTime(auto& way, auto& time) {
  way.maybe(time, [&](auto& value) { way.time(value); });
}

void passSigner(auto& way, auto& signer) {
  way.maybe(signer, [&](auto& one) {
    for (auto* text : {&one.subject, &one.commonName, &one.serialNumber, &one.role, &one.certificateSha256})
      way.text(*text);
  });
}

void passSignature(auto& way, auto& signature) {
  way.text(signature.file);
  way.text(signature.id);
  passVerdict(way, signature);
  way.word(signature.level, kLevels);
  way.maybe(signature.counterSigned, [&](auto& id) { way.text(id); });
  way.flag(signature.evidenceRecord);
  way.text(signature.algorithm);
  passSigner(way, signature.signer);
  passTime(way, signature.claimedSigningTime);
  passTime(way, signature.provedTime);
  passProofs(way, signature.timeProofs);
  way.list(signature.timeStamps, [&](auto& stamp) {
    way.text(stamp.kind);
    passTime(way, stamp.time);
    way.text(stamp.authority);
    passVerdict(way, stamp);
  });
  way.list(signature.files, [&](auto& file) {
    way.text(file.name);
    way.text(file.mediaType);
    way.size(file.size);
    way.text(file.digestAlgorithm);
    way.text(file.digest);
  });
  passChecks(way, signature.checks);
  way.text(signature.signerCertificate);
  way.list(signature.references, [&](auto& reference) {
    way.text(reference.uri);
    way.word(reference.target, kTargets);
    way.text(reference.file);
    pass(way, reference.algorithms);
  });
  pass(way, signature.algorithms);
}

void passEvidence(auto& way, auto& list) {
  way.list(list, [&](auto& evidence) {
    way.text(evidence.file);
    passVerdict(way, evidence);
    passTime(way, evidence.provedTime);
    passProofs(way, evidence.timeProofs);
    pass(way, evidence.files);
    way.text(evidence.digestAlgorithm);
    passChecks(way, evidence.checks);
  });
}

void passReport(auto& way, auto& report) {
  passVerdict(way, report);
  way.time(report.validationTime);
  way.text(report.format);
  passChecks(way, report.checks);
  way.list(report.signatures, [&](auto& signature) { passSignature(way, signature); });
  passEvidence(way, report.evidenceRecords);
  passEvidence(way, report.timeStamps);
}

void passQuestion(auto& way, auto& question) {
  way.text(question.file);
  for (auto* certificates :
       {&question.anchors, &question.intermediates, &question.authorityAnchors, &question.authorityIntermediates})
    pass(way, *certificates);
  way.text(question.policy);
  way.time(question.at);
}

// What the second judge is asked by relies on it.
void requireAlgorithms(const SignatureReport& signature) {
  const auto none = [](const ResolvedReference& reference) { return reference.algorithms.empty(); };
  if (!signature.references.empty() &&
      (signature.algorithms.empty() || std::ranges::any_of(signature.references, none)))
    throw Malformed("a reference without its algorithms");
}

// A verdict is never better than that of what it sums up.
void requireWorst(const signing::VerificationReport& report) {
  const auto better = [&](const SignatureReport& one) {
    return report.passed() && one.indication != Indication::totalPassed;
  };
  if (report.passed() && report.signatures.empty()) throw Malformed("nothing that passed");
  if (std::ranges::any_of(report.signatures, better)) throw Malformed("a verdict that does not follow");
}

}  // namespace

std::string encodeQuestion(const Question& question) {
  Put out;
  passQuestion(out, question);
  return std::move(out).frame();
}

Question decodeQuestion(std::string_view body) {
  Get in(body);
  Question question;
  passQuestion(in, question);
  in.end();
  return question;
}

std::string encodeReport(const signing::VerificationReport& report) {
  Put out;
  passReport(out, report);
  return std::move(out).frame();
}

signing::VerificationReport decodeReport(std::string_view body) {
  Get in(body);
  signing::VerificationReport report;
  passReport(in, report);
  in.end();
  for (const auto& signature : report.signatures) requireAlgorithms(signature);
  requireWorst(report);
  return report;
}

}  // namespace balalyk::verifier
