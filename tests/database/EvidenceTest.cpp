#include <boost/test/unit_test.hpp>

#include "TestDatabase.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

EvidenceSet setOf(std::int64_t leaves, const std::string& token = "token") {
  return {.algorithm = "SHA-256",
          .treeDigest = "tree of " + token,
          .tokenDigest = token,
          .leaves = leaves,
          .stampedAt = Timestamp{milliseconds(1'000)},
          .validUntil = Timestamp{milliseconds(9'000)}};
}

struct PublishedDocuments : TestDatabase {
  explicit PublishedDocuments(int count) {
    for (int i = 1; i <= count; ++i) {
      const auto id = documentIn(State::published, newDocument("A" + std::to_string(i)));
      // Each has its own container.
      sql("UPDATE balalyk_document SET container_digest = 'digest" + std::to_string(i) + "' WHERE id = '" + id + "'");
    }
  }
  EvidenceLedger& ledger() { return open().evidence(); }
  std::vector<std::string> unsealed() {
    std::vector<std::string> digests;
    for (const auto& container : ledger().unsealed("", 100)) digests.push_back(container.digest);
    return digests;
  }
};

using Texts = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(Evidence)

BOOST_AUTO_TEST_CASE(only_what_is_published_waits_for_evidence) {
  PublishedDocuments test(2);
  test.documentIn(State::signed_, newDocument("B1"));
  test.takeMany(2);
  BOOST_CHECK((test.unsealed() == Texts{"digest1", "digest2"}));
  BOOST_CHECK_EQUAL(test.ledger().countUnsealed(), 2);
  BOOST_CHECK_EQUAL(test.ledger().unsealed("digest1", 100).size(), 1u);
  BOOST_CHECK_EQUAL(test.ledger().unsealed("", 1).size(), 1u);
}

BOOST_AUTO_TEST_CASE(a_sealed_container_is_found_by_its_digest) {
  PublishedDocuments test(3);
  const auto id = test.ledger().recordSeal(setOf(2), "night");
  BOOST_CHECK_EQUAL(test.ledger().unassigned().size(), 1u);
  test.ledger().assign(id, 0, Texts{"digest1", "digest3"});
  BOOST_CHECK((test.unsealed() == Texts{"digest2"}));
  BOOST_CHECK(test.ledger().unassigned().empty());
  const auto places = test.ledger().places("digest3");
  BOOST_REQUIRE_EQUAL(places.size(), 1u);
  BOOST_CHECK_EQUAL(places[0].leaf, 1);
  BOOST_CHECK_EQUAL(places[0].set.tokenDigest, "token");
  BOOST_CHECK(places[0].set.stampedAt == Timestamp{milliseconds(1'000)});
  BOOST_CHECK(places[0].set.kind == EvidenceKind::seal);
  BOOST_CHECK(test.ledger().places("digest2").empty());
}

BOOST_AUTO_TEST_CASE(assigning_continues_where_it_was_cut_short_and_may_be_repeated) {
  PublishedDocuments test(3);
  const auto id = test.ledger().recordSeal(setOf(3), "night");
  test.ledger().assign(id, 0, Texts{"digest1", "digest2"});
  BOOST_REQUIRE_EQUAL(test.ledger().unassigned().size(), 1u);
  BOOST_CHECK_EQUAL(test.ledger().unassigned()[0].assigned, 2);
  test.ledger().assign(id, 0, Texts{"digest1", "digest2"});
  test.ledger().assign(id, 2, Texts{"digest3"});
  test.ledger().assign(id, 0, Texts{"digest1"});
  BOOST_CHECK(test.ledger().unassigned().empty());
  BOOST_CHECK_EQUAL(test.number("SELECT count(*) FROM balalyk_evidence_leaf"), 3);
}

BOOST_AUTO_TEST_CASE(an_upgraded_container_waits_for_evidence_again) {
  PublishedDocuments test(1);
  test.ledger().assign(test.ledger().recordSeal(setOf(1), "night"), 0, Texts{"digest1"});
  BOOST_CHECK(test.unsealed().empty());
  test.sql("UPDATE balalyk_document SET container_digest = 'upgraded'");
  BOOST_CHECK((test.unsealed() == Texts{"upgraded"}));
  BOOST_CHECK_EQUAL(test.ledger().places("digest1").size(), 1u);
}

BOOST_AUTO_TEST_CASE(a_renewal_takes_the_place_of_all_it_covers) {
  PublishedDocuments test(0);
  auto& ledger = test.ledger();
  const auto first = ledger.recordSeal(setOf(1, "t1"), "night"), second = ledger.recordSeal(setOf(1, "t2"), "night");
  BOOST_CHECK_EQUAL(ledger.current().size(), 2u);
  const std::vector<EvidenceLedger::Renewed> renewed{{first, 0}, {second, 1}};
  const auto renewal = ledger.recordRenewal(setOf(2, "t3"), renewed, "renewer");
  BOOST_REQUIRE_EQUAL(ledger.current().size(), 1u);
  BOOST_CHECK_EQUAL(ledger.current()[0].id, renewal);
  BOOST_CHECK(ledger.set(second)->renewedBy == renewal);
  BOOST_CHECK(ledger.set(second)->renewedLeaf == 1);
  BOOST_CHECK_EQUAL(ledger.last(), renewal);
  // Another renewal, begun meanwhile, does not take them away.
  ledger.recordRenewal(setOf(2, "t4"), renewed, "renewer");
  BOOST_CHECK(ledger.set(first)->renewedBy == renewal);
}

BOOST_AUTO_TEST_CASE(a_rehash_closes_what_it_took_over_and_gives_way_to_a_newer_renewal) {
  PublishedDocuments test(0);
  auto& ledger = test.ledger();
  const auto seal = ledger.recordSeal(setOf(1, "t1"), "night");
  const auto meanwhile = ledger.recordSeal(setOf(1, "t2"), "night");
  const auto rehash = ledger.recordRehash(setOf(1, "t3"), seal, true, "renewer");
  BOOST_REQUIRE(rehash.has_value());
  BOOST_CHECK(ledger.set(seal)->closed);
  BOOST_CHECK(!ledger.set(meanwhile)->closed);
  BOOST_CHECK_EQUAL(ledger.withContainers().size(), 2u);
  BOOST_CHECK(!ledger.recordRehash(setOf(1, "t4"), meanwhile, true, "renewer").has_value());
  BOOST_CHECK_EQUAL(ledger.all(0, 100).size(), 3u);
  BOOST_CHECK_EQUAL(ledger.all(seal, 1).size(), 1u);
}

BOOST_AUTO_TEST_CASE(the_audit_trail_names_each_time_stamp) {
  PublishedDocuments test(0);
  const auto before = test.open().audit().size();
  test.ledger().recordSeal(setOf(1), "night");
  BOOST_CHECK_EQUAL(test.open().audit().size(), before + 1);
  BOOST_CHECK(!test.open().audit().firstBroken());
}

BOOST_AUTO_TEST_SUITE_END()
