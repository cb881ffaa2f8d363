#include "PlayedProvider.h"

#include <Poco/JSON/Array.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/URI.h>

#include <chrono>
#include <istream>
#include <iterator>
#include <thread>

#include "connectors/identity/Base64Url.h"

namespace balalyk::test {

namespace net = Poco::Net;

namespace {

std::int64_t nowInSeconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

class Handler final : public net::HTTPRequestHandler {
 public:
  explicit Handler(PlayedProvider& provider) : provider_(provider) {}
  void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
    try {
      provider_.serve(request, response);
    } catch (const std::exception&) {
      return;  // the client went away
    }
  }

 private:
  PlayedProvider& provider_;
};

class Factory final : public net::HTTPRequestHandlerFactory {
 public:
  explicit Factory(PlayedProvider& provider) : provider_(provider) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    return new Handler(provider_);
  }

 private:
  PlayedProvider& provider_;
};

// Keys take long to make: once for all.
std::shared_ptr<TestKey> sharedKey(TestKey::Kind kind) {
  static const auto rsa = std::make_shared<TestKey>(TestKey::Kind::rsa, "rsa-1");
  static const auto p256 = std::make_shared<TestKey>(TestKey::Kind::p256, "ec-1");
  return kind == TestKey::Kind::rsa ? rsa : p256;
}

}  // namespace

PlayedProvider::PlayedProvider() : rsa_(sharedKey(TestKey::Kind::rsa)), p256_(sharedKey(TestKey::Kind::p256)) {
  auto* options = new net::HTTPServerParams;
  options->setKeepAlive(false);
  server_ = std::make_unique<net::HTTPServer>(new Factory(*this), net::ServerSocket(net::SocketAddress("127.0.0.1", 0)),
                                              options);
  server_->start();
}

PlayedProvider::~PlayedProvider() {
  server_->stopAll(true);
}

std::string PlayedProvider::issuer() const {
  return "http://127.0.0.1:" + std::to_string(server_->port());
}

void PlayedProvider::play(Script script) {
  const std::lock_guard lock(mutex_);
  script_ = std::move(script);
  asked_.clear();
}

std::string PlayedProvider::authorize(const std::string& address) {
  const std::lock_guard lock(mutex_);
  auto code = "code-" + std::to_string(++codes_);
  nonces_[code] = queryOf(address)["nonce"];
  return code;
}

int PlayedProvider::timesAsked(const std::string& path) {
  const std::lock_guard lock(mutex_);
  return asked_[path];
}

std::string PlayedProvider::lastBody(const std::string& path) {
  const std::lock_guard lock(mutex_);
  return bodies_[path];
}

std::string PlayedProvider::lastAuthorization(const std::string& path) {
  const std::lock_guard lock(mutex_);
  return authorizations_[path];
}

void PlayedProvider::serve(net::HTTPServerRequest& request, net::HTTPServerResponse& response) {
  const std::string path = Poco::URI(request.getURI()).getPath();
  const std::string body(std::istreambuf_iterator<char>(request.stream()), {});
  std::function<void(net::HTTPServerResponse&)> instead;
  int status = 200;
  Object::Ptr object;
  {
    const std::lock_guard lock(mutex_);
    ++asked_[path];
    bodies_[path] = body;
    authorizations_[path] = request.get("Authorization", "");
    if (const auto found = script_.instead.find(path); found != script_.instead.end()) instead = found->second;
    if (!instead) object = answer(path, body, status);
  }
  if (instead) return instead(response);
  response.setStatus(static_cast<net::HTTPResponse::HTTPStatus>(status));
  sendText(response, json(*object));
}

Object::Ptr PlayedProvider::answer(const std::string& path, const std::string& body, int& status) {
  Object::Ptr object = new Object;
  if (path.ends_with("/openid-configuration")) {
    object->set("issuer", issuer());
    object->set("authorization_endpoint", issuer() + "/authorize");
    object->set("token_endpoint", issuer() + "/token");
    object->set("jwks_uri", issuer() + "/keys");
    object->set("userinfo_endpoint", issuer() + "/userinfo");
    Poco::JSON::Array methods;
    methods.add("S256");
    object->set("code_challenge_methods_supported", methods);
    script_.metadata(*object);
  } else if (path == "/keys") {
    Poco::JSON::Array::Ptr keys = new Poco::JSON::Array;
    keys->add(rsa_->jwk());
    keys->add(p256_->jwk());
    object->set("keys", keys);
    script_.keys(*object);
  } else if (path == "/token" || path == "/oauth/access_token") {
    const auto code = queryOf("?" + body)["code"];
    if (!nonces_.contains(code) || !used_.insert(code).second) {
      status = 400;
      object->set("error", "invalid_grant");
      return object;
    }
    nonce_ = nonces_[code];
    object->set("access_token", "access-" + code);
    object->set("token_type", "Bearer");
    if (path == "/token") object->set("id_token", idToken());
    script_.tokens(*object);
  } else if (path == "/userinfo") {
    object->set("sub", "person-1");
    object->set("pin", "10101198012345");
    script_.person(*object);
  } else if (path == "/api/employee") {
    Object state, person;
    state.set("coate", "41711000000000");
    person.set("pin", "10101198012345");
    person.set("sname", "Катчиева");
    person.set("name", "Айгүл");
    person.set("fname", "Асановна");
    person.set("state", state);
    script_.person(person);
    object->set("status", true);
    object->set("error", Poco::Dynamic::Var());
    object->set("result", person);
    script_.tokens(*object);
  } else {
    status = 404;
  }
  return object;
}

std::string PlayedProvider::idToken() {
  Object header, claims;
  header.set("alg", script_.algorithm);
  header.set("kid", script_.algorithm == "ES256" ? "ec-1" : "rsa-1");
  claims.set("iss", issuer());
  claims.set("aud", "balalyk");
  claims.set("sub", "person-1");
  claims.set("nonce", nonce_);
  claims.set("iat", nowInSeconds());
  claims.set("exp", nowInSeconds() + 300);
  claims.set("family_name", "Катчиева");
  claims.set("given_name", "Айгүл");
  if (script_.pinInToken) claims.set("pin", "10101198012345");
  script_.header(header);
  script_.claims(claims);
  const auto text = toBase64Url(json(header)) + "." + toBase64Url(json(claims));
  std::string signature;
  if (script_.algorithm == "HS256")
    signature = hs256(rsa_->publicPem(), text);
  else if (script_.algorithm != "none")
    signature = (script_.key                    ? script_.key
                 : script_.algorithm == "ES256" ? p256_
                                                : rsa_)
                    ->sign(script_.algorithm, text);
  if (script_.spoilSignature) signature.back() = static_cast<char>(signature.back() ^ 1);
  return text + "." + toBase64Url(signature);
}

std::map<std::string, std::string> queryOf(const std::string& address) {
  std::map<std::string, std::string> query;
  for (const auto& [name, value] : Poco::URI("http://x/" + address.substr(address.find('?'))).getQueryParameters())
    query[name] = value;
  return query;
}

void sendText(net::HTTPServerResponse& response, const std::string& text) {
  response.setContentType("application/json");
  response.sendBuffer(text.data(), text.size());
}

void sendHtml(net::HTTPServerResponse& response) {
  const std::string page = "<html>Please sign in</html>";
  response.setContentType("text/html");
  response.sendBuffer(page.data(), page.size());
}

void sendStatus(net::HTTPServerResponse& response, int status) {
  response.setStatus(static_cast<net::HTTPResponse::HTTPStatus>(status));
  sendText(response, "{}");
}

// It is the client that must lose patience; the end of the test comes first at the latest.
void sendNothingForLong(net::HTTPServerResponse&) {
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
}

void sendWithoutEnd(net::HTTPServerResponse& response) {
  response.setContentType("application/json");
  response.setChunkedTransferEncoding(true);
  auto& out = response.send();
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(2);
  while (out.good() && std::chrono::steady_clock::now() < end) out << std::string(16'384, ' ') << std::flush;
}

void redirectToItself(net::HTTPServerResponse& response) {
  response.redirect("/token", net::HTTPResponse::HTTP_TEMPORARY_REDIRECT);
}

}  // namespace balalyk::test
