#include "TestSite.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "MigratedFile.h"
#include "connectors/database/Database.h"
#include "connectors/identity/Argon2Passwords.h"
#include "connectors/portal/pages/PublicPages.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/portal/web/Tokens.h"
#include "connectors/store/Store.h"

namespace balalyk::tests {

using namespace web;

namespace {

constexpr const char* kHost = "Host: portal.test\r\n";

std::filesystem::path newFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "balalyk-portal-XXXXXX").string();
  BOOST_REQUIRE(mkdtemp(pattern.data()));
  return pattern;
}

}  // namespace

Answer::Answer(std::string bytes) : raw(std::move(bytes)) {
  if (raw.size() > 12 && raw.starts_with("HTTP/1.")) status = std::atoi(raw.c_str() + 9);
  const auto end = raw.find("\r\n\r\n");
  head = raw.substr(0, end);
  if (end != std::string::npos) body = raw.substr(end + 4);
}

std::string Answer::field(const std::string& name) const {
  const auto at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto from = at + name.size() + 4;
  return head.substr(from, head.find("\r\n", from) - from);
}

int Answer::answers() const {
  int count = 0;
  for (auto at = raw.find("HTTP/1."); at != std::string::npos; at = raw.find("HTTP/1.", at + 1)) ++count;
  return count;
}

std::string Answer::cookie(const std::string& name) const {
  const auto at = head.find("Set-Cookie: " + name + "=");
  if (at == std::string::npos) return {};
  const auto from = at + name.size() + 13;
  return head.substr(from, head.find(';', from) - from);
}

TestSite::TestSite(ServerOptions options, std::string address) : folder(newFolder()) {
  const auto connection = migratedFile(folder / "portal.db");
  database = openDatabase(connection);
  store = openStore((folder / "store").string());
  passwords = makeArgon2Passwords({.memory = 8 << 20, .passes = 1});
  prepareUploadFolder(folder / "uploads");
  site = std::make_unique<Site>(SiteOptions{.address = std::move(address), .uploads = folder / "uploads"}, content(),
                                database->sessions(), visitors, log, [this] {
                                  if (away) throw Error("databaseUnreachable", {{"detail", "a test"}});
                                });
  options.listen = "127.0.0.1:0";
  server = std::make_unique<Server>(options, *site);
}

TestSite::~TestSite() {
  hold = false;
  server.reset();
  std::filesystem::remove_all(folder);
}

PageParts TestSite::parts() {
  return {.database = *database,
          .store = *store,
          .pdf = pdf,
          .files = files,
          .passwords = *passwords,
          .providers = {},
          .origin = Origin("https://portal.test"),
          .sessions = {},
          .zone = database->zone(),
          .signer = signer};
}

void TestSite::wait() {
  ++held;
  while (hold) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  --held;
}

Content TestSite::content() {
  Content content{{}, {{"/test/list", "portal.signIn", Action::listApplications}}};
  addPublicPages(content, parts());
  auto& routes = content.routes;
  routes.get("/test/seen/{id:id}/{page:number}", Access::everyone(), [](Visit& visit) {
    return Response::data("text/plain", visit.parameter("id") + " " + std::to_string(visit.number("page")));
  });
  routes.get("/test/mine", Access::signedIn(),
             [](Visit& visit) { return Response::data("text/plain", visit.visitor()->account.id); });
  routes.get("/test/list", Access::may(Action::listApplications), [](Visit& visit) {
    ViewData data;
    return visit.page("error", "Тизме", data.text("what", "<b>&\"'"));
  });
  routes.get("/test/form", Access::everyone(), [](Visit& visit) {
    ViewData data;
    visit.withForm(data);
    std::string inputs;
    for (const auto& [name, value] : data.values())
      inputs += "<input name=\"" + name + "\" value=\"" + std::get<std::string>(value) + "\">";
    return Response::page(inputs);
  });
  routes.get("/test/fails", Access::everyone(), [](Visit&) -> Response { throw std::runtime_error("secret 2150520"); });
  routes.get("/test/away", Access::everyone(), [](Visit&) -> Response { throw Error("databaseLocked", {}); });
  routes.get("/test/pdf", Access::everyone(), [](Visit&) { return Response::pdf("%PDF-1.7"); });
  routes.get("/test/csv", Access::everyone(),
             [](Visit&) { return Response::download("text/csv", "a;b", "тизме \"1\".csv"); });
  routes.get("/test/slow", Access::everyone(), [this](Visit&) {
    wait();
    return Response::data("text/plain", "at last");
  });
  routes.get("/test/client", Access::everyone(),
             [](Visit& visit) { return Response::data("text/plain", visit.request().client); });
  routes.post("/test/do", Access::signedIn(), Takes::form, [this](Visit& visit) {
    wait();
    if (visit.field("what").empty()) return visit.page("error", "", ViewData{}.text("what", "empty"), 422);
    return Response::redirect("/test/seen/a/" + std::to_string(++done));
  });
  routes.post("/test/sign-in", Access::everyone(), Takes::form, [](Visit& visit) {
    visit.session().signIn("S1");
    return Response::redirect("/test/mine");
  });
  routes.post("/test/door", Access::everyone(), Takes::signInForm,
              [](Visit&) -> Response { throw Error("databaseLocked", {}); });
  routes.post("/sign-out", Access::everyone(), Takes::form, [](Visit& visit) {
    visit.session().signOut();
    return Response::redirect("/");
  });
  const auto keep = [this](Visit& visit) {
    const auto& upload = visit.request().form.upload;
    uploaded =
        upload ? upload->digest().substr(0, 8) + " " + std::to_string(upload->size()) + " " + upload->name() : "none";
    return Response::redirect("/");
  };
  routes.post("/test/upload", Access::signedIn(), Takes::upload, keep);
  routes.post("/test/check", Access::everyone(), Takes::publicUpload, keep);
  routes.post("/api/test", Access::token(), Takes::body, [](Visit& visit) {
    if (visit.request().bearer != "good") throw HttpError(401, {"accessDenied", {}});
    return Response::data("application/json", visit.request().body);
  });
  return content;
}

int TestSite::connect() const {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address().substr(address().rfind(':') + 1))));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval limit{20, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  BOOST_REQUIRE_EQUAL(::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
  return socket;
}

Answer TestSite::send(const std::string& bytes) const {
  const int socket = connect();
  for (std::size_t at = 0; at < bytes.size();) {
    const auto sent = ::send(socket, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
    if (sent <= 0) break;
    at += static_cast<std::size_t>(sent);
  }
  std::string answer;
  char buffer[16'384];
  for (ssize_t got = 0; (got = ::recv(socket, buffer, sizeof buffer, 0)) > 0;)
    answer.append(buffer, static_cast<std::size_t>(got));
  ::close(socket);
  return Answer(answer);
}

Answer TestSite::get(const std::string& path, const std::string& fields) const {
  return send("GET " + path + " HTTP/1.1\r\n" + kHost + fields + "\r\n");
}

Answer TestSite::post(const std::string& path, const std::string& form, const std::string& fields) const {
  const bool typed = fields.find("Content-Type") != std::string::npos;
  return send("POST " + path + " HTTP/1.1\r\n" + kHost + fields +
              (typed ? "" : "Content-Type: application/x-www-form-urlencoded\r\n") +
              "Content-Length: " + std::to_string(form.size()) + "\r\n\r\n" + form);
}

TestSite::SignedIn TestSite::signIn(const std::string& accountId) {
  const auto id = newToken();
  database->sessions().create({digestOf(id), accountId, ""});
  return {"Cookie: __Host-balalyk-session=" + id + "\r\n", formTokenOf(id)};
}

std::size_t TestSite::filesInUploads() const {
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder / "uploads")) ++files;
  return files;
}

std::string freshToken() {
  return newToken();
}

bool eventually(const std::function<bool()>& condition) {
  for (int i = 0; i < 2'000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

}  // namespace balalyk::tests
