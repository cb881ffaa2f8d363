// Writes a transfer package of made-up documents:  interop_archive FOLDER. What it is is judged by the programs of
// others.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "pipeline/archive/ArchiveManifest.h"
#include "pipeline/archive/TransferPackage.h"
#include "signing/crypto/Digest.h"

using namespace balalyk;

namespace {

constexpr Timestamp kAt{std::chrono::milliseconds(1'795'996'800'123)};

ArchivedDocument documentOf(int number, Kind kind, State state) {
  ArchivedDocument one;
  one.container =
      "The container number " + std::to_string(number) + std::string(static_cast<std::size_t>(number) * 1000, 'x');
  auto& document = one.document;
  document.id = "019a-" + std::to_string(number);
  document.kind = kind;
  document.state = state;
  document.number = std::to_string(number) + " & <7>/\"Ү\"";
  document.date = std::chrono::year(2026) / 11 / (1 + number);
  document.commissionId = "K1";
  document.commissionName = "Бишкек шаарынын <биринчи> комиссиясы";
  document.level = "B-T";
  document.recordDigest = signing::toHex(signing::sha256("record"));
  document.container = StoredFile{"a.asice", "application/vnd.etsi.asic-e+zip",
                                  signing::toHex(signing::sha256(one.container)), one.container.size()};
  std::int64_t sequence = 10 * number;
  for (const auto* event : {"taken", "drafted", "sent", "authorised", "signed", "published", "upgraded"})
    one.trail.push_back({.sequence = ++sequence, .at = kAt, .actor = "M1", .event = event, .documentId = document.id});
  return one;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const std::vector<ArchivedDocument> documents{documentOf(1, Kind::voucherApproval, State::published),
                                                documentOf(2, Kind::mealUpload, State::superseded),
                                                documentOf(3, Kind::voucherList, State::published)};
  const PackageOrigin origin{"019a0000-0000-7000-8000-000000000001", "KG-MIN-EDU", "1.0", kAt};
  const std::vector<PackageFile> about{{"manifest.json", archiveManifest(documents, kAt)},
                                       {"manifest.json.tst", "a time stamp"}};
  for (const auto& file : transferPackage(origin, documents, about)) {
    const auto path = std::filesystem::path(arguments[1]) / file.name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << file.content;
  }
  std::cout << origin.name() << '\n';
  return 0;
}
