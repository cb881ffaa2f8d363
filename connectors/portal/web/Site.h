#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "connectors/portal/web/Assets.h"
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
  Zone zone{Zone::kDefault};  // that times are shown in
};

// What the pages and the API give to the site.
struct Content {
  Routes routes;
  std::vector<MenuItem> menu;
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
  void readBody(Running& running, Body& body);
  void checkSender(const Running& running, const Values& fields) const;
  Response once(Running& running);
  Response failure(Running& running, const std::exception& error);
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
};

}  // namespace balalyk::web
