#include "jobs/wiring/Actor.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

namespace balalyk {

std::string currentActor() {
  // Not $USER, which anyone can set. With sudo the real user id is root's: the login before it is not to be trusted.
  char buffer[16384];
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(getuid(), &entry, buffer, sizeof buffer, &found) == 0 && found)
    return std::string("login:") + found->pw_name;
  return "uid:" + std::to_string(getuid());
}

}  // namespace balalyk
