#include <boost/test/unit_test.hpp>
#include <functional>

#include "connectors/signer/SignerMessages.h"
#include "pipeline/domain/IsoDate.h"

using namespace balalyk;
using namespace balalyk::signerwire;

namespace {

const std::string kBatch = "0192f0c4-0000-7000-8000-0000000000aa";
const std::string kDigest(64, 'c');

BatchOrder order() {
  return {.id = kBatch, .memberId = "M-101", .accountId = "A1", .digest = kDigest, .documents = {{kBatch, kDigest}}};
}

std::string detailOf(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    BOOST_TEST(error.problem().code == "signerRequestUnusable");
    return error.problem().params.at("detail");
  }
  return "nothing thrown";
}

std::string refusalOf(const std::function<void(BatchOrder&)>& change) {
  auto changed = order();
  change(changed);
  return detailOf([&] { encode(Request(changed)); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(WordsOnTheSocket)

BOOST_AUTO_TEST_CASE(requests_arrive_as_they_were_sent) {
  const auto batch = std::get<BatchOrder>(decodeRequest(encode(Request(order()))));
  BOOST_TEST(batch.memberId == "M-101");
  BOOST_TEST(batch.documents.at(0).contentDigest == kDigest);
  const StandingOrder standing{"M-101", "бишкек", allKinds(), *dateFromIso("2026-01-01"), *dateFromIso("2026-12-31")};
  const auto again = std::get<StandingOrder>(decodeRequest(encode(Request(standing))));
  BOOST_TEST((again.kinds == standing.kinds && again.to == standing.to && again.commissionId == "бишкек"));
  const auto revocation = std::get<Revocation>(decodeRequest(encode(Request(Revocation{kBatch, "M-101"}))));
  BOOST_TEST(revocation.id == kBatch);
}

BOOST_AUTO_TEST_CASE(answers_arrive_with_each_outcome_and_problem) {
  const BatchReport report{
      .entries = {{kBatch, ReceiptOutcome::signed_, std::nullopt},
                  {"d2", ReceiptOutcome::skipped, Problem{"documentNotSent", {{"state", "drafted"}}}}},
      .receiptDigest = kDigest};
  const auto again = std::get<BatchReport>(decodeAnswer(encode(Answer(report))));
  BOOST_TEST(again.count(ReceiptOutcome::signed_) == 1);
  BOOST_TEST((again.entries.at(1).problem == report.entries.at(1).problem));
  const auto progress = std::get<BatchProgress>(decodeAnswer(encode(Answer(BatchProgress{true, 200, 57, 2, 1}))));
  BOOST_TEST((progress.authorised && progress.documents == 200 && progress.signed_ == 57 && progress.skipped == 1));
  BOOST_TEST(std::get<Granted>(decodeAnswer(encode(Answer(Granted{kBatch})))).id == kBatch);
  BOOST_TEST(std::holds_alternative<Revoked>(decodeAnswer(encode(Answer(Revoked{})))));
}

// A database's own words may be long and of any language.
BOOST_AUTO_TEST_CASE(a_long_detail_is_shortened_between_two_letters) {
  std::string detail = "x";
  while (detail.size() < 1'000) detail += "ү";
  const auto again =
      std::get<Problem>(decodeAnswer(encode(Answer(Problem{"databaseUnreachable", {{"detail", detail}}}))));
  BOOST_TEST(again.params.at("detail").size() == 199u);
  BOOST_TEST(detail.starts_with(again.params.at("detail")));
}

BOOST_AUTO_TEST_CASE(what_is_not_of_its_form_is_refused_on_both_sides) {
  BOOST_TEST(refusalOf([](auto& changed) { changed.id = "../etc"; }) == "batch");
  BOOST_TEST(refusalOf([](auto& changed) { changed.id[0] = 'A'; }) == "batch");
  BOOST_TEST(refusalOf([](auto& changed) { changed.memberId.clear(); }) == "id");
  BOOST_TEST(refusalOf([](auto& changed) { changed.memberId = "M\n1"; }) == "id");
  BOOST_TEST(refusalOf([](auto& changed) { changed.memberId = std::string("M\0", 2); }) == "text");
  BOOST_TEST(refusalOf([](auto& changed) { changed.memberId = std::string(201, 'M'); }) == "text");
  BOOST_TEST(refusalOf([](auto& changed) { changed.digest.pop_back(); }) == "digest");
  BOOST_TEST(refusalOf([](auto& changed) { changed.documents[0].contentDigest[0] = 'g'; }) == "document");
  BOOST_TEST(refusalOf([](auto& changed) { changed.documents.assign(10'001, {kBatch, kDigest}); }) == "count");
}

BOOST_AUTO_TEST_CASE(a_body_of_any_other_length_or_beginning_is_refused) {
  const auto body = encode(Request(order()));
  for (std::size_t size = 0; size < body.size(); ++size)
    BOOST_TEST(detailOf([&] { decodeRequest(body.substr(0, size)); }) != "nothing thrown");
  BOOST_TEST(detailOf([&] { decodeRequest(body + "x"); }) == "end");
  auto other = body;
  other[0] = 9;
  BOOST_TEST(detailOf([&] { decodeRequest(other); }) == "version");
  other = body;
  other[1] = 7;
  BOOST_TEST(detailOf([&] { decodeRequest(other); }) == "verb");
}

// What is accepted has one reading: written again, it is the same bytes.
template <class Decode>
void changeByteByByte(const std::string& body, Decode decode) {
  for (std::size_t at = 0; at < body.size(); ++at) {
    for (const char by : {'\0', '\1', '\2', '\x20', '\x7f', '\xff', 'a', '1', '-'}) {
      auto changed = body;
      changed[at] = by;
      try {
        BOOST_TEST((encode(decode(changed)) == changed));
      } catch (const Error& error) {
        BOOST_TEST(error.problem().code == "signerRequestUnusable");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(whatever_byte_is_changed_a_message_is_refused_or_is_another_whole_one) {
  const auto day = *dateFromIso("2026-01-01");
  for (const auto& request : {Request(order()), Request(StandingOrder{"M-101", "K1", allKinds(), day, day}),
                              Request(Revocation{kBatch, "M"})})
    changeByteByByte(encode(request), [](const std::string& bytes) { return decodeRequest(bytes); });
  const Problem problem{"documentNotSent", {{"document", "d2"}, {"state", "drafted"}}};
  const BatchReport report{.entries = {{"d2", ReceiptOutcome::skipped, problem}}, .receiptDigest = ""};
  for (const auto& answer :
       {Answer(report), Answer(BatchProgress{true, 200, 57, 2, 1}), Answer(problem), Answer(Granted{kBatch})})
    changeByteByByte(encode(answer), [](const std::string& bytes) { return decodeAnswer(bytes); });
}

BOOST_AUTO_TEST_SUITE_END()
