// How fast evidence for a night is made, without the time stamp itself. Usage: bench_evidence [DOCUMENTS]
//
// tree: from the hashes of each document's four files to the root and the tree's files; records: the evidence record of
// each document, all of them.

#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "signing/evidence/EvidenceRecord.h"
#include "signing/evidence/TreeFile.h"

using namespace balalyk::signing;

namespace {

double processorSeconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

long peakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

// Of a night's document number so and so: as if hashed from four files.
HashList groupOf(std::size_t document) {
  HashList hashes;
  for (int file = 0; file < 4; ++file) {
    std::string hash(32, '\0');
    for (std::size_t i = 0; i < hash.size(); ++i) {
      hash[i] =
          static_cast<char>((document * 2654435761U + static_cast<std::size_t>(file) * 40503U + i * 97U) >> i % 24);
    }
    hashes.push_back(std::move(hash));
  }
  return hashes;
}

void report(const char* what, std::size_t documents, double seconds) {
  std::cout << fmt::format("evidence {:8} {} documents  {:6.3f} s of a core  {:9.0f}/s  peak {} MB\n", what, documents,
                           seconds, static_cast<double>(documents) / seconds, peakMegabytes());
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t documents = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 100'000;
  const auto& method = *findDigestMethod(kSha256Uri);
  std::string pattern = std::filesystem::temp_directory_path() / "bench-evidence-XXXXXX";
  const std::filesystem::path folder = mkdtemp(pattern.data());
  const auto put = [&](std::string_view content) {
    const std::string address = toHex(sha256(content));
    std::ofstream{folder / address, std::ios::binary} << content;
    return address;
  };
  const auto get = [&](const std::string& address) {
    std::ifstream stream{folder / address, std::ios::binary};
    return std::string{std::istreambuf_iterator<char>{stream}, {}};
  };

  double before = processorSeconds();
  TreeWriter writer{method, put};
  for (std::size_t i = 0; i < documents; ++i) writer.add({}, joinHashes(method, groupOf(i)));
  const auto tree = writer.finish();
  report("tree", documents, processorSeconds() - before);

  const std::string token = std::string{"\x30\x82\x0f\xa0", 4} + std::string(4000, '\x05');  // of the usual size
  before = processorSeconds();
  TreeReader reader{tree.address, get};
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < documents; ++i) {
    const EvidenceRecord record{.digestAlgorithms = {"SHA-256"},
                                .chains = {{{{"SHA-256", reduceTree(groupOf(i), reader.path(i)), token}}, {}}}};
    bytes += encodeEvidenceRecord(record).size();
  }
  report("records", documents, processorSeconds() - before);
  std::cout << fmt::format("evidence          {} bytes a record\n", bytes / documents);
  std::filesystem::remove_all(folder);
  return 0;
}
