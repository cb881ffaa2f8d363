#pragma once

#include <Poco/JSON/Object.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "TestKey.h"

namespace balalyk::test {

using Poco::JSON::Object;

// What a provider does otherwise than it should; by default nothing.
struct Script {
  std::function<void(Object& metadata)> metadata = [](Object&) {};
  std::function<void(Object& header)> header = [](Object&) {};
  std::function<void(Object& claims)> claims = [](Object&) {};
  std::function<void(Object& answer)> tokens = [](Object&) {};  // of the token endpoint
  std::function<void(Object& person)> person = [](Object&) {};  // of userinfo, and of the employee question
  std::function<void(Object& set)> keys = [](Object&) {};
  std::string algorithm = "RS256";  // really used; the header says what `header` leaves there
  bool spoilSignature = false, pinInToken = true;
  std::shared_ptr<TestKey> key;  // signs, instead of the one of the set
  // What is sent at a path instead of the right answer.
  std::map<std::string, std::function<void(Poco::Net::HTTPServerResponse&)>> instead;
};

// An OpenID provider and an «Инфоком ID» on the loopback, which play a script. The test is the browser.
class PlayedProvider {
 public:
  PlayedProvider();
  ~PlayedProvider();

  std::string issuer() const;
  void play(Script script);
  // The browser was at the authorization endpoint with this address: the code it brings back.
  std::string authorize(const std::string& address);
  int timesAsked(const std::string& path);
  std::string lastBody(const std::string& path);  // of a question
  std::string lastAuthorization(const std::string& path);

  void serve(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response);

 private:
  Object::Ptr answer(const std::string& path, const std::string& body, int& status);
  std::string idToken();

  std::mutex mutex_;
  Script script_;
  std::shared_ptr<TestKey> rsa_, p256_;
  std::map<std::string, std::string> nonces_;  // by code
  std::string nonce_;
  std::set<std::string> used_;
  std::map<std::string, int> asked_;
  std::map<std::string, std::string> bodies_, authorizations_;
  int codes_ = 0;
  std::unique_ptr<Poco::Net::HTTPServer> server_;
};

std::map<std::string, std::string> queryOf(const std::string& address);

// Answers for Script::instead.
void sendHtml(Poco::Net::HTTPServerResponse& response);
void sendText(Poco::Net::HTTPServerResponse& response, const std::string& json);
void sendStatus(Poco::Net::HTTPServerResponse& response, int status);
void sendNothingForLong(Poco::Net::HTTPServerResponse& response);
void sendWithoutEnd(Poco::Net::HTTPServerResponse& response);
void redirectToItself(Poco::Net::HTTPServerResponse& response);

}  // namespace balalyk::test
