#pragma once

#include <string>
#include <string_view>

#include "connectors/portal/web/Head.h"

namespace balalyk::web {

// Where browsers find the portal: "https://balalyk.edu.gov.kg", or "http://127.0.0.1:8480" on a newcomer's own machine.
class Origin {
 public:
  // Throws Error portalAddressInsecure{address} for http to anything but this machine, portalAddressWrong{address} for
  // what is not scheme, host and port.
  explicit Origin(const std::string& address);

  const std::string& text() const { return text_; }
  bool overTls() const { return overTls_; }
  // Over TLS cookies are `__Host-` ones: Secure, of this host alone, for every path. A browser that speaks plain http
  // to its own machine would drop these; there the names lack the prefix, so that neither is taken for the other.
  std::string cookieName(std::string_view name) const;
  std::string cookie(std::string_view name, std::string_view value,
                     long maxAge) const;  // maxAge 0: until the browser ends

  // Whether the Host field names it; of this machine «localhost», 127.0.0.1 and [::1] are one. Another name means that
  // somebody's page leads here by another name (DNS rebinding).
  bool isHost(std::string_view host) const;
  // Whether a form comes from a page of ours, as far as the browser says (Sec-Fetch-Site, Origin). A browser that says
  // neither is too old to; then the form's token decides.
  bool isFrom(const Head& head) const;

 private:
  std::string text_;
  std::string host_;  // with the port where there is one
  bool overTls_ = false;
};

}  // namespace balalyk::web
