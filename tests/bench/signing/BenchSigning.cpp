// How fast documents are signed and verified. Usage: bench_signing KEYRING SECONDS MEMBER… 3< password
//
// One row per key, number of threads and kind of work: sign = prepare, sign and finish one container; verify = judge
// it.

#include <fmt/format.h>

#include <ctime>

#include <atomic>
#include <fstream>
#include <iostream>
#include <iterator>
#include <thread>

#include "signing/keys/Pkcs12Key.h"
#include "signing/validation/Validator.h"
#include "signing/xades/PreparedSignature.h"

using namespace balalyk::signing;
using Clock = std::chrono::steady_clock;

namespace {

std::string read(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

// A protocol of the usual size and its record; content that no two documents share.
std::vector<DataFile> makeFiles(std::size_t number) {
  return {{"protocol.pdf", "application/pdf", fmt::format("%PDF-1.7 {}\n", number) + std::string(40000, 'x')},
          {"record.xml", "application/xml", fmt::format("<record id=\"{}\"/>", number)}};
}

std::string signOne(SigningKey& key, const std::vector<DataFile>& files) {
  const auto prepared =
      prepare(files, key.certificate(), key.chain(), {.signingTime = now(), .role = "Төрага", .countryCode = "KG"});
  const Digest digest = digestToSign(prepared);
  return finish(prepared, files, key.sign({&digest, 1}).front());
}

double processorSeconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// Does the work on so many threads for so long; returns how often a second of a core.
template <class Work>
double rate(std::size_t threads, double seconds, const Work& work) {
  std::atomic<std::size_t> done = 0;
  const double before = processorSeconds();
  const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  {
    std::vector<std::jthread> crew;
    for (std::size_t t = 0; t < threads; ++t) {
      crew.emplace_back([&] {
        while (Clock::now() < end) work(done++);
      });
    }
  }
  return static_cast<double>(done) / (processorSeconds() - before);
}

void measure(const std::string& member, SigningKey& key, const Validator& validator, double seconds) {
  const auto files = makeFiles(0);
  const std::string container = signOne(key, files);
  if (!validator.verify(container, now()).passed()) throw std::runtime_error("the container does not verify");
  const std::vector<Digest> digests(1, sha256("x"));
  for (const std::size_t threads : {1U, 2U}) {
    const double bare = rate(threads, seconds, [&](std::size_t) { key.sign(digests); });
    const double signs = rate(threads, seconds, [&](std::size_t) { signOne(key, files); });
    const double verifies = rate(threads, seconds, [&](std::size_t) {
      if (!validator.verify(container, now()).passed()) throw std::runtime_error("the container does not verify");
    });
    std::cout << fmt::format("{:8} {} thread(s)  key alone {:8.0f}/s  sign {:8.0f}/s ({:3.0f} %)  verify {:8.0f}/s\n",
                             member, threads, bare, signs, 100 * signs / bare, verifies)
              << std::flush;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  try {
    const Secret password = Secret::fromFileDescriptor(3);
    const std::filesystem::path keyring = argv[1];
    const Validator validator{TrustAnchors::fromPem(read(keyring / "anchors.pem"))};
    for (int i = 3; i < argc; ++i) {
      const auto key = Pkcs12Key::open(keyring / (std::string{argv[i]} + ".p12"), password);
      measure(argv[i], *key, validator, std::stod(argv[2]));
    }
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
