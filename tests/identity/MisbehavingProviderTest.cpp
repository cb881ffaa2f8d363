#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "Scripts.h"

// What a provider can do wrong, one thing a row, and what becomes of the sign-in: the modules of the OpenID
// certification suite for clients, and those of a hostile one.
namespace balalyk::test {
namespace {

const Row kRows[] = {
    {"nothing wrong", [](Script&) {}, kGood},
    {"PS256", [](Script& s) { s.algorithm = "PS256"; }, kGood},
    {"ES256", [](Script& s) { s.algorithm = "ES256"; }, kGood},
    {"pin by userinfo alone", [](Script& s) { s.pinInToken = false; }, kGood},
    {"pin as a number", [](Script& s) { s.claims = setting("pin", std::int64_t{10101198012345}); }, kGood},
    {"times with fractions", [](Script& s) { s.claims = setting("exp", 1e10 + 0.5); }, kGood},
    {"audience as a list of one", [](Script& s) { s.claims = setting("aud", listOf({"balalyk"})); }, kGood},
    {"several audiences and we are the party",
     [](Script& s) {
       s.claims = [](Object& c) { c.set("aud", listOf({"other", "balalyk"})), c.set("azp", "balalyk"); };
     },
     kGood},
    {"nbf just ahead, for clocks differ", [](Script& s) { s.claims = setting("nbf", secondsFromNow(60)); }, kGood},
    {"no key id, one key that fits", [](Script& s) { s.header = without("kid"); }, kGood},
    {"a key set with others in it",
     [](Script& s) {
       s.keys = [](Object& set) {
         auto keys = *set.getArray("keys");
         Object unknown;
         unknown.set("kty", "OKP");
         keys.add(unknown), keys.add("text"), keys.add(5);
         set.set("keys", keys);
       };
     },
     kGood},

    {"issuer of another", [](Script& s) { s.claims = setting("iss", "https://other.example"); }, wrong + "issuer"},
    {"issuer with a slash more",
     [](Script& s) { s.claims = [](Object& c) { c.set("iss", c.getValue<std::string>("iss") + "/"); }; },
     wrong + "issuer"},
    {"no issuer", [](Script& s) { s.claims = without("iss"); }, wrong + "issuer"},
    {"audience of another", [](Script& s) { s.claims = setting("aud", "other"); }, wrong + "audience"},
    {"no audience", [](Script& s) { s.claims = without("aud"); }, wrong + "audience"},
    {"an audience that is a number", [](Script& s) { s.claims = setting("aud", 5); }, wrong + "memberWrong"},
    {"several audiences and no party",
     [](Script& s) {
       s.claims = setting("aud", listOf({"balalyk", "other"}));
     },
     wrong + "authorizedParty"},
    {"another party", [](Script& s) { s.claims = setting("azp", "other"); }, wrong + "authorizedParty"},
    {"nonce of another sign-in", [](Script& s) { s.claims = setting("nonce", "another"); }, wrong + "nonce"},
    {"no nonce", [](Script& s) { s.claims = without("nonce"); }, wrong + "nonce"},
    {"no subject", [](Script& s) { s.claims = without("sub"); }, wrong + "subject"},
    {"an empty subject", [](Script& s) { s.claims = setting("sub", ""); }, wrong + "subject"},
    {"a subject without end", [](Script& s) { s.claims = setting("sub", std::string(300, 'x')); },
     wrong + "memberWrong"},
    {"no iat", [](Script& s) { s.claims = without("iat"); }, wrong + "issuedAt"},
    {"iat in the future", [](Script& s) { s.claims = setting("iat", secondsFromNow(600)); }, wrong + "issuedAt"},
    {"iat of yesterday", [](Script& s) { s.claims = setting("iat", secondsFromNow(-86'400)); }, wrong + "issuedAt"},
    {"iat as a text", [](Script& s) { s.claims = setting("iat", "1700000000"); }, wrong + "memberWrong"},
    {"expired", [](Script& s) { s.claims = setting("exp", secondsFromNow(-300)); }, wrong + "expired"},
    {"no exp", [](Script& s) { s.claims = without("exp"); }, wrong + "expired"},
    {"not valid yet", [](Script& s) { s.claims = setting("nbf", secondsFromNow(600)); }, wrong + "notYet"},
    {"a hash of another access token", [](Script& s) { s.claims = setting("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"); },
     wrong + "accessTokenHash"},
    {"a pin of 13 digits", [](Script& s) { s.claims = setting("pin", "1010119801234"); }, wrong + "pinForm"},
    {"a pin of letters", [](Script& s) { s.claims = setting("pin", "1010119801234x"); }, wrong + "memberWrong"},
    {"a name with marks nobody sees", [](Script& s) { s.claims = setting("given_name", "Ай\u202eгүл"); },
     wrong + "memberWrong"},

    {"alg none", [](Script& s) { s.algorithm = "none"; }, wrong + "algorithm"},
    {"HS256 with the public key as the secret", [](Script& s) { s.algorithm = "HS256"; }, wrong + "algorithm"},
    {"alg none in capitals", [](Script& s) { s.header = setting("alg", "NONE"); }, wrong + "algorithm"},
    {"RS512", [](Script& s) { s.header = setting("alg", "RS512"); }, wrong + "algorithm"},
    {"ES256 said of an RSA key", [](Script& s) { s.header = setting("alg", "ES256"); }, wrong + "keyUnknown"},
    {"PS256 said, RS256 done", [](Script& s) { s.header = setting("alg", "PS256"); }, wrong + "signature"},
    {"a bit of the signature changed", [](Script& s) { s.spoilSignature = true; }, wrong + "signature"},
    {"signed with a stranger's key of the same id", [](Script& s) { s.key = strangerKey(); }, wrong + "signature"},
    {"a key id that is unknown", [](Script& s) { s.header = setting("kid", "rsa-2"); }, wrong + "keyUnknown"},
    {"no key id and two keys that fit",
     [](Script& s) {
       s.header = without("kid");
       s.keys = keySet({strangerKey(), strangerKey()});
     },
     wrong + "keyUnknown"},
    {"critical extensions", [](Script& s) { s.header = setting("crit", listOf({"exp"})); }, wrong + "critical"},
    {"a key that came with the token",
     [](Script& s) {
       s.key = strangerKey();
       s.header = [](Object& h) { h.set("jwk", strangerKey()->jwk()), h.set("jku", "https://evil.example/keys"); };
     },
     wrong + "signature"},
    {"a key of 1024 bits", [](Script& s) { s.key = weakKey(), s.keys = keySet({weakKey()}); }, wrong + "keysWrong"},
    {"a key for encryption",
     [](Script& s) {
       s.keys = [](Object& set) {
         for (const auto& key : *set.getArray("keys")) Object::Ptr(key.extract<Object::Ptr>())->set("use", "enc");
       };
     },
     wrong + "keysWrong"},
    {"a point that is not on the curve",
     [](Script& s) {
       s.algorithm = "ES256";
       s.keys = [](Object& set) {
         auto key = set.getArray("keys")->getObject(1);
         key->set("y", key->getValue<std::string>("x"));
       };
     },
     wrong + "keyUnknown"},
    {"no keys", [](Script& s) { s.keys = setting("keys", Array()); }, wrong + "keysWrong"},
    {"keys that are no list", [](Script& s) { s.keys = setting("keys", "x"); }, wrong + "keysWrong"},
    {"a token of two parts", [](Script& s) { s.tokens = setting("id_token", "e30.e30"); }, wrong + "tokenForm"},
    {"a token that is not Base64url", [](Script& s) { s.tokens = setting("id_token", "e30=.e30=.AA=="); },
     wrong + "tokenForm"},
    {"a token of 60 KB", [](Script& s) { s.tokens = setting("id_token", std::string(60'000, 'A')); },
     wrong + "memberWrong"},
    {"no token", [](Script& s) { s.tokens = without("id_token"); }, wrong + "tokenMissing"},
    {"no access token", [](Script& s) { s.tokens = without("access_token"); }, wrong + "tokenMissing"},
    {"an access token with a line end", [](Script& s) { s.tokens = setting("access_token", "a\r\nX: y"); },
     wrong + "tokenMissing"},
    {"an access token of another type", [](Script& s) { s.tokens = setting("token_type", "DPoP"); },
     wrong + "tokenMissing"},

    {"userinfo of another subject",
     [](Script& s) {
       s.pinInToken = false;
       s.person = setting("sub", "person-2");
     },
     wrong + "userinfoSubject"},
    {"userinfo without a subject",
     [](Script& s) {
       s.pinInToken = false;
       s.person = without("sub");
     },
     wrong + "userinfoSubject"},
    {"userinfo down", [](Script& s) { s.pinInToken = false, s.instead["/userinfo"] = status(503); }, down + "status"},

    {"discovery of another issuer", [](Script& s) { s.metadata = setting("issuer", "https://other.example"); },
     wrong + "issuer"},
    {"discovery without a token endpoint", [](Script& s) { s.metadata = without("token_endpoint"); },
     wrong + "endpoint"},
    {"a token endpoint that is not https",
     [](Script& s) { s.metadata = setting("token_endpoint", "http://other.example/token"); }, wrong + "address"},
    {"a key address that is a file", [](Script& s) { s.metadata = setting("jwks_uri", "file:///etc/passwd"); },
     wrong + "address"},
    {"an address with a password in it",
     [](Script& s) { s.metadata = setting("userinfo_endpoint", "https://a:b@other.example/"); }, wrong + "address"},
    {"PKCE without S256",
     [](Script& s) { s.metadata = setting("code_challenge_methods_supported", listOf({"plain"})); },
     wrong + "challenge"},
    {"discovery down", [](Script& s) { s.instead["/.well-known/openid-configuration"] = status(500); },
     down + "status"},
    {"discovery not there", [](Script& s) { s.instead["/.well-known/openid-configuration"] = status(404); },
     wrong + "status"},
    {"keys down", [](Script& s) { s.instead["/keys"] = status(503); }, down + "status"},
    {"HTML for JSON", [](Script& s) { s.instead["/token"] = sendHtml; }, wrong + "notJson"},
    {"HTML for keys", [](Script& s) { s.instead["/keys"] = sendHtml; }, wrong + "notJson"},
    {"half a JSON", [](Script& s) { s.instead["/token"] = text("{\"id_token\":"); }, wrong + "notJson"},
    {"a list for an object", [](Script& s) { s.instead["/token"] = text("[]"); }, wrong + "notJson"},
    {"nothing", [](Script& s) { s.instead["/token"] = text(""); }, wrong + "notJson"},
    {"JSON 20,000 levels deep", [](Script& s) { s.instead["/token"] = text(nested(20'000)); }, wrong + "notJson"},
    {"100 KB of JSON", [](Script& s) { s.instead["/token"] = text("{\"a\":\"" + std::string(100'000, 'x') + "\"}"); },
     wrong + "tooLarge"},
    {"10,000 values",
     [](Script& s) {
       s.instead["/token"] = text("{\"a\":[" + [] {
         std::string list = "0";
         for (int i = 0; i < 10'000; ++i) list += ",0";
         return list;
       }() + "]}");
     },
     wrong + "notJson"},
    {"slow", [](Script& s) { s.instead["/token"] = sendNothingForLong; }, down + "timeout"},
    {"without an end", [](Script& s) { s.instead["/keys"] = sendWithoutEnd; }, wrong + "tooLarge"},
    {"a redirection that leads to itself", [](Script& s) { s.instead["/token"] = redirectToItself; },
     wrong + "redirect"},
};

BOOST_AUTO_TEST_SUITE(MisbehavingProvider)

BOOST_DATA_TEST_CASE(each_fault_has_one_verdict, boost::unit_test::data::make(kRows), row) {
  static PlayedProvider provider;
  Script script;
  row.does(script);
  provider.play(std::move(script));
  const auto client = makeOidcProvider(quickOptions(provider.issuer(), patienceFor(row)), signing::Secret("a secret"));
  BOOST_TEST(signIn(*client, provider) == row.verdict);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::test
