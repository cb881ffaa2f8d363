#pragma once

#include "pipeline/ports/Notices.h"

namespace balalyk {

// Port: hands a notice to the system's mail. Throws Error, with what the try came to:
//   mailRefused{status}      for good: the reader's address is not taken
//   mailAddressWrong{member} the address in the commission's list is none
//   mailFailed{status}, mailTimeout{seconds}, mailCommandMissing{file}   may pass
// What went wrong is reported by status only: what the mail system says of it may hold the address.
class Mailer {
 public:
  virtual ~Mailer() = default;
  virtual void deliver(const NoticeClaim& claim) = 0;
};

}  // namespace balalyk
