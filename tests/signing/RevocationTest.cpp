#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "CraftedPki.h"
#include "Keyring.h"
#include "Reports.h"
#include "signing/certificates/Revocation.h"
#include "signing/certificates/RevocationCheck.h"
#include "signing/report/Verdict.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

using std::chrono::hours, std::chrono::seconds;

// A root, an authority, a person whose certificate names the list http://ca/1.crl, and one whose names none.
struct Authorities {
  Holder root = issue("Root", nullptr, {kAuthority});
  Holder authority = issue("Issuing", &root, {kAuthority});
  Holder person = issue("Person", &authority, {{{NID_crl_distribution_points, "URI:http://ca/1.crl"}}});
  Holder other = issue("Other", &authority, {});

  static const Authorities& get() {
    static const Authorities made;
    return made;
  }
};

const char* wordFor(const std::optional<RevocationAnswer>& answer) {
  if (!answer) return "no answer";
  if (answer->status == RevocationStatus::revoked) return "revoked";
  return answer->status == RevocationStatus::good ? "good" : "unknown";
}

std::string listSays(const Holder& certificate, const Holder& issuer, const ListOptions& options) {
  return wordFor(
      findRevocation(certificate.certificate, issuer.certificate, {.crls = {makeList(issuer, options)}}, {}));
}

struct Scope {
  const char* name;
  const char* point;  // issuingDistributionPoint; empty: none
  const char* ofPerson;
  const char* ofOther;
  const char* ofAuthority;  // by a list of the root
};

std::ostream& operator<<(std::ostream& out, const Scope& scope) {
  return out << scope.name;
}

const Scope kScopes[] = {
    {"no scope named", "", "good", "good", "good"},
    {"full scope, this place", "critical,fullname:URI:http://ca/1.crl", "good", "good", "good"},
    {"full scope, another part of a split list", "critical,fullname:URI:http://ca/2.crl", "no answer", "good", "good"},
    {"people only", "critical,onlyuser:TRUE", "good", "good", "no answer"},
    {"people only, this place", "critical,fullname:URI:http://ca/1.crl,onlyuser:TRUE", "good", "good", "no answer"},
    {"authorities only", "critical,onlyCA:TRUE", "no answer", "no answer", "good"},
    {"attribute certificates only", "critical,onlyAA:TRUE", "no answer", "no answer", "no answer"},
    {"some reasons only", "critical,onlysomereasons:keyCompromise", "no answer", "no answer", "no answer"},
    {"indirect", "critical,indirectCRL:TRUE", "no answer", "no answer", "no answer"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(revocation_lists)

BOOST_DATA_TEST_CASE(a_list_is_believed_about_what_is_in_its_scope, boost::unit_test::data::make(kScopes), scope) {
  const auto& all = Authorities::get();
  ListOptions options;
  if (*scope.point != 0) options.extensions = {{NID_issuing_distribution_point, scope.point}};
  BOOST_TEST(listSays(all.person, all.authority, options) == scope.ofPerson);
  BOOST_TEST(listSays(all.other, all.authority, options) == scope.ofOther);
  BOOST_TEST(listSays(all.authority, all.root, options) == scope.ofAuthority);
}

BOOST_DATA_TEST_CASE(what_a_list_names_is_revoked_whatever_its_scope, boost::unit_test::data::make(kScopes), scope) {
  const auto& all = Authorities::get();
  ListOptions options;
  if (*scope.point != 0) options.extensions = {{NID_issuing_distribution_point, scope.point}};
  options.revoked = {{all.person.certificate, CRL_REASON_KEY_COMPROMISE}};
  BOOST_TEST(listSays(all.person, all.authority, options) == "revoked");
}

BOOST_AUTO_TEST_CASE(a_list_of_changes_only_is_not_an_answer_about_what_it_does_not_name) {
  const auto& all = Authorities::get();
  ListOptions options;
  options.extensions = {{NID_delta_crl, "critical,DER:02:01:01"}};
  BOOST_TEST(listSays(all.person, all.authority, options) == "no answer");
  options.revoked = {{all.person.certificate, CRL_REASON_KEY_COMPROMISE}};
  BOOST_TEST(listSays(all.person, all.authority, options) == "revoked");
  options.revoked = {{all.person.certificate, CRL_REASON_REMOVE_FROM_CRL}};
  BOOST_TEST(listSays(all.person, all.authority, options) == "no answer");
}

BOOST_AUTO_TEST_CASE(a_list_with_something_critical_that_nobody_knows_is_not_used) {
  const auto& all = Authorities::get();
  for (const char* where : {"list", "entry"}) {
    ListOptions options;
    options.unknownCritical = where;
    BOOST_TEST(listSays(all.person, all.authority, options) == "no answer", where);
  }
}

BOOST_AUTO_TEST_CASE(an_authority_whose_key_is_not_for_lists_makes_none) {
  const auto& all = Authorities::get();
  const Holder authority = issue(
      "No lists", &all.root, {{{NID_basic_constraints, "critical,CA:TRUE"}, {NID_key_usage, "critical,keyCertSign"}}});
  const Holder person = issue("Person", &authority, {});
  BOOST_TEST(listSays(person, authority, {}) == "no answer");
}

BOOST_AUTO_TEST_CASE(a_list_says_who_signed_it_and_how) {
  const auto& all = Authorities::get();
  ListOptions options;
  options.digest = EVP_sha384();
  const auto answer = findRevocation(all.person.certificate, all.authority.certificate,
                                     {.crls = {makeList(all.authority, options)}}, {});
  BOOST_REQUIRE(answer.has_value());
  BOOST_TEST((answer->signer == all.authority.certificate));
  BOOST_TEST(!answer->appointed);
  BOOST_TEST(answer->signatureAlgorithm == "ECDSA-SHA384");
  BOOST_TEST(answer->signatureDigest == "SHA-384");
  BOOST_TEST((answer->signedAt == options.thisUpdate));
  BOOST_TEST((answer->nextUpdate == options.nextUpdate));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ocsp_answers)

namespace {

std::string says(const Holder& responder, const AnswerOptions& options = {}) {
  const auto& all = Authorities::get();
  const auto der = makeAnswer(responder, all.person.certificate, all.authority.certificate, options);
  return wordFor(findRevocation(all.person.certificate, all.authority.certificate, {.ocsp = {der}}, {}));
}

Holder responder(const Holder& issuer, Extensions extensions, seconds ended = seconds{0}) {
  CertificateOptions options{std::move(extensions)};
  if (ended.count() > 0) options.to = std::chrono::floor<seconds>(std::chrono::system_clock::now()) - ended;
  return issue("Responder", &issuer, options);
}

}  // namespace

BOOST_AUTO_TEST_CASE(only_the_issuer_and_whom_it_appointed_directly_may_answer) {
  const auto& all = Authorities::get();
  const Extensions forOcsp{{NID_ext_key_usage, "OCSPSigning"}};
  BOOST_TEST(says(all.authority) == "good");
  BOOST_TEST(says(responder(all.authority, forOcsp)) == "good");
  BOOST_TEST(says(responder(all.authority, {})) == "no answer");
  BOOST_TEST(says(responder(all.authority, {{NID_ext_key_usage, "serverAuth"}})) == "no answer");
  BOOST_TEST(says(responder(all.authority, forOcsp, hours{1})) == "no answer");
  BOOST_TEST(says(responder(all.authority, {forOcsp[0], {NID_key_usage, "critical,keyEncipherment"}})) == "no answer");
  BOOST_TEST(says(responder(all.root, forOcsp)) == "no answer");
  BOOST_TEST(says(all.root) == "no answer");
  BOOST_TEST(says(all.other) == "no answer");
}

BOOST_AUTO_TEST_CASE(an_answer_with_something_critical_that_nobody_knows_is_not_used) {
  AnswerOptions options;
  options.unknownCritical = true;
  BOOST_TEST(says(Authorities::get().authority, options) == "no answer");
}

BOOST_AUTO_TEST_CASE(an_answer_says_who_signed_it_and_how) {
  const auto& all = Authorities::get();
  const Holder signer = responder(all.authority, {{NID_ext_key_usage, "OCSPSigning"}});
  AnswerOptions options;
  options.digest = EVP_sha1();
  const auto der = makeAnswer(signer, all.person.certificate, all.authority.certificate, options);
  const auto answer = findRevocation(all.person.certificate, all.authority.certificate, {.ocsp = {der}}, {});
  BOOST_REQUIRE(answer.has_value());
  BOOST_TEST((answer->signer == signer.certificate));
  BOOST_TEST(answer->appointed);
  BOOST_TEST(answer->signatureAlgorithm == "ECDSA-SHA1");
  BOOST_TEST(answer->signatureDigest == "SHA-1");
}

BOOST_AUTO_TEST_CASE(of_two_answers_of_the_same_time_the_one_that_says_revoked_counts) {
  const auto& all = Authorities::get();
  AnswerOptions good, revoked;
  revoked.thisUpdate = good.thisUpdate;
  revoked.status = V_OCSP_CERTSTATUS_REVOKED;
  const auto make = [&](const AnswerOptions& options) {
    return makeAnswer(all.authority, all.person.certificate, all.authority.certificate, options);
  };
  for (const auto& both : {std::vector{make(good), make(revoked)}, std::vector{make(revoked), make(good)}}) {
    const auto answer = findRevocation(all.person.certificate, all.authority.certificate, {.ocsp = both}, {});
    BOOST_TEST(wordFor(answer) == "revoked");
  }
}

namespace {

// What the answers amount to for a certificate used now.
Verdict verdictOf(const RevocationData& data, bool complete) {
  const auto& all = Authorities::get();
  const auto now = std::chrono::floor<seconds>(std::chrono::system_clock::now());
  const std::vector<Certificate> chain{all.person.certificate, all.authority.certificate};
  const ValidationPolicy policy;
  const Existence existence{now, now};
  Verdict verdict;
  BOOST_TEST(RevocationCheck(data, {}, existence, policy, verdict).complete(chain, {now, now, {}}) == complete);
  return verdict;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_answer_by_who_may_not_give_it_leaves_the_verdict_open) {
  const auto& all = Authorities::get();
  const auto answer = [&](const Holder& by) {
    return makeAnswer(by, all.person.certificate, all.authority.certificate, {});
  };
  const Extensions forOcsp{{NID_ext_key_usage, "OCSPSigning"}};
  for (const auto& by :
       {responder(all.authority, {}), responder(all.authority, forOcsp, hours{1}), all.root, all.other}) {
    BOOST_TEST(verdictOf({.ocsp = {answer(by)}}, false).subIndication() ==
               SubIndication::certificateChainGeneralFailure);
  }
  const auto both = verdictOf({.ocsp = {answer(all.root), answer(all.authority)}}, true);
  BOOST_TEST(both.indication() == Indication::totalPassed);
}

BOOST_AUTO_TEST_CASE(an_answer_may_say_that_a_responder_was_revoked) {
  const auto& all = Authorities::get();
  const Extensions forOcsp{{NID_ext_key_usage, "OCSPSigning"}};
  const Holder first = responder(all.authority, forOcsp), second = responder(all.authority, forOcsp);
  const std::string good = makeAnswer(first, all.person.certificate, all.authority.certificate, {});
  AnswerOptions revoked;
  revoked.status = V_OCSP_CERTSTATUS_REVOKED;
  const auto about = [&](const Holder& by) {
    return makeAnswer(by, first.certificate, all.authority.certificate, revoked);
  };
  BOOST_TEST(verdictOf({.ocsp = {good}}, true).indication() == Indication::totalPassed);
  for (const auto& by : {all.authority, second}) {
    BOOST_TEST(verdictOf({.ocsp = {good, about(by)}}, false).subIndication() == SubIndication::revokedNoPoe);
  }
}

BOOST_AUTO_TEST_SUITE_END()
