#include "connectors/portal/web/Site.h"

#include <algorithm>
#include <array>
#include <new>
#include <stdexcept>
#include <thread>
#include <typeinfo>

#include "connectors/portal/web/BrowserFamily.h"
#include "connectors/portal/web/Cookies.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/portal/web/OnceKey.h"
#include "connectors/portal/web/PlainText.h"
#include "connectors/portal/web/ProgramRequest.h"
#include "connectors/portal/web/SecurityHeaders.h"
#include "connectors/portal/web/Tokens.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/problems/Problems.h"
#include "signing/SigningError.h"

namespace balalyk::web {
namespace {

constexpr const char* kSessionCookie = "session";
constexpr const char* kLanguageCookie = "language";
constexpr long kYear = 365L * 24 * 3600;
constexpr auto kOncePatience = std::chrono::minutes(5);  // longer than any form takes
constexpr auto kOncePoll = std::chrono::milliseconds(100);
constexpr std::size_t kToDropMost = 1'000;
constexpr std::size_t kCarriedBytes = 256 << 10;
constexpr const char* kRetryAfter = "10";
constexpr std::string_view kApi = "/api/";
// Not "cookies": that would clear those of the neighbours under the same domain. Ours goes by its own Set-Cookie.
constexpr const char* kClearSiteData = R"("cache", "storage")";

bool isLoopback(const std::string& address) {
  return address == "::1" || address.starts_with("127.") || address == "::ffff:127.0.0.1";
}

// Only nginx may say that it speaks for somebody else.
std::string clientOf(const Head& head, const std::string& peer, bool proxyBeyond) {
  auto said = head.field("x-real-ip");
  if (said.empty() || !(proxyBeyond || isLoopback(peer))) return peer;
  if (said.size() > 45 || said.find_first_not_of("0123456789abcdefABCDEF:.") != std::string::npos)
    refuseRequest("an address of the sender");
  return said;
}

bool wantsJson(const Head& head) {
  const auto accept = head.field("accept");
  return head.path.starts_with(kApi) ||
         (accept.find("json") != std::string::npos && accept.find("text/html") == std::string::npos);
}

// Leads back to the page that was wanted, unless its address is so long that, escaped once more, it is none of ours.
std::string signInFor(const std::string& wanted) {
  const std::string door = "/sign-in";
  const auto address = door + "?next=" + queryValue(wanted);
  return isLocalPath(wanted) && isLocalPath(address) ? address : door;
}

// A form by which somebody signs in may carry all of another in one field.
FormLimits limitsFor(Takes takes, FormLimits limits) {
  if (takes == Takes::signInForm) limits.valueBytes = std::max(limits.valueBytes, kCarriedBytes);
  return limits;
}

bool takesFile(Takes takes) {
  return takes == Takes::upload || takes == Takes::publicUpload;
}

// A fault of ours is 500; what we need and is away is 503: it passes.
int statusOf(const std::exception& error, const Problem& problem) {
  if (const auto* http = dynamic_cast<const HttpError*>(&error)) return http->status();
  return problemKind(problem.code).passing == Passing::no ? 500 : 503;
}

// The words of a library's exception can hold what a person typed («not a number: …»), which is not for the log: its
// type says enough. A mistake of ours is in our own words.
Problem loggedProblem(const std::exception& error) {
  const bool ours = dynamic_cast<const Error*>(&error) || dynamic_cast<const signing::SigningError*>(&error) ||
                    dynamic_cast<const std::logic_error*>(&error);
  if (ours || dynamic_cast<const std::bad_alloc*>(&error)) return problemOf(error);
  return {"unexpected", {{"detail", typeid(error).name()}}};
}

}  // namespace

// What is known of a request so far.
struct Site::Running {
  Running(Sessions& sessions, Visitors& visitors, const SessionLimits& limits) : session(sessions, visitors, limits) {}

  Head head;
  Request request;
  SessionKeeper session;
  const Route* route = nullptr;
  std::optional<Body> body;
  bool formRead = false;
  std::string fileField;  // of the form, once it came to its file
  std::string language = "ky";
  std::string chosenLanguage;
};

Site::Site(SiteOptions options, Content content, Sessions& sessions, Visitors& visitors, WebLog& log,
           std::function<void()> ready)
    : options_(std::move(options)),
      content_(std::move(content)),
      origin_(options_.address),
      languages_(options_.zone),
      views_(languages_),
      surroundings_{origin_, languages_, views_, assets_, content_.menu, content_.routes, log},
      sessions_(sessions),
      visitors_(visitors),
      log_(log),
      ready_(std::move(ready)) {}

Response Site::answer(const RawHead& raw, ByteSource& bytes, const std::string& peer) {
  Running running(sessions_, visitors_, options_.sessions);
  auto response = [&] {
    try {
      return handle(running, raw, bytes, peer);
    } catch (const std::exception& error) {
      return failure(running, error);
    }
  }();
  finish(running, response);
  return response;
}

Response Site::handle(Running& running, const RawHead& raw, ByteSource& bytes, const std::string& peer) {
  auto& [head, request, session, route, body, formRead, fileField, language, chosenLanguage] = running;
  request.wantsJson = raw.target.starts_with(kApi);  // also of a header that is refused
  head = checkHead(raw);
  body.emplace(bytes, head.bodyLength);
  request.method = head.method;
  request.path = head.path;
  request.target = isLocalPath(raw.target) ? raw.target : head.path;
  request.query = head.query;
  request.wantsJson = wantsJson(head);
  if (head.path == "/healthz" && isLoopback(peer) && head.field("x-real-ip").empty()) return health();
  if (!origin_.isHost(head.field("host"))) throw HttpError(421, {"hostUnknown", {}});
  if (head.method == Method::get)
    if (auto asset = assets_.find(head.path)) return *asset;

  const auto cookies = head.field("cookie");
  language = languages_.choose(cookieNamed(cookies, origin_.cookieName(kLanguageCookie)).value_or(""),
                               head.field("accept-language"));
  auto found = content_.routes.find(head.method, head.path);
  if (!found.route && found.allowed.empty()) pageNotFound();
  if (!found.route) {
    Visit visit(surroundings_, request, session, languages_.of(language));
    return errorAnswer(visit, 405, {"methodNotAllowed", {}}, "").set("Allow", found.allowed);
  }
  route = found.route;
  request.route = route->pattern.text();
  request.parameters = std::move(found.parameters);
  request.client = clientOf(head, peer, options_.proxyBeyond);
  request.ifNoneMatch = head.field("if-none-match");
  if (route->access.readsCookies()) {
    request.browser = browserFamily(head.field("user-agent"));
    session.open(cookieNamed(cookies, origin_.cookieName(kSessionCookie)), request.browser);
    const auto* visitor = session.visitor();
    if (visitor && languages_.has(visitor->account.language)) language = visitor->account.language;
  } else {
    readProgramFields(head, request);
    request.stranger = route->access.isPublic();
    if (request.stranger) language = languages_.choose(request.query.first("lang"), head.field("accept-language"));
  }
  const auto access = route->access.of(session.visitor());
  switch (access) {
    case Access::Answer::yes:
      break;
    case Access::Answer::changePasswordFirst:
      if (head.method == Method::get && !request.wantsJson) return Response::redirect("/settings/password");
      throw HttpError(403, {"passwordChangeFirst", {}});
    case Access::Answer::setUpFactorFirst:
      if (head.method == Method::get && !request.wantsJson) return Response::redirect("/settings/second-factor");
      throw HttpError(403, {"secondFactorFirst", {}});
    case Access::Answer::no:
      throw HttpError(403, {"accessDenied", {}});
    case Access::Answer::signInFirst:
      if (head.method == Method::get && !request.wantsJson) return Response::redirect(signInFor(request.target));
      if (request.wantsJson || route->takes == Takes::body)
        throw HttpError(request.wantsJson ? 401 : 403, {"sessionEnded", {}});
      break;  // its form is read, so that what was typed is not lost
  }
  if (head.method == Method::get) {
    Visit visit(surroundings_, request, session, languages_.of(language));
    return route->handler(visit);
  }
  readBody(running);
  if (access == Access::Answer::signInFirst) throw HttpError(403, {"sessionEnded", {}});
  // A program's body may be a password.
  const Wiped wiped(request.body);
  return once(running);
}

Response Site::health() {
  try {
    ready_();
    return Response::data("application/json", R"({"ready":true})");
  } catch (const std::exception& error) {
    return Response::data("application/json", R"({"ready":false,"code":")" + problemOf(error).code + "\"}", 503);
  }
}

// A form is ours when it carries the session's token. One of somebody without a session can only be judged by what the
// browser says of where it comes from.
void Site::checkSender(const Running& running, const Values& fields) const {
  if (!origin_.isFrom(running.head)) throw HttpError(403, {"formFromElsewhere", {}});
  const auto takes = running.route->takes;
  if (takes == Takes::publicForm || takes == Takes::publicUpload) return;
  if (takes == Takes::signInForm && running.session.isCookieToken(fields.first("csrf"))) return;
  if (!running.session.isFormToken(fields.first("csrf"))) throw HttpError(403, {"sessionEnded", {}});
}

void Site::readBody(Running& running) {
  auto& request = running.request;
  const auto takes = running.route->takes;
  if (takes == Takes::body) {
    request.body = running.body->readAll(options_.forms.formBytes);
    return;
  }
  const FormPlan plan{.takesUpload = takesFile(takes),
                      .uploads = options_.uploads,
                      .beforeUpload = [&](const Values& fields, const std::string& file) {
                        request.form.fields = fields;
                        running.fileField = file;
                        running.formRead = true;
                        checkSender(running, fields);
                      }};
  request.form = readForm(running.head.field("content-type"), *running.body, plan, limitsFor(takes, options_.forms));
  running.formRead = true;
  checkSender(running, request.form.fields);
}

// Of a form that could not be worked on: read now, if that was not done yet.
std::optional<FormAgain> Site::formAgain(Running& running) const {
  auto& request = running.request;
  const auto* route = running.route;
  if (!route || request.method != Method::post || route->takes == Takes::body || request.wantsJson) return std::nullopt;
  if (!running.formRead && running.body) {
    const FormPlan plan{.takesUpload = takesFile(route->takes),
                        .uploads = {},
                        .keepsUpload = false,
                        .beforeUpload = [&](const Values&, const std::string& file) { running.fileField = file; }};
    try {
      request.form =
          readForm(running.head.field("content-type"), *running.body, plan, limitsFor(route->takes, options_.forms));
    } catch (const Error&) {
      return std::nullopt;
    }
  }
  // A password is not shown again: its form is, where it carries the text of another.
  auto fields = request.form.fields;
  const bool secret = !request.form.passwords.empty() && fields.first("carried").empty();
  if (secret || fields.size() == 0 || !origin_.isFrom(running.head)) return std::nullopt;
  return FormAgain{.address = isLocalPath(request.target) ? request.target : request.path,
                   .fields = std::move(fields),
                   .inParts = takesFile(route->takes),
                   .file = running.fileField};
}

// What did something answers with a redirect: it is kept, and is the answer to the same form sent again. Everything
// else left things as they were: the form may come again.
Response Site::once(Running& running) {
  auto& session = running.session;
  Visit visit(surroundings_, running.request, session, languages_.of(running.language));
  const auto run = [&] {
    auto response = running.route->handler(visit);
    running.chosenLanguage = visit.chosenLanguage();
    return response;
  };
  const auto takes = running.route->takes;
  if (takes != Takes::form && takes != Takes::upload) return run();
  const auto given = visit.field("once");
  const auto digest = session.digest();
  if (!isToken(given)) refuseRequest("a form without its token");
  const auto token = onceKey(given, running.request.form);
  auto before = beginOnce(digest, token);
  if (before.state == OnceBefore::State::running) throw HttpError(409, {"formAlreadySent", {}});
  if (before.state == OnceBefore::State::done) return Response::redirect(before.location);
  try {
    auto response = run();
    if (response.kind() == Response::Kind::redirect)
      finishOnce(digest, token, response.location());
    else
      dropOnce(digest, token);
    return response;
  } catch (...) {
    dropOnce(digest, token);
    throw;
  }
}

// The second of a double click waits for what the first is answered.
OnceBefore Site::beginOnce(const std::string& session, const std::string& token) {
  bool drop = false;
  {
    const std::lock_guard lock(mutex_);
    drop = toDrop_.erase({session, token}) > 0;
  }
  if (drop) sessions_.dropOnce(session, token);
  const auto until = std::chrono::steady_clock::now() + options_.doubleClick;
  while (true) {
    auto before = sessions_.beginOnce(session, token, kOncePatience);
    if (before.state != OnceBefore::State::running || std::chrono::steady_clock::now() >= until) return before;
    std::this_thread::sleep_for(kOncePoll);
  }
}

// It is done: a database that goes away now does not make it undone.
void Site::finishOnce(const std::string& session, const std::string& token, const std::string& location) {
  try {
    sessions_.finishOnce(session, token, location);
  } catch (const Error&) {
    // The same form again within kOncePatience is answered «still running».
  }
}

// While the database is away this is remembered, so that «send again» is not taken for a double click.
void Site::dropOnce(const std::string& session, const std::string& token) {
  try {
    sessions_.dropOnce(session, token);
  } catch (const Error&) {
    const std::lock_guard lock(mutex_);
    if (toDrop_.size() >= kToDropMost) toDrop_.clear();  // kOncePatience frees them
    toDrop_.emplace(session, token);
  }
}

// A browser that still sends its file would not see the page that says why it was not taken.
void Site::readRest(Running& running) {
  if (!running.formRead || !running.body) return;
  std::array<char, 65'536> dropped{};
  try {
    while (running.body->read(dropped.data(), dropped.size()) > 0) continue;
  } catch (const Error&) {
    // It stopped sending.
  }
}

Response Site::failure(Running& running, const std::exception& error) {
  readRest(running);
  const auto* refused = dynamic_cast<const HttpError*>(&error);
  const bool ended = refused && refused->problem().code == "sessionEnded";
  if (!ended || !content_.withoutSession || !running.formRead || running.request.wantsJson)
    return report(running, error);
  try {
    Visit visit(surroundings_, running.request, running.session, languages_.of(running.language));
    return content_.withoutSession(visit);
  } catch (const std::exception& another) {
    return report(running, another);
  }
}

Response Site::report(Running& running, const std::exception& error) {
  const auto problem = loggedProblem(error);
  const int status = statusOf(error, problem);
  // What programs that look for holes ask for all day long is not worth a line.
  const bool logged = status != 404 && status != 405;
  const WebTrouble trouble{.number = logged ? newTroubleNumber() : "",
                           .route = running.route ? running.route->pattern.text() : "",
                           .status = status,
                           .problem = problem};
  // 505 is what the sender asked for, not a fault of ours.
  if (status >= 500 && status != 505)
    log_.failed(trouble);
  else if (logged)
    log_.refused(trouble);
  try {
    Visit visit(surroundings_, running.request, running.session, languages_.of(running.language));
    // Another file can be chosen: what was typed beside it stays.
    const bool file = problem.code == "formFileTooLarge" || problem.code == "formFileEmpty";
    const bool retry = file || status == 503 || problem.code == "formAlreadySent";
    const auto again = retry ? formAgain(running) : std::nullopt;
    // The details of a fault of ours are for the log alone.
    const auto shown = status == 500   ? Problem{"portalFailed", {}}
                       : status == 503 ? Problem{again ? "formNotSaved" : "portalAway", {}}
                                       : problem;
    auto response = errorAnswer(visit, status, problem.code == "uploadNotKept" ? problem : shown, trouble.number,
                                again ? &*again : nullptr);
    if (status == 503) response.set("Retry-After", kRetryAfter);
    return response;
  } catch (const std::exception&) {
    return bareErrorAnswer(status, trouble.number);
  }
}

void Site::finish(Running& running, Response& response) const {
  addSecurityHeaders(response, origin_.overTls());
  const auto& session = running.session;
  if (session.newCookie()) response.set("Set-Cookie", origin_.cookie(kSessionCookie, *session.newCookie(), 0));
  if (session.signedOut()) response.set("Clear-Site-Data", kClearSiteData);
  if (!running.chosenLanguage.empty())
    response.set("Set-Cookie", origin_.cookie(kLanguageCookie, running.chosenLanguage, kYear));
}

}  // namespace balalyk::web
