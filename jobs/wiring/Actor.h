#pragma once

#include <string>

namespace balalyk {

// Who acts, for the audit trail: the login of the person who runs the program, as "login:aida".
std::string currentActor();

}  // namespace balalyk
