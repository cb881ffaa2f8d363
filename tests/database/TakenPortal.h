#pragma once

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <initializer_list>
#include <string>
#include <vector>

#include "PortalFixture.h"
#include "pipeline/stages/Take.h"

namespace balalyk::tests {

// A portal whose records are taken by the night's first step, and brought on their way by workers.
struct TakenPortal : Portal {
  void decide(const std::string& key, const std::string& number = "") {
    auto given = application(key);
    given.protocolNumber = number.empty() ? key : number;
    given.benefits = {categories[0]};
    tables.put(given, PortalTables::Decision::approved);
  }

  void changeTime(const std::string& key, const std::string& expression) {
    sql("UPDATE application SET changed_at = " + expression + " WHERE id = '" + key + "'");
  }

  TakeSummary take(TakeOptions options = {}) { return balalyk::Take(open()).run("night", options); }

  std::vector<std::string> ofViews(const TakeSummary& summary) {
    std::vector<std::string> texts;
    for (const auto& problem : summary.ofViews) texts.push_back(toString(problem));
    return texts;
  }

  Document latest(const std::string& key) { return archive().latest(Source::application, key).value(); }
  std::ptrdiff_t timesFlagged(const std::string& key, const std::string& code) {
    return std::ranges::count(latest(key).flags, code, &Flag::code);
  }
  State stateOfRecord(const std::string& key) { return latest(key).state; }

  void undecide(const std::string& key) { sql("UPDATE application SET decision = NULL WHERE id = '" + key + "'"); }

  // The record's latest revision, brought on its way by a worker.
  void bring(const std::string& key, State to) { bringDocument(latest(key).id, to); }
  void bringList(State to) { bringDocument(list().id, to); }

  void bringDocument(const std::string& id, State to) {
    const auto pass = [&](Stage stage) {
      const auto claims = queue().claim({.worker = "maker", .stage = stage, .limit = 1, .onlyDocuments = {id}});
      BOOST_REQUIRE_EQUAL(claims.size(), 1u);
      BOOST_REQUIRE(complete(claims[0], stage, "maker"));
    };
    pass(Stage::fill);
    if (to == State::sent) return;
    authorise(id);
    if (to == State::authorised) return;
    pass(Stage::sign);
    if (to == State::signed_) return;
    pass(Stage::publish);
  }

  MealSubsidy uploadedMeal() const {
    return {.origin = {.key = "S1"},
            .commission = commission,
            .protocolNumber = "1",
            .sittingDate = day(2026, 11, 2),
            .child = application("A1").child,
            .ticked = {chairperson},
            .uploadId = "U1"};
  }

  // Vouchers of this month in the kindergarten G1.
  void putVouchers(std::initializer_list<const char*> keys) {
    for (const auto* key : keys) tables.put(holder(key, day(2026, 1, 1), day(2099, 12, 31)), "G1", "", true);
  }
  Document list() {
    const auto found = archive().find({.kind = Kind::voucherList});
    BOOST_REQUIRE(!found.empty());
    return archive().latest(Source::voucherList, found[0].sourceKey).value();
  }
  bool taken(const std::string& key) { return archive().latest(Source::application, key).has_value(); }
  std::int64_t cursor() { return queue().cursor("applications").changedAt; }
  // What was changed until now counts as looked at; what is changed from here on has another millisecond.
  void cursorPastAll() {
    const auto changed = now();
    BOOST_REQUIRE(eventually([&] { return now() > changed; }));
    queue().setCursor("applications", {now(), ""});
  }

  std::int64_t now() { return open().now().time_since_epoch().count(); }
};

}  // namespace balalyk::tests
