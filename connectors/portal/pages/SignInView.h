#pragma once

#include <optional>
#include <string>

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// The page «sign in»: the manual's tabs, as far as there is something behind them.
class SignInView {
 public:
  struct State {
    std::string login;
    std::string next;     // the page that was wanted
    std::string carried;  // web::CarriedForm as text: what was typed before the session ended
    bool ended = false;   // a session that ended led here
    std::optional<Problem> problem;
    std::string number;  // under which the log has it
  };
  explicit SignInView(const PageParts& parts);

  web::Response page(web::Visit& visit, const State& state, int status = 200) const;
  // Sends the browser on to the provider.
  // Asks for the code of a second factor, after the password was right.
  web::Response code(web::Visit& visit, const std::optional<Problem>& problem, int status) const;
  web::Response leave(web::Visit& visit, const std::string& provider) const;

 private:
  bool infocom_ = false, oidc_ = false;
};

}  // namespace balalyk
