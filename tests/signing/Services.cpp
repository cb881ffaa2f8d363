#include "Services.h"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "Keyring.h"

namespace balalyk::signing::test {
namespace {

std::string readLine(int descriptor) {
  std::string line;
  char c = 0;
  while (read(descriptor, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

}  // namespace

Services& Services::get() {
  static Services services;
  return services;
}

Services::Services() {
  const std::string keyring = Keyring::get().file("").string();
  BOOST_REQUIRE_EQUAL(std::system(("'" SERVICES_FOLDER "/make-services' '" + keyring + "'").c_str()), 0);
  int in[2], out[2];
  BOOST_REQUIRE(pipe(in) == 0 && pipe(out) == 0);
  child_ = fork();
  if (child_ == 0) {
    dup2(in[0], 0);
    dup2(out[1], 1);
    for (const int end : {in[0], in[1], out[0], out[1]}) close(end);
    execlp("python3", "python3", "-B", SERVICES_FOLDER "/services.py", keyring.c_str(), nullptr);
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  input_ = in[1];
  port_ = readLine(out[0]);
  securePort_ = readLine(out[0]);
  close(out[0]);
  BOOST_REQUIRE(!port_.empty() && !securePort_.empty());
}

Services::~Services() {
  close(input_);
  waitpid(child_, nullptr, 0);
}

TimeStampAuthority Services::authority(const std::string& path, const std::string& policy) {
  return {transport_, {url(path), policy}, Keyring::get().anchors()};
}

RevocationCollector Services::collector(const std::string& path) {
  const auto& keyring = Keyring::get();
  const auto issuing = Certificate::fromPem(keyring.read("intermediate.pem"));
  const auto root = Certificate::fromPem(keyring.read("anchors.pem"));
  return {
      transport_,
      {.ofIssuers = {{issuing.fingerprint(), {.ocsp = url(path)}}, {root.fingerprint(), {.crl = url("/root.crl")}}}}};
}

}  // namespace balalyk::signing::test
