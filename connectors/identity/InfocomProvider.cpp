#include "connectors/identity/LimitedJson.h"
#include "connectors/identity/PersonClaims.h"
#include "connectors/identity/ProviderBase.h"
#include "connectors/identity/ProviderFault.h"
#include "connectors/identity/Providers.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

// An answer «error» may be there and say nothing: null, false, 0, "".
bool saysError(const Poco::JSON::Object& answer) {
  const auto error = answer.get("error");
  if (error.isEmpty()) return false;
  if (error.isBoolean()) return error.extract<bool>();
  if (error.isNumeric()) return error.convert<double>() != 0;
  return !error.isString() || !error.extract<std::string>().empty();
}

class InfocomProvider final : public ProviderBase {
 public:
  InfocomProvider(ProviderOptions options, signing::Secret secret)
      : ProviderBase("infocom", std::move(options), std::move(secret)) {}

 private:
  std::string addressFor(const KeptVisit& visit) override {
    http_.requireAddress(options_.address + "/");
    return options_.address +
           "/oauth/authorize?response_type=code&scope=pin&client_id=" + percentEncoded(options_.client) +
           "&redirect_uri=" + percentEncoded(visit.returnAddress) + "&state=" + visit.state;
  }

  ProvenPerson personBy(const std::string& code, const KeptVisit& visit) override {
    const auto answer = exchangeCode(http_,
                                     {.tokenAddress = options_.address + "/oauth/access_token",
                                      .client = options_.client,
                                      .code = code,
                                      .provesChallenge = false},
                                     visit, secret_);
    const auto employee = http_.object(
        {.method = "POST",
         .url = options_.address + "/api/employee",
         .headers = {{"Authorization", "Bearer " + accessTokenOf(*answer)}, {"Content-Type", "application/json"}},
         .body = "{}"});
    requireOf(!saysError(*employee), "employeeMissing");
    const auto result = employee->getObject("result");
    requireOf(!result.isNull(), "employeeMissing");
    ProvenPerson person{.pin = pinIn(*result, "pin"),
                        .name = {.surname = nameIn(*result, "sname"),
                                 .givenName = nameIn(*result, "name"),
                                 .patronymic = nameIn(*result, "fname")}};
    requireOf(!person.pin.empty(), "pinForm");
    if (const auto state = result->getObject("state"); !state.isNull()) person.soate = codeIn(*state, "coate");
    person.identity = {options_.address, signing::toHex(signing::sha256("infocom\n" + person.pin))};
    return person;
  }
};

}  // namespace

std::unique_ptr<IdentityProvider> makeInfocomProvider(ProviderOptions options, signing::Secret clientSecret) {
  return std::make_unique<InfocomProvider>(std::move(options), std::move(clientSecret));
}

}  // namespace balalyk
