// How fast documents are signed and verified. Usage:
//   bench_signing KEYRING SERVICE SECONDS RSA2048-REFERENCE P256-REFERENCE [SOFTHSM-MODULE] 3< password
//
// SERVICE is where time stamps, OCSP and the root's list are had (tests/signing/services.py); the references are
// signatures a second by `openssl speed`. «sign» is prepare, sign and finish one ASiC-E B-B container of a 40 kB file
// and its record; «verify» is the whole judgement of one. Rates are per second of a core, and of the clock.

#include <fmt/format.h>
#include <sys/resource.h>

#include <atomic>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <thread>

#include "LoopbackTransport.h"
#include "Upgraded.h"
#include "signing/certificates/RevocationCollector.h"
#include "signing/keys/Pkcs11Key.h"
#include "signing/keys/Pkcs12Key.h"
#include "signing/validation/Validator.h"
#include "signing/xades/PreparedSignature.h"

using namespace balalyk::signing;
using Stopwatch = std::chrono::steady_clock;

namespace {

std::string read(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::vector<DataFile> makeFiles() {
  return {{"protocol.pdf", "application/pdf", "%PDF-1.7\n" + std::string(40000, 'x')},
          {"record.xml", "application/xml", "<record id=\"1\"/>"}};
}

std::string signOne(SigningKey& key, const std::vector<DataFile>& content) {
  const DigestedFiles files{content};
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

long peakKilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

struct Rate {
  double perCore, perSecond;
};

template <class Work>
Rate measure(std::size_t threads, double seconds, const Work& work) {
  std::atomic<std::size_t> done = 0;
  const double before = processorSeconds();
  const auto start = Stopwatch::now();
  const auto end = start + std::chrono::duration_cast<Stopwatch::duration>(std::chrono::duration<double>(seconds));
  {
    std::vector<std::jthread> crew;
    for (std::size_t t = 0; t < threads; ++t) {
      crew.emplace_back([&] {
        while (Stopwatch::now() < end) {
          work();
          ++done;
        }
      });
    }
  }
  const auto count = static_cast<double>(done);
  return {count / (processorSeconds() - before),
          count / std::chrono::duration<double>(Stopwatch::now() - start).count()};
}

void print(std::string_view key, std::size_t threads, std::string_view work, const Rate& rate, double reference) {
  const std::string ratio =
      reference > 0 ? fmt::format("{:4.0f} % of openssl speed", 100 * rate.perCore / reference) : std::string{};
  std::cout << fmt::format("{:16} {:7} {:12} {:11.0f} {:11.0f}  {}\n", key, threads, work, rate.perCore, rate.perSecond,
                           ratio)
            << std::flush;
}

struct Bench {
  std::filesystem::path keyring;
  std::string service;
  double seconds;
  TrustAnchors anchors = TrustAnchors::fromPem(read(keyring / "anchors.pem"));
  Validator validator{anchors};

  // As the nightly job does it: revocation is asked for once, each container gets its own time stamp.
  std::string longTerm(const std::string& container) const {
    test::LoopbackTransport transport;
    TimeStampAuthority authority{transport, {service + "/tsa", {}}, anchors};
    const auto issuing = Certificate::fromPem(read(keyring / "intermediate.pem"));
    RevocationCollector collector{
        transport,
        {.ofIssuers = {{issuing.fingerprint(), {.ocsp = service + "/ocsp"}},
                       {anchors.anchors().front().fingerprint(), {.crl = service + "/root.crl"}}}}};
    return test::addValidationData(test::addSignatureTimeStamp(container, authority), anchors, collector);
  }

  void requirePassed(const std::string& container, SignatureLevel level) const {
    const auto report = validator.verify(container, now() + std::chrono::minutes{1});
    if (!report.passed() || report.signatures.front().level != level) throw std::runtime_error(toJson(report));
  }

  void signing(std::string_view name, SigningKey& key, double reference) const {
    const auto files = makeFiles();
    const std::vector<Digest> digests(1, sha256("x"));
    for (const std::size_t threads : {1U, 2U}) {
      print(name, threads, "key alone", measure(threads, seconds, [&] { key.sign(digests); }), reference);
      print(name, threads, "sign B-B", measure(threads, seconds, [&] { signOne(key, files); }), reference);
    }
  }

  void verifying(std::string_view name, SigningKey& key) const {
    const std::string basic = signOne(key, makeFiles());
    const std::string lasting = longTerm(basic);
    const std::pair<const std::string&, SignatureLevel> cases[] = {{basic, SignatureLevel::basicB},
                                                                   {lasting, SignatureLevel::basicLT}};
    for (const auto& [container, level] : cases) {
      for (const std::size_t threads : {1U, 2U}) {
        const auto rate = measure(threads, seconds, [&] { requirePassed(container, level); });
        print(name, threads, fmt::format("verify {}", toString(level)), rate, 0);
      }
    }
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) return 2;
  try {
    const Secret password = Secret::fromFileDescriptor(3);
    const Bench bench{argv[1], argv[2], std::stod(argv[3])};
    const std::pair<std::string, double> members[] = {{"rsa2048", std::stod(argv[4])}, {"p256", std::stod(argv[5])}};
    std::cout << fmt::format("{:16} {:>7} {:12} {:>11} {:>11}\n", "key", "threads", "work", "/s of a core", "/s");
    for (const auto& [member, reference] : members) {
      const auto file = Pkcs12Key::open(bench.keyring / (member + ".p12"), password);
      bench.signing(member + " PKCS#12", *file, reference);
      bench.verifying(member, *file);
      if (argc < 7) continue;
      Pkcs11Key::Settings settings;
      settings.module = argv[6];
      settings.token = "bench";
      settings.key = member;
      settings.certificate = file->certificate();
      settings.chain = file->chain();
      const auto token = Pkcs11Key::open(settings, Secret{"123456"});
      bench.signing(member + " SoftHSM", *token, reference);
    }
    const auto file = Pkcs12Key::open(bench.keyring / "rsa2048.p12", password);
    const auto files = makeFiles();
    const long before = peakKilobytes();
    measure(2, bench.seconds, [&] { bench.requirePassed(signOne(*file, files), SignatureLevel::basicB); });
    std::cout << fmt::format("memory at its peak: {} kB, then {} kB after more of the same\n", before, peakKilobytes());
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
