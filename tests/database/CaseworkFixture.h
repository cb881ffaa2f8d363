#pragma once

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "PortalFixture.h"
#include "pipeline/casework/EditApplication.h"
#include "pipeline/casework/SendProtocols.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/stages/Take.h"

namespace balalyk::tests {

// A portal with applications of one commission and of a foreign one, and a secretary at work.
struct Casework : Portal {
  Casework() {
    const auto today = open().today();
    sitting = std::chrono::sys_days(today) - std::chrono::days(3);
    year = static_cast<int>(sitting.year());
    for (const auto* key : {"A1", "A2", "A3"}) put(waiting(key));
  }

  // Received in the order of their numbers; the child's number ends with it.
  Application waiting(const std::string& key, const std::string& commissionId = "K1") const {
    auto given = application(key);
    given.commission = commission;
    given.commission.id = commissionId;
    const int number = std::stoi(key.substr(1));
    given.child.pin = "215052020" + std::to_string(10'000 + number);
    given.child.statedBirthDate.reset();
    given.protocolNumber = "";
    given.sittingDate.reset();
    given.benefits = {};
    given.ticked = {};
    given.documentsShown = {};
    given.comments = "";
    given.amountPerMonth.reset();
    given.childPlace.soate = "41711000000000";
    given.receivedAt = Timestamp(std::chrono::milliseconds(1'790'000'000'000 + number * 1'000LL));
    return given;
  }
  void put(const Application& given, PortalTables::Decision decision = PortalTables::Decision::undecided) {
    tables.put(given, decision);
  }

  ApplicationForm complete(const std::string& number, Decision decision = Decision::approved) const {
    return {.benefits = {"low-income"},
            .ticked = {"M1"},
            .documentsShown = {usualDocuments()[0]},
            .comments = "Кошумча",
            .protocolNumber = number,
            .sittingDate = isoDate(sitting),
            .chosen = decision,
            .refusalGrounds = decision == Decision::rejected ? "Негиз" : "",
            .kindergartenId = "G1"};
  }

  Applications& applications() { return open().applications(); }
  EditApplication editor(const Commissions& commissions = {"K1"}, const std::string& account = "aigul") {
    return {open(), commissions, account};
  }
  ApplicationCase found(const std::string& id) {
    const auto one = applications().open(id, {"K1"});
    BOOST_REQUIRE(one);
    return *one;
  }
  FormWrite write(const std::string& id, const ApplicationForm& form) { return {id, found(id).version, form, {}}; }
  Saved save(const std::string& id, const ApplicationForm& form) {
    const auto outcome = editor().save(write(id, form));
    BOOST_REQUIRE_EQUAL(wordOf(outcome), "saved");
    return std::get<Saved>(outcome);
  }
  static std::string wordOf(const SaveOutcome& outcome) {
    static constexpr const char* kWords[] = {"saved", "conflict", "frozen", "afterPublication", "notFound"};
    return kWords[outcome.index()];
  }

  static std::string codes(const std::vector<Problem>& problems) {
    std::string text;
    for (const auto& problem : problems) text += (text.empty() ? "" : " ") + problem.code;
    return text;
  }
  std::string stateOfCase(const std::string& id) { return toString(found(id).state); }
  std::optional<Document> latest(const std::string& id) { return archive().latest(Source::application, id); }
  std::string protocolState(const std::string& id) {
    const auto document = latest(id);
    return document ? toString(document->state) : "none";
  }
  int freeOf(const std::string& soate) {
    const auto quotas = open().vouchers().quotas(soate, year);
    return quotas.empty() ? -1 : quotas[0].free();
  }

  // The latest revision of an application's protocol, filled by a worker, and further.
  void bring(const std::string& id, State to) {
    const auto document = latest(id).value();
    const auto pass = [&](Stage stage) {
      const auto claims =
          queue().claim({.worker = "maker", .stage = stage, .limit = 1, .onlyDocuments = {document.id}});
      BOOST_REQUIRE_EQUAL(claims.size(), 1u);
      BOOST_REQUIRE(TestDatabase::complete(claims[0], stage, "maker"));
    };
    pass(Stage::fill);
    if (to == State::drafted) return;
    if (stateOf(document.id) == State::drafted) SendProtocols(open(), {"K1"}, "aigul").send({document.id});
    if (to == State::sent) return;
    authorise(document.id);
    if (to == State::authorised) return;
    pass(Stage::sign);
    if (to == State::signed_) return;
    pass(Stage::publish);
  }
  void sendingBySecretary() { tables.setSending("K1", PortalTables::Sending::bySecretary); }

  Date sitting{};
  int year = 0;
};

}  // namespace balalyk::tests
