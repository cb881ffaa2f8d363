#include "signing/evidence/EvidenceValidation.h"

#include <algorithm>
#include <set>

#include "signing/Effort.h"
#include "signing/crypto/AlgorithmTable.h"
#include "signing/evidence/EvidenceRecord.h"
#include "signing/evidence/HashTree.h"
#include "signing/policy/PolicyCheck.h"
#include "signing/report/Verdict.h"
#include "signing/time/TimeStampToken.h"
#include "signing/time/TokenCheck.h"

namespace balalyk::signing {
namespace {

using enum SubIndication;
using std::chrono::sys_seconds;

using Tokens = std::vector<std::vector<TimeStampToken>>;  // by chain

class Judge {
 public:
  Judge(const EvidenceRecord& record, std::span<const EvidenceObject> objects, Verdict& verdict)
      : record_(record), objects_(objects), verdict_(verdict) {}

  // Null: a token cannot even be read, so that nothing can be said about times.
  bool readTokens(Tokens& tokens) {
    for (const auto& chain : record_.chains) {
      auto& read = tokens.emplace_back();
      for (const auto& stamp : chain.timeStamps) {
        try {
          read.push_back(TimeStampToken::read(stamp.timeStamp));
        } catch (const SigningError& error) {
          const bool form = error.code() == "timeStampUnreadable";
          return verdict_.note("evidenceTimeStampReads", false, form ? formatFailure : sigCryptoFailure,
                               {{"reason", error.code()}});
        }
      }
    }
    return true;
  }

  // What each time stamp is of: the files first, then each time stamp the one before, then a new chain all before it.
  void checkTrees(const Tokens& tokens) {
    for (std::size_t c = 0; c < record_.chains.size(); ++c) {
      const auto& stamps = record_.chains[c].timeStamps;
      const auto* method = chainMethod(c, tokens[c]);
      if (method == nullptr) continue;
      for (std::size_t s = 0; s < stamps.size(); ++s) {
        if (!checkForm(*method, stamps[s])) continue;
        if (s == 0) {
          checkFiles(*method, c, stamps[s], tokens[c][s]);
        } else {
          const std::string before = digestWith(*method, stamps[s - 1].timeStamp);
          verdict_.note("evidenceCoversTimeStamp", listOf(stamps[s], tokens[c][s]).contains(before), hashFailure);
        }
        const bool matches =
            stamps[s].reducedHashTree.empty() || rootOf(*method, stamps[s].reducedHashTree) == tokens[c][s].imprint;
        verdict_.note("evidenceTimeStampMatches", matches, hashFailure);
      }
    }
  }

 private:
  using Hashes = std::set<std::string, std::less<>>;

  // RFC 4998, 5.1: one algorithm in all of a chain, that of the time stamps too.
  const DigestMethod* chainMethod(std::size_t chain, const std::vector<TimeStampToken>& tokens) {
    const std::string& name = tokens.front().digestAlgorithm;
    bool one = true;
    for (std::size_t s = 0; s < tokens.size(); ++s) {
      const std::string& stated = record_.chains[chain].timeStamps[s].digestAlgorithm;
      one = one && tokens[s].digestAlgorithm == name && (stated.empty() || stated == name);
    }
    if (!verdict_.note("evidenceAlgorithmsAgree", one, formatFailure)) return nullptr;
    return findDigestMethodByName(name);
  }

  bool checkForm(const DigestMethod& method, const ArchiveTimeStamp& stamp) {
    const auto width = static_cast<std::size_t>(EVP_MD_get_size(openSslDigest(method.openSslName)));
    const bool good = std::ranges::all_of(stamp.reducedHashTree, [&](const HashList& list) {
      return std::ranges::all_of(list, [&](const std::string& hash) { return hash.size() == width; });
    });
    return verdict_.note("evidenceTreeForm", good, formatFailure);
  }

  static Hashes listOf(const ArchiveTimeStamp& stamp, const TimeStampToken& token) {
    if (stamp.reducedHashTree.empty()) return {token.imprint};
    return {stamp.reducedHashTree.front().begin(), stamp.reducedHashTree.front().end()};
  }

  void checkFiles(const DigestMethod& method, std::size_t chain, const ArchiveTimeStamp& stamp,
                  const TimeStampToken& token) {
    const Hashes list = listOf(stamp, token);
    const std::string before =
        chain == 0 ? std::string{} : digestWith(method, encodeChains(std::span{record_.chains}.first(chain)));
    Hashes own;
    for (const auto& object : objects_) {
      std::string hash = digestWith(method, object.content);
      if (chain > 0) hash = digestWith(method, hash + before);
      verdict_.note("evidenceCoversFile", list.contains(hash), hashFailure, {{"file", object.name}});
      own.insert(std::move(hash));
    }
    // RFC 4998, 4.3: a group's list holds the group and nothing else, or files could be added to it later.
    if (objects_.size() > 1) verdict_.note("evidenceCoversNothingElse", own == list, hashFailure);
  }

  const EvidenceRecord& record_;
  std::span<const EvidenceObject> objects_;
  Verdict& verdict_;
};

// Who gave the times, and whether what they used was still good when the next time stamp took over.
class TimeJudge {
 public:
  TimeJudge(const TrustAnchors& anchors, const ValidationPolicy& policy, Verdict& verdict)
      : anchors_(anchors), policy_(policy), verdict_(verdict) {}

  void judge(const Tokens& tokens, sys_seconds at) {
    sys_seconds next = at;
    for (auto chain = tokens.rbegin(); chain != tokens.rend(); ++chain) {
      // A tree's algorithm is relied on until the next chain begins (RFC 4998, 5.3).
      const std::string& name = chain->front().digestAlgorithm;
      const auto breach = breachOfDigest(name, policy_, next);
      verdict_.note("evidenceAlgorithmAllowed", !breach, breach ? breach->subIndication : none, {{"algorithm", name}});
      for (auto token = chain->rbegin(); token != chain->rend(); ++token) {
        verdict_.note("evidenceTimesInOrder", token->time <= next, timestampOrderFailure);
        Existence existence{at, next};  // the token after it covers it with all its certificates
        checkToken("evidence", *token, next, {{}, anchors_, policy_}, existence, verdict_);
        next = token->time;
      }
    }
  }

 private:
  const TrustAnchors& anchors_;
  const ValidationPolicy& policy_;
  Verdict& verdict_;
};

void conclude(EvidenceReport& report, Verdict& verdict, const Tokens& tokens) {
  report.indication = verdict.indication();
  report.subIndication = verdict.subIndication();
  report.checks = verdict.takeChecks();
  for (const auto& chain : tokens) {
    for (const auto& token : chain) {
      report.timeProofs.push_back(TimeProof{"evidenceRecord", token.time, token.authority.subject()});
    }
  }
  if (!tokens.empty()) report.digestAlgorithm = tokens.front().front().digestAlgorithm;
  if (report.indication == Indication::totalPassed) report.provedTime = tokens.front().front().time;
}

std::size_t sizeOf(std::string_view record, std::span<const EvidenceObject> objects) {
  std::size_t size = record.size();
  for (const auto& object : objects) size += object.content.size();
  return size;
}

}  // namespace

EvidenceReport validateEvidence(std::string_view bytes, std::span<const EvidenceObject> objects,
                                const TrustAnchors& anchors, const ValidationPolicy& policy, sys_seconds at) {
  EvidenceReport report;
  Verdict verdict;
  Tokens tokens;
  for (const auto& object : objects) report.files.push_back(object.name);
  verdict.note("evidenceCoversSomething", !objects.empty(), signedDataNotFound);
  const Effort effort{sizeOf(bytes, objects)};
  try {
    const EvidenceRecord record = parseEvidenceRecord(bytes);
    verdict.note("evidenceForm", true, formatFailure);
    // What was encrypted first proves nothing about the file without its key (RFC 4998, 6).
    if (record.encrypted) verdict.note("evidenceNotEncrypted", false, generic);
    Judge judge{record, objects, verdict};
    if (judge.readTokens(tokens)) {
      judge.checkTrees(tokens);
      TimeJudge{anchors, policy, verdict}.judge(tokens, at);
    } else {
      tokens.clear();
    }
  } catch (const SigningError& error) {
    auto params = error.params();
    const auto detail = params.extract("reason");
    params["reason"] = error.code();
    if (!detail.empty()) params["detail"] = detail.mapped();
    verdict.note("evidenceForm", false, formatFailure, std::move(params));
    tokens.clear();
  } catch (const EffortSpent& spent) {
    if (!effort.isOutermost()) throw;
    verdict = Verdict{};
    verdict.note("withinLimits", false, generic, {{"reason", spent.what()}});
    tokens.clear();
  }
  conclude(report, verdict, tokens);
  return report;
}

}  // namespace balalyk::signing
