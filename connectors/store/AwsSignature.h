#pragma once

#include <map>
#include <string>
#include <string_view>

#include "signing/crypto/Secret.h"

// AWS Signature Version 4, header form: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
namespace balalyk {

struct AwsCredentials {
  std::string accessKeyId;
  signing::Secret secretAccessKey;
  signing::Secret sessionToken;  // of temporary credentials only
};

struct AwsRequest {
  std::string method;
  std::string path;                            // not yet encoded
  std::map<std::string, std::string> query;    // not yet encoded
  std::map<std::string, std::string> headers;  // names in lower case; all of them are signed
  std::string payloadHash;                     // SHA-256 of the body, lower-case hex
};

// What a signature is good for: a second, a region, a service.
struct AwsScope {
  std::string time;  // "20130524T000000Z"
  std::string region;
  std::string service = "s3";

  std::string text() const;  // "20130524/us-east-1/s3/aws4_request"
};

// The path and the query as they are signed; the request must go out with just these.
std::string encodedPath(std::string_view path);
std::string encodedQuery(const std::map<std::string, std::string>& query);

std::string canonicalRequest(const AwsRequest& request);
std::string stringToSign(const AwsScope& scope, std::string_view canonicalRequest);
std::string awsSignature(const AwsScope& scope, const signing::Secret& secret, std::string_view stringToSign);

// The value of the header Authorization.
std::string authorization(const AwsRequest& request, const AwsScope& scope, const AwsCredentials& credentials);

}  // namespace balalyk
