#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "connectors/keys/PasswordSource.h"
#include "signing/SigningError.h"
#include "signing/crypto/Secret.h"

using namespace balalyk;

namespace {

std::string readUntil(int descriptor, const std::string& wanted) {
  std::string text;
  char buffer[256];
  pollfd ready{descriptor, POLLIN, 0};
  while (text.find(wanted) == std::string::npos && poll(&ready, 1, 10'000) > 0) {
    const auto got = read(descriptor, buffer, sizeof buffer);
    if (got <= 0) break;
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Terminal)

BOOST_AUTO_TEST_CASE(a_password_is_asked_for_on_the_terminal_and_not_shown) {
  const int master = posix_openpt(O_RDWR | O_NOCTTY);
  BOOST_REQUIRE(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
  const std::string name = ptsname(master);
  const pid_t child = fork();
  if (child == 0) {
    setsid();
    const int terminal = open(name.c_str(), O_RDWR);  // becomes the controlling one
    const auto source = passwordsFromTerminal([](const std::string& member) { return "password of " + member + ": "; });
    const auto typed = source->password("M1");
    const bool right = typed && typed->reveal() == "сыр сөз";
    const char* answer = right ? "right" : "wrong";
    _exit(write(terminal, answer, 5) == 5 && right ? 0 : 1);
  }
  BOOST_CHECK(readUntil(master, "password of M1: ").find("password of M1: ") != std::string::npos);
  const std::string typed = "сыр сөз\n";
  BOOST_REQUIRE_EQUAL(write(master, typed.data(), typed.size()), static_cast<ssize_t>(typed.size()));
  const auto shown = readUntil(master, "right");
  BOOST_CHECK(shown.find("right") != std::string::npos);
  BOOST_CHECK(shown.find("сыр") == std::string::npos);
  int status = 0;
  waitpid(child, &status, 0);
  BOOST_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  close(master);
}

BOOST_AUTO_TEST_CASE(without_a_terminal_the_reason_is_named) {
  const pid_t child = fork();
  if (child == 0) {
    setsid();  // no controlling terminal any more
    const auto source = passwordsFromTerminal([](const std::string&) { return std::string("?"); });
    try {
      (void)source->password("M1");
    } catch (const signing::KeyError& error) {
      _exit(error.code() == "keyTerminalMissing" ? 0 : 2);
    }
    _exit(1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  BOOST_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
