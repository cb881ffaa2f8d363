#include <boost/test/unit_test.hpp>

#include "TestStore.h"
#include "connectors/store/AwsSignature.h"
#include "signing/crypto/Secret.h"

using namespace balalyk;
using namespace balalyk::tests;

// Amazon's published examples: «Signature calculations for the Authorization header», and the Signature Version 4 test
// suite («get-vanilla…»). The keys in them are public.
namespace {

struct Example {
  std::string name;
  AwsRequest request;
  AwsScope scope;
  std::string secret;
  std::string requestHash;  // of the canonical request; empty: not published
  std::string signature;
};

constexpr const char* kS3Secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
constexpr const char* kSuiteSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

Example s3(std::string name, AwsRequest request, std::string requestHash, std::string signature) {
  request.payloadHash = request.payloadHash.empty() ? addressOf("") : addressOf(request.payloadHash);
  request.headers["host"] = "examplebucket.s3.amazonaws.com";
  request.headers["x-amz-date"] = "20130524T000000Z";
  request.headers["x-amz-content-sha256"] = request.payloadHash;
  return {std::move(name), std::move(request),     {"20130524T000000Z", "us-east-1", "s3"},
          kS3Secret,       std::move(requestHash), std::move(signature)};
}

Example suite(std::string name, AwsRequest request, std::string signature) {
  request.payloadHash = addressOf("");
  request.headers["host"] = "example.amazonaws.com";
  request.headers["x-amz-date"] = "20150830T123600Z";
  return {std::move(name),     std::move(request), {"20150830T123600Z", "us-east-1", "service"}, kSuiteSecret, {},
          std::move(signature)};
}

std::vector<Example> examples() {
  return {
      s3("GET object", {.method = "GET", .path = "/test.txt", .headers = {{"range", "bytes=0-9"}}},
         "7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972",
         "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
      s3("PUT object",
         {.method = "PUT",
          .path = "/test$file.text",
          .headers = {{"date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
          .payloadHash = "Welcome to Amazon S3."},
         "9e0e90d9c76de8fa5b200d8c849cd5b8dc7a3be3951ddb7f6a76b4158342019d",
         "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
      s3("GET bucket lifecycle", {.method = "GET", .path = "/", .query = {{"lifecycle", ""}}},
         "9766c798316ff2757b517bc739a67f6213b4ab36dd5da2f94eaebf79c77395ca",
         "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
      s3("list objects", {.method = "GET", .path = "/", .query = {{"prefix", "J"}, {"max-keys", "2"}}},
         "df57d21db20da04d7fa30298dd4488ba3a2b47ca3a489c74750e0f1e7df1b9b7",
         "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
      suite("get-vanilla", {.method = "GET", .path = "/"},
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
      suite("get-vanilla-query-order-key-case",
            {.method = "GET", .path = "/", .query = {{"Param2", "value2"}, {"Param1", "value1"}}},
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
      suite("get-utf8", {.method = "GET", .path = "/ሴ"},
            "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
      suite("post-vanilla", {.method = "POST", .path = "/"},
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AwsSignature)

BOOST_AUTO_TEST_CASE(published_examples_have_their_published_signatures) {
  for (const auto& example : examples()) {
    BOOST_TEST_CONTEXT(example.name) {
      const auto canonical = canonicalRequest(example.request);
      if (!example.requestHash.empty()) BOOST_CHECK_EQUAL(addressOf(canonical), example.requestHash);
      const auto text = stringToSign(example.scope, canonical);
      BOOST_CHECK_EQUAL(awsSignature(example.scope, signing::Secret(example.secret), text), example.signature);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_canonical_request_and_the_string_to_sign_read_as_published) {
  const auto example = examples()[3];
  const auto canonical = canonicalRequest(example.request);
  BOOST_CHECK_EQUAL(canonical,
                    "GET\n/\nmax-keys=2&prefix=J\nhost:examplebucket.s3.amazonaws.com\n"
                    "x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
                    "x-amz-date:20130524T000000Z\n\nhost;x-amz-content-sha256;x-amz-date\n"
                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  BOOST_CHECK_EQUAL(stringToSign(example.scope, canonical),
                    "AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n"
                    "df57d21db20da04d7fa30298dd4488ba3a2b47ca3a489c74750e0f1e7df1b9b7");
}

BOOST_AUTO_TEST_CASE(the_header_names_the_key_the_scope_and_what_is_signed_but_not_the_secret) {
  const auto example = examples()[0];
  AwsCredentials credentials{.accessKeyId = "AKIAIOSFODNN7EXAMPLE", .secretAccessKey = signing::Secret(kS3Secret)};
  BOOST_CHECK_EQUAL(authorization(example.request, example.scope, credentials),
                    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
                    "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
                    "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

BOOST_AUTO_TEST_SUITE_END()
