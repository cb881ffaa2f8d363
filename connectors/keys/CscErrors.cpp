#include "connectors/keys/CscErrors.h"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <array>

namespace balalyk {

namespace {

using signing::KeyError;

struct Meaning {
  std::string_view error;        // any when empty
  std::string_view description;  // is part of it; any when empty
  const char* code;
};

// CSC API v2, the error tables of 11.6 and 11.10, and RFC 6749, 5.2. Only these few differ in what is to be done.
constexpr std::array kMeanings{
    Meaning{"invalid_authentication_data", "", "keyPinWrong"},
    Meaning{"invalid_pin", "", "keyPinWrong"},
    Meaning{"invalid_otp", "", "keyPinWrong"},
    Meaning{"invalid_request", "Credential locked", "keyPinLocked"},
    Meaning{"invalid_request", "SAD expired", "cscSadExpired"},
    Meaning{"invalid_request", "is disabled", "cscCredentialDisabled"},
    Meaning{"invalid_request", "certificate is expired", "cscCertificateExpired"},
    Meaning{"invalid_request", "Hash is not authorized", "cscHashRefused"},
    Meaning{"invalid_hash", "", "cscHashRefused"},
    Meaning{"invalid_client", "", "cscAccessDenied"},
    Meaning{"unauthorized_client", "", "cscAccessDenied"},
    Meaning{"access_denied", "", "cscAccessDenied"},
    Meaning{"invalid_token", "", "cscAccessDenied"},
};

bool isWord(const std::string& text) {
  return !text.empty() && text.size() <= 40 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == std::string::npos;
}

}  // namespace

KeyError cscRefusal(const HttpAnswer& answer, const std::string& host) {
  std::string error, description;
  try {
    const auto object = Poco::JSON::Parser().parse(answer.body).extract<Poco::JSON::Object::Ptr>();
    error = object->optValue<std::string>("error", "");
    description = object->optValue<std::string>("error_description", "");
  } catch (const Poco::Exception&) {
    error.clear();  // no JSON: the status alone speaks
  }
  for (const auto& meaning : kMeanings) {
    if ((meaning.error.empty() || meaning.error == error) &&
        description.find(meaning.description) != std::string::npos) {
      return KeyError(meaning.code);
    }
  }
  if (answer.status == 401 || answer.status == 403) return KeyError("cscAccessDenied");
  return KeyError("cscRefused", {{"host", host}, {"error", isWord(error) ? error : std::to_string(answer.status)}});
}

KeyError asKeyError(const HttpError& error) {
  return KeyError(error.problem().code, error.problem().params);
}

}  // namespace balalyk
