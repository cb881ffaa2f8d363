#include <atomic>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "Scripts.h"

// What the browser brings back, what is kept of a provider, and «Инфоком ID».
namespace balalyk::test {
namespace {

BOOST_AUTO_TEST_SUITE(Visits)

struct ReturnRow {
  const char* what;
  std::function<void(Parameters&)> brings;
  std::string verdict;
};
std::ostream& operator<<(std::ostream& stream, const ReturnRow& row) {
  return stream << row.what;
}

const ReturnRow kReturns[] = {
    {"its own issuer", [](Parameters& p) { p["iss"] = "ours"; }, kGood},  // «ours»: replaced by the test
    {"another issuer", [](Parameters& p) { p["iss"] = "https://other.example"; }, wrong + "responseIssuer"},
    {"another state", [](Parameters& p) { p["state"] = "another"; }, "signInStateWrong"},
    {"no state", [](Parameters& p) { p.erase("state"); }, "signInStateWrong"},
    {"no code", [](Parameters& p) { p.erase("code"); }, wrong + "codeMissing"},
    {"a code that it did not give", [](Parameters& p) { p["code"] = "x"; }, wrong + "codeRefused"},
    {"a code without end", [](Parameters& p) { p["code"] = std::string(5'000, 'x'); }, wrong + "codeMissing"},
    {"the person said no", [](Parameters& p) { p["error"] = "access_denied"; }, "signInCancelled"},
    {"an error", [](Parameters& p) { p["error"] = "invalid_scope"; }, wrong + "responseError"},
    {"an error of its server", [](Parameters& p) { p["error"] = "server_error"; }, down + "responseError"},
    {"an error with another state", [](Parameters& p) { p["error"] = "access_denied", p["state"] = "x"; },
     "signInStateWrong"},
};

BOOST_DATA_TEST_CASE(what_the_browser_brings_back_is_not_believed_either, boost::unit_test::data::make(kReturns), row) {
  static PlayedProvider provider;
  const auto client = makeOidcProvider(quickOptions(provider.issuer()), signing::Secret());
  const auto outcome = signIn(*client, provider, [&](Parameters& parameters) {
    row.brings(parameters);
    if (parameters["iss"] == "ours") parameters["iss"] = provider.issuer();
    if (parameters["iss"].empty()) parameters.erase("iss");
  });
  BOOST_TEST(outcome == row.verdict);
}

BOOST_AUTO_TEST_CASE(a_provider_that_promises_to_name_itself_has_to) {
  PlayedProvider provider;
  Script script;
  script.metadata = setting("authorization_response_iss_parameter_supported", true);
  provider.play(script);
  const auto client = makeOidcProvider(quickOptions(provider.issuer()), signing::Secret());
  BOOST_TEST(signIn(*client, provider) == wrong + "responseIssuer");
}

BOOST_AUTO_TEST_CASE(a_code_is_good_once_and_for_its_own_visit) {
  PlayedProvider provider;
  const auto client = makeOidcProvider(quickOptions(provider.issuer()), signing::Secret());
  std::string code;
  BOOST_TEST(signIn(*client, provider, [&](Parameters& p) { code = p["code"]; }) == kGood);
  BOOST_TEST(signIn(*client, provider, [&](Parameters& p) { p["code"] = code; }) == wrong + "codeRefused");
  const auto victim = std::get<ProviderVisit>(client->begin(kReturn));
  const auto stolen = provider.authorize(victim.address);  // brought to another browser's visit: its nonce differs
  BOOST_TEST(signIn(*client, provider, [&](Parameters& p) { p["code"] = stolen; }) == wrong + "nonce");
}

BOOST_AUTO_TEST_CASE(a_visit_that_took_too_long_or_is_nobodys_is_refused) {
  PlayedProvider provider;
  auto options = quickOptions(provider.issuer());
  std::chrono::seconds late{0};
  options.now = [&late] {
    return late + std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
  };
  const auto client = makeOidcProvider(options, signing::Secret());
  BOOST_TEST(signIn(*client, provider, [&](Parameters&) { late = std::chrono::seconds(601); }) == "signInExpired");
  for (const std::string kept : {"", "a b c", "a b c x d", "a  c 5 d"})
    BOOST_TEST(verdict(client->finish({{"state", "a"}, {"code", "x"}}, kept)) == "signInStateWrong");
}

BOOST_AUTO_TEST_CASE(new_keys_are_asked_for_when_one_is_unknown_and_not_more_often_than_allowed) {
  PlayedProvider provider;
  auto options = quickOptions(provider.issuer());
  const auto client = makeOidcProvider(options, signing::Secret());
  BOOST_TEST(signIn(*client, provider) == kGood);
  BOOST_TEST(signIn(*client, provider) == kGood);
  BOOST_TEST(provider.timesAsked("/keys") == 1);
  const auto next = std::make_shared<TestKey>(TestKey::Kind::rsa, "rsa-next");
  Script rotated;
  rotated.key = next;
  rotated.header = setting("kid", "rsa-next");
  rotated.keys = keySet({next});
  provider.play(rotated);
  BOOST_TEST(signIn(*client, provider) == kGood);
  BOOST_TEST(provider.timesAsked("/keys") == 1);

  options.rotationPause = std::chrono::seconds(60);
  const auto patient = makeOidcProvider(options, signing::Secret());
  BOOST_TEST(signIn(*patient, provider) == kGood);
  Script unknown;
  unknown.header = setting("kid", "never seen");
  provider.play(unknown);
  for (int i = 0; i < 3; ++i) BOOST_TEST(signIn(*patient, provider) == wrong + "keyUnknown");
  BOOST_TEST(provider.timesAsked("/keys") == 0);
}

BOOST_AUTO_TEST_CASE(what_is_known_of_a_provider_outlives_a_short_outage_of_it) {
  PlayedProvider provider;
  auto options = quickOptions(provider.issuer());
  options.keep = std::chrono::seconds(0);
  const auto client = makeOidcProvider(options, signing::Secret());
  BOOST_TEST(signIn(*client, provider) == kGood);
  Script outage;
  outage.instead["/keys"] = outage.instead["/.well-known/openid-configuration"] = status(503);
  provider.play(outage);
  BOOST_TEST(signIn(*client, provider) == kGood);
}

BOOST_AUTO_TEST_CASE(of_many_who_wait_for_a_slow_provider_one_asks_and_all_hear_soon) {
  PlayedProvider provider;
  Script script;
  script.instead["/.well-known/openid-configuration"] = sendNothingForLong;
  provider.play(script);
  const auto client = makeOidcProvider(quickOptions(provider.issuer(), Patience::little), signing::Secret());
  std::atomic<int> heard{0};
  const auto begun = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> browsers;
    for (int i = 0; i < 12; ++i)
      browsers.emplace_back(
          [&] { heard += std::get<Problem>(client->begin(kReturn)).params.at("fault") == "timeout" ? 1 : 0; });
  }
  BOOST_TEST(heard == 12);
  BOOST_TEST(provider.timesAsked("/.well-known/openid-configuration") <= 2);
  BOOST_TEST((std::chrono::steady_clock::now() - begun < std::chrono::seconds(3)));
}

BOOST_AUTO_TEST_CASE(a_provider_that_is_not_there_is_down_and_one_without_tls_elsewhere_is_refused) {
  const auto nobody = makeOidcProvider(quickOptions("http://127.0.0.1:1"), signing::Secret());
  PlayedProvider provider;
  BOOST_TEST(signIn(*nobody, provider) == down + "unreachable");
  const auto plain = makeOidcProvider(quickOptions("http://id.example"), signing::Secret());
  BOOST_TEST(signIn(*plain, provider) == wrong + "address");
  auto strict = quickOptions(provider.issuer());
  strict.plain = ProviderHttp::Plain::never;
  BOOST_TEST(signIn(*makeOidcProvider(strict, signing::Secret()), provider) == wrong + "address");
}

BOOST_AUTO_TEST_CASE(the_address_and_the_question_say_what_the_protocol_wants) {
  PlayedProvider provider;
  auto options = quickOptions(provider.issuer());
  options.pinScope = "pin";
  const auto client = makeOidcProvider(options, signing::Secret("a&b secret"));
  const auto visit = std::get<ProviderVisit>(client->begin(kReturn));
  auto query = queryOf(visit.address);
  BOOST_TEST(query["response_type"] == "code");
  BOOST_TEST(query["response_mode"] == "query");
  BOOST_TEST(query["code_challenge_method"] == "S256");
  BOOST_TEST(query["scope"] == "openid profile pin");
  BOOST_TEST(query["redirect_uri"] == kReturn);
  BOOST_TEST(query["state"].size() == 43u);
  BOOST_TEST(query["nonce"] != query["state"]);
  BOOST_TEST(visit.kept.size() < 1'024u);
  BOOST_TEST(visit.address.find("secret") == std::string::npos);
  BOOST_TEST(signIn(*client, provider) == kGood);
  auto body = queryOf("?" + provider.lastBody("/token"));
  BOOST_TEST(body["grant_type"] == "authorization_code");
  BOOST_TEST(body["code_verifier"].size() == 43u);
  BOOST_TEST(!body.contains("client_secret"));
  BOOST_TEST(provider.lastAuthorization("/token") == "Basic YmFsYWx5azphJTI2YiUyMHNlY3JldA==");
  Script posting;
  posting.metadata = setting("token_endpoint_auth_methods_supported", listOf({"client_secret_post"}));
  provider.play(posting);
  const auto poster = makeOidcProvider(options, signing::Secret("a&b secret"));
  BOOST_TEST(signIn(*poster, provider) == kGood);
  BOOST_TEST(queryOf("?" + provider.lastBody("/token"))["client_secret"] == "a&b secret");
}

const Row kInfocomRows[] = {
    {"nothing wrong", [](Script&) {}, kGood},
    {"no personal number", [](Script& s) { s.person = without("pin"); }, wrong + "pinForm"},
    {"a short one", [](Script& s) { s.person = setting("pin", "123"); }, wrong + "pinForm"},
    {"an error said", [](Script& s) { s.tokens = setting("error", "no such employee"); }, wrong + "employeeMissing"},
    {"no result", [](Script& s) { s.tokens = setting("result", Poco::Dynamic::Var()); }, wrong + "employeeMissing"},
    {"a result of another type", [](Script& s) { s.tokens = setting("result", "x"); }, wrong + "employeeMissing"},
    {"HTML", [](Script& s) { s.instead["/api/employee"] = sendHtml; }, wrong + "notJson"},
    {"down", [](Script& s) { s.instead["/oauth/access_token"] = status(502); }, down + "status"},
    {"slow", [](Script& s) { s.instead["/api/employee"] = sendNothingForLong; }, down + "timeout"},
    {"a redirection", [](Script& s) { s.instead["/api/employee"] = redirectToItself; }, wrong + "redirect"},
};

BOOST_DATA_TEST_CASE(infocom_id_has_one_verdict_for_each_fault_too, boost::unit_test::data::make(kInfocomRows), row) {
  static PlayedProvider provider;
  Script script;
  row.does(script);
  provider.play(std::move(script));
  const auto client =
      makeInfocomProvider(quickOptions(provider.issuer(), patienceFor(row)), signing::Secret("a secret"));
  BOOST_TEST(signIn(*client, provider) == row.verdict);
}

BOOST_AUTO_TEST_CASE(infocom_id_gives_number_body_and_name_and_a_subject_that_is_not_the_number) {
  PlayedProvider provider;
  const auto client = makeInfocomProvider(quickOptions(provider.issuer()), signing::Secret("a secret"));
  const auto visit = std::get<ProviderVisit>(client->begin(kReturn));
  BOOST_TEST(queryOf(visit.address)["scope"] == "pin");
  const auto person = std::get<ProvenPerson>(client->finish(
      {{"state", queryOf(visit.address)["state"]}, {"code", provider.authorize(visit.address)}}, visit.kept));
  BOOST_TEST(person.pin == "10101198012345");
  BOOST_TEST(person.soate == "41711000000000");
  BOOST_TEST(person.name.full() == "Катчиева Айгүл Асановна");
  BOOST_TEST(person.identity.issuer == provider.issuer());
  BOOST_TEST(person.identity.subject.size() == 64u);
  BOOST_TEST(provider.lastAuthorization("/api/employee").starts_with("Bearer access-"));
  BOOST_TEST(queryOf("?" + provider.lastBody("/oauth/access_token"))["client_secret"] == "a secret");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::test
