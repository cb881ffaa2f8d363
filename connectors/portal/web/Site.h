#pragma once

#include <filesystem>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "connectors/portal/web/Assets.h"
#include "connectors/portal/web/ErrorPage.h"
#include "connectors/portal/web/Routes.h"
#include "connectors/portal/web/Visit.h"
#include "connectors/portal/web/WebLog.h"

namespace balalyk::web {

struct SiteOptions {
  std::string address;            // where browsers find it (Origin.h)
  std::filesystem::path uploads;  // prepared (Upload.h)
  bool proxyBeyond = false;       // TLS ends on another host, which alone reaches us: it may name the sender too
  SessionLimits sessions;
  FormLimits forms;
  std::chrono::milliseconds doubleClick{5'000};  // a form sent again waits for the first as long
  Zone zone{Zone::kDefault};                     // that times are shown in
};

// What the pages and the API give to the site.
struct Content {
  Routes routes;
  std::vector<MenuItem> menu;
  // Answers a form of ours that came without its session. Unset: an error page.
  std::function<Response(Visit&)> withoutSession;
};

// From a request to its answer, in this order: header, host, address, session, rights, body, token, «once», handler.
// Knows nothing of sockets. Thread-safe.
class Site {
 public:
  // `ready`: throws while the portal can do no work; asked by /healthz.
  Site(SiteOptions options, Content content, Sessions& sessions, Visitors& visitors, WebLog& log,
       std::function<void()> ready);

  // `peer`: the address of the other end. Never throws.
  Response answer(const RawHead& raw, ByteSource& bytes, const std::string& peer);

  const Routes& routes() const { return content_.routes; }
  const SiteOptions& options() const { return options_; }

 private:
  struct Running;
  Response handle(Running& running, const RawHead& raw, ByteSource& bytes, const std::string& peer);
  Response health();
  void readBody(Running& running);
  std::optional<FormAgain> formAgain(Running& running) const;
  void checkSender(const Running& running, const Values& fields) const;
  Response once(Running& running);
  OnceBefore beginOnce(const std::string& session, const std::string& token);
  void finishOnce(const std::string& session, const std::string& token, const std::string& location);
  void dropOnce(const std::string& session, const std::string& token);
  static void readRest(Running& running);
  Response failure(Running& running, const std::exception& error);
  Response report(Running& running, const std::exception& error);
  void finish(Running& running, Response& response) const;

  const SiteOptions options_;
  const Content content_;
  const Origin origin_;
  const Languages languages_;
  const Views views_;
  const Assets assets_;
  const Surroundings surroundings_;
  Sessions& sessions_;
  Visitors& visitors_;
  WebLog& log_;
  const std::function<void()> ready_;
  std::mutex mutex_;
  std::set<std::pair<std::string, std::string>> toDrop_;  // forms that did nothing while the database was away
};

}  // namespace balalyk::web
