#include <boost/test/unit_test.hpp>

#include "pipeline/evidence/DocumentTrail.h"
#include "pipeline/stages/StatementProof.h"

using namespace balalyk;

namespace {

// With the state that it came from, as since there is sending; «authorised» is an entry of before.
constexpr const char* kAuthorisedNow = "authorised from sent";

std::vector<AuditEntry> entriesOf(std::initializer_list<const char*> events) {
  std::vector<AuditEntry> entries;
  for (const std::string_view event : events) {
    if (event == kAuthorisedNow)
      entries.push_back({.event = "authorised", .detail = R"({"authorisation":"a","from":"sent"})"});
    else
      entries.push_back({.event = std::string(event), .detail = "{}"});
  }
  return entries;
}

bool sentBy(std::initializer_list<const char*> events) {
  return isSent(entriesOf(events));
}

bool signedUnsent(std::initializer_list<const char*> events) {
  TrailFacts facts;
  for (const auto& entry : entriesOf(events)) facts.see(entry);
  return facts.signedUnsent;
}

}  // namespace

// What the audit trail says of the gate between the secretary and the chairperson.
BOOST_AUTO_TEST_SUITE(sent_by_the_trail)

BOOST_AUTO_TEST_CASE(a_document_is_with_the_chairperson_from_sending_to_recalling) {
  BOOST_TEST(!sentBy({}));
  BOOST_TEST(!sentBy({"taken", "drafted"}));
  BOOST_TEST(sentBy({"taken", "drafted", "sent"}));
  BOOST_TEST(!sentBy({"taken", "drafted", "sent", "recalled"}));
  BOOST_TEST(sentBy({"taken", "drafted", "sent", "recalled", "sent"}));
  BOOST_TEST(!sentBy({"taken", "drafted", "sent", "authorised", "rejected"}));
  BOOST_TEST(!sentBy({"taken", "drafted", "sent", "returned", "taken"}));
  BOOST_TEST(sentBy({"taken", "drafted", "sent", "authorised", "authorisation-revoked"}));
}

BOOST_AUTO_TEST_CASE(what_was_authorised_before_there_was_sending_counts_as_sent) {
  BOOST_TEST(sentBy({"taken", "drafted", "authorised"}));
  BOOST_TEST(!signedUnsent({"taken", "drafted", "authorised", "signed", "published"}));
}

BOOST_AUTO_TEST_CASE(an_authorisation_sends_nothing) {
  BOOST_TEST(!sentBy({"taken", "drafted", kAuthorisedNow}));
  BOOST_TEST(!sentBy({"taken", "drafted", "authorisation-missing", kAuthorisedNow}));
  BOOST_TEST(!sentBy({"taken", "drafted", "sent", "recalled", kAuthorisedNow}));
  BOOST_TEST(sentBy({"taken", "drafted", "sent", kAuthorisedNow, "authorisation-revoked", kAuthorisedNow}));
  BOOST_TEST(signedUnsent({"taken", "drafted", kAuthorisedNow, "signed", "published"}));
  BOOST_TEST(!signedUnsent({"taken", "drafted", "sent", kAuthorisedNow, "signed", "published"}));
}

BOOST_AUTO_TEST_CASE(what_was_signed_while_the_secretary_had_it_is_found) {
  BOOST_TEST(!signedUnsent({"taken", "drafted", "sent", "authorised", "signed"}));
  BOOST_TEST(!signedUnsent({"taken", "drafted", "sent", "authorised", "signed", "sign-again", "signed"}));
  BOOST_TEST(signedUnsent({"taken", "drafted", "signed"}));
  BOOST_TEST(signedUnsent({"taken", "drafted", "sent", "recalled", "signed", "published"}));
  // Sending it afterwards does not heal it.
  BOOST_TEST(signedUnsent({"taken", "drafted", "signed", "sent"}));
}

BOOST_AUTO_TEST_SUITE_END()
