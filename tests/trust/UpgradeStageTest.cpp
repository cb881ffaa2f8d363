#include <boost/test/unit_test.hpp>
#include <csignal>
#include <map>

#include "Keyring.h"
#include "Services.h"
#include "connectors/trust/TrustServices.h"
#include "pipeline/stages/Upgrade.h"
#include "signing/validation/Validator.h"

using namespace balalyk;
using signing::SignatureLevel;
using signing::test::Keyring;

// A published container is raised by real services, a level after the other.

namespace {

struct MemoryStore final : DocumentStore {
  std::map<std::string, std::string> kept;
  std::string put(std::string_view content) override {
    const auto digest = signing::toHex(signing::sha256(content));
    kept.emplace(digest, content);
    return digest;
  }
  std::optional<std::string> get(const std::string& digest) const override {
    const auto found = kept.find(digest);
    return found == kept.end() ? std::nullopt : std::optional(found->second);
  }
  void remove(const std::string& digest) override { kept.erase(digest); }
  bool has(const std::string& digest) const override { return kept.contains(digest); }
  void forEach(const std::function<void(const std::string&, std::uint64_t)>&) const override {}
  void probe() override {}
};

struct DayQuota final : Quotas {
  int left = 1000;
  Spent spend(const std::string&, int wanted, int) override {
    const int count = std::min(wanted, left);
    left -= count;
    return {count, {}};
  }
  void giveBack(const std::string&, const Spent& unused) override { left += unused.count; }
  std::optional<Use> today(const std::string&) override { return std::nullopt; }
};

struct SecondAccepts final : SecondJudge {
  int asked = 0;
  std::vector<SecondVerdict> judge(std::string_view, const signing::VerificationReport& report) override {
    ++asked;
    return std::vector(report.signatures.size(), SecondVerdict{SecondVerdict::Kind::accepted, {}, {}});
  }
};

struct UpgradeFixture {
  UpgradeFixture() {
    std::signal(SIGPIPE, SIG_IGN);
    const auto& ring = Keyring::get();
    const auto url = [](const char* path) { return signing::test::Services::get().url(path); };
    const auto issuing = signing::Certificate::fromPem(ring.read("intermediate.pem"));
    TrustSettings settings;
    settings.signers = settings.authorities = ring.anchors();
    settings.timeout = std::chrono::seconds{20};
    settings.revocation = true;
    settings.timeStampUrls = {url("/tsa")};
    settings.collector.ofIssuers[issuing.fingerprint()].ocsp = url("/ocsp");
    settings.collector.ofIssuers[settings.signers.anchors().front().fingerprint()].crl = url("/root.crl");
    services = openTrustServices(std::move(settings));
    const auto container = signing::test::signedContainer("p256");
    claim.document.container =
        StoredFile{"d1.asice", "application/vnd.etsi.asic-e+zip", store.put(container), container.size()};
    claim.document.level = "B-B";
    claim.document.attempts = 1;
  }

  StageResult run(SignatureLevel wanted, int quotaADay = 0) {
    Upgrade upgrade(store, validator, second, *services, quota, {.wanted = wanted, .quota = quotaADay});
    return upgrade.run({&claim, 1}).at(0);
  }
  static Upgraded upgraded(const StageResult& result) {
    return std::get<Upgraded>(std::get<Completion>(result.outcome));
  }
  signing::SignatureReport report(const Upgraded& made) const {
    const auto judged =
        validator.verify(store.get(made.container.digest).value(), signing::systemTime() + std::chrono::minutes(1));
    BOOST_TEST(judged.passed());
    return judged.signatures.at(0);
  }

  MemoryStore store;
  DayQuota quota;
  SecondAccepts second;
  const signing::Validator validator{Keyring::get().anchors()};
  std::unique_ptr<TrustServices> services;
  Claim claim;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(upgrade_stage, UpgradeFixture)

BOOST_AUTO_TEST_CASE(a_container_is_raised_to_the_level_wanted_and_judged_at_each_step) {
  const auto made = upgraded(run(SignatureLevel::basicLTA));
  BOOST_TEST(made.level == "B-LTA");
  BOOST_TEST(!made.stoppedBy);
  BOOST_TEST((report(made).level == SignatureLevel::basicLTA));
  BOOST_TEST(made.container.size == store.get(made.container.digest)->size());
  BOOST_TEST(second.asked == 4);  // as it was, and each level
  BOOST_TEST(made.flags.has_value());
}

BOOST_AUTO_TEST_CASE(what_the_quota_leaves_undone_stays_at_the_level_reached_and_continues_from_there) {
  quota.left = 1;
  const auto half = upgraded(run(SignatureLevel::basicLTA, 1));
  BOOST_TEST(half.level == "B-LT");
  BOOST_TEST(half.stoppedBy.value().code == "timeStampQuotaSpent");
  BOOST_TEST((report(half).level == SignatureLevel::basicLT));
  claim.document.container = half.container;
  claim.document.level = half.level;
  const auto whole = upgraded(run(SignatureLevel::basicLTA));
  BOOST_TEST(whole.level == "B-LTA");
  BOOST_TEST((report(whole).level == SignatureLevel::basicLTA));
}

BOOST_AUTO_TEST_CASE(where_nothing_was_reached_the_document_waits) {
  quota.left = 0;
  const auto failure = std::get<StageFailure>(run(SignatureLevel::basicT, 1).outcome);
  BOOST_TEST((failure.disposition == Disposition::wait));
  BOOST_TEST(failure.problem.code == "timeStampQuotaSpent");
}

BOOST_AUTO_TEST_CASE(a_container_that_is_not_there_is_quarantined) {
  store.kept.clear();
  BOOST_TEST((std::get<StageFailure>(run(SignatureLevel::basicT).outcome).problem.code == "containerMissing"));
}

BOOST_AUTO_TEST_SUITE_END()
