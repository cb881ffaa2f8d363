#include <boost/test/unit_test.hpp>

#include "CraftedPki.h"
#include "Keyring.h"
#include "signing/certificates/RevocationCollector.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

using std::chrono::hours, std::chrono::minutes, std::chrono::seconds;
using Settings = RevocationCollector::Settings;

// A person whose certificate names a responder and a list, of an authority whose own certificate may name a list of the
// root; all services of them work well unless a test changes that.
struct Path {
  Holder root = issue("Root", nullptr, {kAuthority});
  Holder authority, person;
  Network network;
  Settings settings;
  std::chrono::sys_seconds now = balalyk::signing::test::now();
  AnswerOptions answer;
  ListOptions list, rootList;

  explicit Path(bool authorityNamesList = true)
      : authority(issue("Issuing", &root, withList(kAuthority, authorityNamesList ? "http://root/crl" : ""))),
        person(issue("Person", &authority, withList({{NID_info_access, "OCSP;URI:http://ca/ocsp"}}, "http://ca/crl"))) {
    network.services["http://ca/ocsp"] = [this](const auto& request) { return makeAnswer(authority, request, answer); };
    network.services["http://ca/crl"] = [this](const auto&) { return makeList(authority, list); };
    network.services["http://root/crl"] = [this](const auto&) { return makeList(root, rootList); };
  }
  Path(const Path&) = delete;

  static Extensions withList(Extensions extensions, const std::string& url) {
    if (!url.empty()) extensions.emplace_back(NID_crl_distribution_points, "URI:" + url);
    return extensions;
  }

  std::vector<Certificate> chain() const { return {person.certificate, authority.certificate, root.certificate}; }
  RevocationCollector collector() {
    return {network, settings, [this] { return now; }};
  }
  // "good", "revoked", "unknown" or the problem and what is wrong, of the person and of the authority.
  std::string status(std::size_t of = 0) {
    auto fresh = collector();
    return wordFor(*fresh.ask(chain()).at(of));
  }
  static std::string wordFor(const CertificateStatus& status) {
    if (!status.answer) {
      const std::string text = status.problem.value().code();
      const auto failure = status.problem->params().find("failure");
      return failure == status.problem->params().end() ? text : text + " " + failure->second;
    }
    if (status.answer->status == RevocationStatus::revoked) return "revoked";
    return status.answer->status == RevocationStatus::good ? "good" : "unknown";
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(revocation_collector)

BOOST_AUTO_TEST_CASE(each_certificate_of_a_path_is_judged_for_itself) {
  Path path;
  BOOST_TEST(path.status(0) == "good");
  BOOST_TEST(path.status(1) == "good");
  path.network.services.erase("http://root/crl");
  BOOST_TEST(path.status(0) == "good");
  BOOST_TEST(path.status(1) == "revocationUnreachable HTTP 503");
}

BOOST_AUTO_TEST_CASE(a_revoked_certificate_is_so_while_nobody_answers_about_another) {
  for (const bool named : {false, true}) {
    Path path(named);
    path.network.services.erase("http://root/crl");
    path.answer.status = V_OCSP_CERTSTATUS_REVOKED;
    BOOST_TEST(path.status(0) == "revoked");
    BOOST_TEST(path.status(1) == (named ? "revocationUnreachable HTTP 503" : "revocationNoAddress"));
  }
  Path path;
  path.network.services.erase("http://ca/ocsp");
  path.network.services.erase("http://ca/crl");
  path.rootList.revoked = {{path.authority.certificate, CRL_REASON_CA_COMPROMISE}};
  BOOST_TEST(path.status(0) == "revocationUnreachable HTTP 503");
  BOOST_TEST(path.status(1) == "revoked");
}

BOOST_AUTO_TEST_CASE(addresses_of_the_settings_are_for_people_or_for_one_issuer) {
  Path path;
  path.network.services["http://mine/ocsp"] = path.network.services["http://ca/ocsp"];
  path.network.services["http://mine/crl"] = [&](const auto&) { return makeList(path.authority, path.list); };
  path.settings.ofSigners = {"http://mine/ocsp", "http://mine/crl"};
  BOOST_TEST(path.status(0) == "good");
  BOOST_TEST(path.status(1) == "good");
  BOOST_TEST(path.network.asked["http://mine/ocsp"] == 2);
  BOOST_TEST(path.network.asked["http://ca/ocsp"] == 0);
  BOOST_TEST(path.network.asked["http://mine/crl"] == 0);
  BOOST_TEST(path.network.asked["http://root/crl"] == 2);

  path.settings.ofIssuers[path.root.certificate.fingerprint()] = {.crl = "http://elsewhere/root.crl"};
  BOOST_TEST(path.status(1) == "revocationUnreachable HTTP 503");
  path.network.services["http://elsewhere/root.crl"] = path.network.services["http://root/crl"];
  BOOST_TEST(path.status(1) == "good");
}

BOOST_AUTO_TEST_CASE(the_addresses_for_people_are_not_asked_about_a_time_stamp_authority) {
  Path path;
  path.settings.ofSigners = {"http://mine/ocsp", {}};
  const Holder stamps =
      issue("Stamps", &path.authority,
            {{{NID_ext_key_usage, "critical,timeStamping"}, {NID_info_access, "OCSP;URI:http://ca/ocsp"}}});
  auto collector = path.collector();
  BOOST_TEST(Path::wordFor(*collector.ask({stamps.certificate, path.authority.certificate}).front()) == "good");
  BOOST_TEST(path.network.asked["http://mine/ocsp"] == 0);
}

BOOST_AUTO_TEST_CASE(an_answer_counts_from_its_time_to_its_next_update) {
  Path path;
  path.network.services.erase("http://ca/crl");
  const auto say = [&](std::chrono::seconds from, std::optional<std::chrono::seconds> to) {
    path.answer.thisUpdate = path.now + from;
    path.answer.nextUpdate = to ? std::optional{path.now + *to} : std::nullopt;
    return path.status(0);
  };
  BOOST_TEST(say(-hours{24 * 365 * 2}, -hours{24 * 365}) == "revocationRefused outdated");
  BOOST_TEST(say(-hours{2}, -minutes{6}) == "revocationRefused outdated");
  BOOST_TEST(say(-hours{2}, -minutes{4}) == "good");  // clocks differ
  BOOST_TEST(say(minutes{4}, hours{1}) == "good");
  BOOST_TEST(say(minutes{6}, hours{1}) == "revocationRefused early");
  BOOST_TEST(say(-hours{23}, std::nullopt) == "good");
  BOOST_TEST(say(-hours{25}, std::nullopt) == "revocationRefused outdated");
  path.settings.maxAge = hours{48};
  BOOST_TEST(say(-hours{25}, std::nullopt) == "good");
}

BOOST_AUTO_TEST_CASE(what_was_revoked_is_so_by_an_answer_whose_clock_is_ahead) {
  Path path;
  path.network.services.erase("http://ca/crl");
  path.answer.thisUpdate = path.now + minutes{6};
  path.answer.nextUpdate = path.now + hours{1};
  path.answer.status = V_OCSP_CERTSTATUS_REVOKED;
  BOOST_TEST(path.status(0) == "revoked");
}

BOOST_AUTO_TEST_CASE(a_list_counts_from_its_time_to_its_next_update) {
  Path path;
  path.settings.ofSigners.ocsp = "http://ca/html";
  path.network.services["http://ca/html"] = [](const auto&) { return std::string{"<html>down</html>"}; };
  const auto say = [&](std::chrono::seconds from, std::optional<std::chrono::seconds> to) {
    path.list.thisUpdate = path.now + from;
    path.list.nextUpdate = to ? std::optional{path.now + *to} : std::nullopt;
    return path.status(0);
  };
  BOOST_TEST(say(-hours{1}, hours{1}) == "good");
  BOOST_TEST(say(-hours{24 * 365 * 6}, -hours{24 * 365 * 5}) == "revocationRefused unusable");
  BOOST_TEST(say(-hours{1}, std::nullopt) == "good");
  BOOST_TEST(say(-hours{25}, std::nullopt) == "revocationRefused unusable");
}

BOOST_AUTO_TEST_CASE(what_was_revoked_once_needs_no_recent_answer) {
  Path path;
  path.network.services.erase("http://ca/ocsp");
  path.list.thisUpdate = path.now - hours{24 * 365};
  path.list.nextUpdate = path.now - hours{24 * 300};
  path.list.revoked = {{path.person.certificate, CRL_REASON_KEY_COMPROMISE}};
  BOOST_TEST(path.status(0) == "revoked");
}

BOOST_AUTO_TEST_CASE(the_nonce_of_another_request_is_refused_and_none_is_accepted) {
  Path path;
  path.network.services.erase("http://ca/crl");
  path.answer.nonce = AnswerOptions::none;
  BOOST_TEST(path.status(0) == "good");
  path.answer.nonce = AnswerOptions::another;
  BOOST_TEST(path.status(0) == "revocationRefused nonce");
}

BOOST_AUTO_TEST_CASE(a_responder_whose_certificate_has_ended_is_refused) {
  Path path;
  path.network.services.erase("http://ca/crl");
  CertificateOptions options{{{NID_ext_key_usage, "OCSPSigning"}}};
  options.to = path.now + hours{1};
  const Holder responder = issue("Responder", &path.authority, options);
  path.network.services["http://ca/ocsp"] = [&](const auto& request) {
    return makeAnswer(responder, request, path.answer);
  };
  BOOST_TEST(path.status(0) == "good");
  path.now += hours{2};
  path.answer.thisUpdate = path.now;
  path.answer.nextUpdate = path.now + hours{1};
  BOOST_TEST(path.status(0) == "revocationRefused responder");
}

BOOST_AUTO_TEST_CASE(a_list_helps_where_the_responder_does_not) {
  Path path;
  const auto revoke = [&] { path.list.revoked = {{path.person.certificate, CRL_REASON_KEY_COMPROMISE}}; };
  path.answer.nonce = AnswerOptions::another;
  BOOST_TEST(path.status(0) == "good");
  revoke();
  BOOST_TEST(path.status(0) == "revoked");
  path.list.revoked.clear();
  path.answer.nonce = AnswerOptions::asAsked;
  path.answer.status = V_OCSP_CERTSTATUS_UNKNOWN;
  BOOST_TEST(path.status(0) == "unknown");  // a list cannot know which certificates there are
  revoke();
  BOOST_TEST(path.status(0) == "revoked");
}

BOOST_AUTO_TEST_CASE(an_answer_and_a_failure_are_remembered_for_a_while) {
  Path path;
  auto collector = path.collector();
  const auto word = [&](std::size_t of) { return Path::wordFor(*collector.ask(path.chain()).at(of)); };
  path.network.services.erase("http://root/crl");
  for (int i = 0; i < 5; ++i) {
    BOOST_TEST(word(0) == "good");
    BOOST_TEST(word(1) == "revocationUnreachable HTTP 503");
  }
  BOOST_TEST(path.network.asked["http://ca/ocsp"] == 1);
  BOOST_TEST(path.network.asked["http://root/crl"] == 1);
  path.network.services["http://root/crl"] = [&](const auto&) { return makeList(path.root, path.rootList); };
  path.now += seconds{31};
  BOOST_TEST(word(1) == "good");
  path.answer.status = V_OCSP_CERTSTATUS_REVOKED;
  path.now += hours{1};  // its next update
  BOOST_TEST(word(0) == "revoked");
}

BOOST_AUTO_TEST_CASE(data_to_keep_is_complete_or_says_revoked_before_the_time_proved) {
  Path path;
  auto whole = path.collector();
  BOOST_TEST(whole.collect(path.chain(), path.now).ocsp.size() == 1U);
  BOOST_TEST(whole.collect(path.chain(), path.now).crls.size() == 1U);
  path.network.services.erase("http://root/crl");
  const auto code = [&](std::chrono::sys_seconds provedAt) -> std::string {
    auto collector = path.collector();
    try {
      return std::to_string(collector.collect(path.chain(), provedAt).ocsp.size()) + " answer";
    } catch (const TransportError& error) {
      return error.code();
    }
  };
  BOOST_TEST(code(path.now) == "revocationUnreachable");
  path.answer.status = V_OCSP_CERTSTATUS_REVOKED;
  BOOST_TEST(code(path.now) == "1 answer");
  BOOST_TEST(code(path.answer.revokedAt - seconds{1}) == "revocationUnreachable");
}

BOOST_AUTO_TEST_SUITE_END()
