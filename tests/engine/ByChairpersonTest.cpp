#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <map>
#include <set>
#include <thread>

#include "EngineFixture.h"
#include "pipeline/engine/ClaimSupply.h"

using namespace balalyk;
using namespace balalyk::tests;

// A stage that is called for one chairperson at a time: what holds up one holds up nobody else.
namespace {

struct ChairpersonsFixture : EngineFixture {
  // So many documents of a chairperson, authorised.
  std::set<std::string> authorised(const std::string& chairperson, int count) {
    std::set<std::string> ids;
    for (int i = 0; i < count; ++i) {
      NewDocument fresh{.kind = Kind::voucherApproval,
                        .source = Source::application,
                        .sourceKey = chairperson + "-" + std::to_string(i),
                        .commissionId = "K-" + chairperson,
                        .commissionName = "Комиссия",
                        .chairpersonId = chairperson,
                        .number = std::to_string(i),
                        .subject = "Асанов Үсөн",
                        .date = Date{std::chrono::year(2026), std::chrono::month(11), std::chrono::day(2)}};
      fresh.recordXml = "<record of=\"" + fresh.sourceKey + "\"/>";
      fresh.recordDigest = signing::toHex(signing::sha256(fresh.recordXml));
      ids.insert(database->queue().take({&fresh, 1}, "test").at(0).documentId);
    }
    std::vector<AuthorisedContent> contents;
    const TestStage fill(Stage::fill);
    for (const auto& claim : database->queue().claim({.worker = "fills", .stage = Stage::fill, .limit = count})) {
      const auto completion = fill.completionOf(claim);
      BOOST_REQUIRE(database->queue().complete("fills", {&completion, 1}) == std::vector<bool>{true});
      contents.push_back({claim.document.id, std::get<Filled>(completion.result).contentDigest});
    }
    database->authorisations().authorise(
        {.id = "00000000-0000-4000-8000-" + std::string(10, '0') + chairperson.substr(1),
         .chairpersonId = chairperson,
         .commissionId = "K-" + chairperson},
        contents);
    return ids;
  }

  ClaimSupply supply(int batch) {
    return ClaimSupply(database->queue(), {.worker = "w1", .stage = Stage::sign}, batch, ClaimSupply::Pace(),
                       ClaimSupply::Order::byChairperson);
  }
};

std::set<std::string> chairpersonsOf(const std::vector<Claim>& claims) {
  std::set<std::string> chairpersons;
  for (const auto& claim : claims) chairpersons.insert(claim.document.chairpersonId);
  return chairpersons;
}

class SignsByChairperson final : public TestStage {
 public:
  explicit SignsByChairperson(Work work) : TestStage(Stage::sign, 1, 4, std::move(work)) {}
  bool byChairperson() const override { return true; }
  std::vector<StageResult> run(std::span<const Claim> claims) override {
    const auto whose = claims.front().document.chairpersonId;
    {
      const std::lock_guard lock(mutex);
      twiceAtOnce |= !running.insert(whose).second;
      for (const auto& claim : claims) mixed |= claim.document.chairpersonId != whose;
    }
    auto results = TestStage::run(claims);
    const std::lock_guard lock(mutex);
    running.erase(whose);
    return results;
  }

  std::mutex mutex;
  std::set<std::string> running;
  bool twiceAtOnce = false, mixed = false;
};

}  // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(State)

BOOST_FIXTURE_TEST_SUITE(by_chairperson, ChairpersonsFixture)

BOOST_AUTO_TEST_CASE(a_batch_has_one_chairperson_and_no_other_batch_is_theirs_until_it_is_done) {
  authorised("M1", 5);
  authorised("M2", 3);
  auto source = supply(4);
  const auto first = source.take();
  BOOST_TEST((chairpersonsOf(first) == std::set<std::string>{"M1"}));
  BOOST_TEST(first.size() == 4U);
  const auto second = source.take();
  BOOST_TEST((chairpersonsOf(second) == std::set<std::string>{"M2"}));
  BOOST_TEST(second.size() == 3U);
  BOOST_TEST(source.take().empty());  // M1 has one more, and is busy
  source.free("M1");
  const auto third = source.take();
  BOOST_TEST((chairpersonsOf(third) == std::set<std::string>{"M1"}));
  BOOST_TEST(third.size() == 1U);
}

BOOST_AUTO_TEST_CASE(documents_of_a_busy_chairperson_are_left_to_other_hosts) {
  authorised("M1", 40);
  auto source = supply(4);
  BOOST_TEST(source.take().size() == 4U);
  for (int i = 0; i < 5; ++i) source.take();
  // What was claimed ahead stays; the rest was not claimed while the first batch lasts.
  const auto others = database->queue().claim({.worker = "w2", .stage = Stage::sign, .limit = 100});
  BOOST_TEST(others.size() >= 30U);
}

BOOST_AUTO_TEST_CASE(one_chairpersons_key_that_hangs_holds_up_nobody_elses_documents) {
  auto hanging = authorised("M1", 6);
  std::set<std::string> others;
  for (const char* chairperson : {"M2", "M3"}) others.merge(authorised(chairperson, 9));
  std::mutex mutex;
  std::condition_variable changed;
  int published = 0;
  bool othersWereDone = true;
  const auto sign = std::make_shared<SignsByChairperson>([&](const Claim& claim) {
    if (claim.document.chairpersonId != "M1") return;
    std::unique_lock lock(mutex);
    // As long as it takes the others to be through, and a test that waits in vain fails.
    othersWereDone &= changed.wait_for(lock, std::chrono::minutes(2), [&] { return published >= 18; });
  });
  const auto publish = std::make_shared<TestStage>(Stage::publish, 1, 4, [&](const Claim& claim) {
    const std::lock_guard lock(mutex);
    published += others.contains(claim.document.id) ? 1 : 0;
    changed.notify_all();
  });
  CountingObserver observer;
  Worker(Worker::newName(), *database, testStages(nullptr, sign, publish), observer, {}).drain({});
  BOOST_TEST(othersWereDone);
  BOOST_TEST(!sign->twiceAtOnce);
  BOOST_TEST(!sign->mixed);
  BOOST_TEST(observer.lostCount == 0);
  for (const auto& id : hanging) BOOST_TEST(stateOf(id) == State::published);
  for (const auto& id : others) BOOST_TEST(stateOf(id) == State::published);
}

BOOST_AUTO_TEST_SUITE_END()
