#include "connectors/portal/api/ApiCall.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "pipeline/casework/ManageTokens.h"
#include "pipeline/casework/SignIn.h"
#include "pipeline/domain/Uuid.h"
#include "pipeline/ports/ApiAnswers.h"
#include "signing/crypto/Digest.h"

namespace balalyk {
namespace {

using web::Response;
using web::Visit;

constexpr std::size_t kTagLetters = 32, kLongestKey = 100;
// Many systems may be behind one address. What is guessed has 256 random bits: this keeps the database from the work.
constexpr GuessLimit kGuesses{.free = 50, .first = std::chrono::seconds(10), .longest = std::chrono::seconds(300)};

const char* nameOf(web::Method method) {
  switch (method) {
    case web::Method::get:
      return "GET";
    case web::Method::post:
      return "POST";
    case web::Method::put:
      return "PUT";
    case web::Method::remove:
      break;
  }
  return "DELETE";
}

// A token that is right is never kept waiting by what others guess from its address.
ApiToken tokenOf(const ApiParts& parts, const Visit& visit) {
  const auto& bearer = visit.request().bearer;
  if (hasTokenForm(bearer))
    if (auto token = parts.database.apiTokens().use(tokenDigest(bearer))) return *std::move(token);
  const SignInLedger::Attempt guess{"token-" + addressKey(visit.request().client), kGuesses};
  const auto wait = parts.database.signIn().attempt({&guess, 1});
  if (wait > std::chrono::seconds(0))
    throw ApiError(429, Problem{"tokenTriesSpent", {{"seconds", std::to_string(wait.count())}}})
        .with("Retry-After", std::to_string(wait.count()));
  throw ApiError(401, Problem{"tokenUnknown", {}}).with("WWW-Authenticate", "Bearer realm=\"balalyk\"");
}

bool isKey(const std::string& text) {
  return !text.empty() && text.size() <= kLongestKey &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
}

// Of everything that says what is wanted.
std::string digestOf(const web::Request& request) {
  signing::Sha256 digest;
  for (const auto& part : {std::string(nameOf(request.method)), request.target, request.ifMatch, request.body})
    digest.update(std::to_string(part.size()) + ":" + part);
  return signing::toHex(digest.finish());
}

std::string fieldOf(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.fields())
    if (key == name) return value;
  return {};
}

Response keptAnswer(const ApiAnswer& kept) {
  auto answer = Response::data("application/json", kept.body, kept.status);
  if (!kept.etag.empty()) answer.set("ETag", kept.etag);
  if (!kept.location.empty()) answer.set("Location", kept.location);
  return answer.set("Idempotency-Replayed", "true");
}

// What was refused left things as they were: it may come again, corrected or not, under the same key.
Response once(ApiCall& call, const ApiHandler& handler, Repeats repeats) {
  const auto& key = call.request().idempotencyKey;
  if (key.empty()) {
    if (repeats == Repeats::refused) throw ApiError(400, Problem{"idempotencyKeyMissing", {}});
    return handler(call);
  }
  if (!isKey(key)) throw ApiError(400, Problem{"idempotencyKeyWrong", {}});
  auto& answers = call.database().apiAnswers();
  const auto& token = call.token().id;
  const auto before = answers.begin(token, key, digestOf(call.request()), kRequestPatience);
  switch (before.state) {
    case ApiAnswerBefore::State::begun:
      break;
    case ApiAnswerBefore::State::running:
      throw ApiError(409, Problem{"requestUnderWay", {}}).with("Retry-After", "2");
    case ApiAnswerBefore::State::done:
      return keptAnswer(before.answer);
    case ApiAnswerBefore::State::other:
      throw ApiError(422, Problem{"idempotencyKeyUsed", {}});
  }
  auto response = [&] {
    try {
      return handler(call);
    } catch (...) {
      answers.drop(token, key);
      throw;
    }
  }();
  try {
    answers.finish(
        token, key,
        {response.status(), std::string(response.body()), fieldOf(response, "ETag"), fieldOf(response, "Location")});
  } catch (const Error&) {
    // It is done: a database that goes away now does not make it undone. Within kRequestPatience the same is «under
    // way».
  }
  return response;
}

}  // namespace

Commissions ApiCall::commissions() const {
  return token_.everywhere ? parts_.database.apiTokens().commissions() : token_.commissions;
}

std::string ApiCall::newId() const {
  const auto& key = request().idempotencyKey;
  if (key.empty()) return newUuid(parts_.database.now());
  return uuidOf(token_.id + '\n' + key + '\n' + digestOf(request()));
}

ApiBody ApiCall::body(std::initializer_list<const char*> members) const {
  if (request().mediaType != "application/json") throw ApiError(415, Problem{"mediaTypeUnsupported", {}});
  return ApiBody::read(request().body, members);
}

int ApiCall::number(const char* name, int otherwise, int most) const {
  const auto& query = request().query;
  if (!query.has(name)) return otherwise;
  const auto text = query.first(name);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 1 || number > most)
    throw ApiError(400, Problem{"queryWrong", {{"name", name}}});
  return number;
}

std::string ApiCall::ifMatch() const {
  const auto& given = request().ifMatch;
  if (given.empty()) throw ApiError(428, Problem{"ifMatchMissing", {}});
  if (given.size() < 3 || given.front() != '"' || given.back() != '"') throw ApiError(400, Problem{"ifMatchWrong", {}});
  return given.substr(1, given.size() - 2);
}

web::Handler apiRoute(const ApiParts& parts, ApiScope scope, ApiHandler handler, Repeats repeats) {
  return [parts, scope, handler = std::move(handler), repeats](Visit& visit) {
    try {
      const auto token = tokenOf(parts, visit);
      if (!token.has(scope))
        throw ApiError(403, Problem{"tokenScopeMissing", {{"scope", toString(scope)}}})
            .with("WWW-Authenticate", "Bearer realm=\"balalyk\", error=\"insufficient_scope\", scope=\"" +
                                          std::string(toString(scope)) + "\"");
      ApiCall call(parts, visit, token);
      try {
        return repeats == Repeats::harmless ? handler(call) : once(call, handler, repeats);
      } catch (const Error& error) {
        throwForClient(error);
      }
    } catch (const ApiError& error) {
      return problemAnswer(visit, error);
    }
  };
}

std::string quotedTag(const std::string& tag) {
  return "\"" + tag + "\"";
}

bool hasTag(const web::Request& request, const std::string& tag) {
  return request.ifNoneMatch == "*" || request.ifNoneMatch.find(quotedTag(tag)) != std::string::npos;
}

Response apiAnswer(const ApiCall& call, const std::string& json, const std::string& tag, int status) {
  const auto own = tag.empty() ? signing::toHex(signing::sha256(json)).substr(0, kTagLetters) : tag;
  const bool known = call.request().method == web::Method::get && hasTag(call.request(), own);
  auto answer = Response::data("application/json", known ? "" : json, known ? 304 : status);
  return answer.set("ETag", quotedTag(own));
}

}  // namespace balalyk
