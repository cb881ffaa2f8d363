#include "pipeline/archive/ExportMaker.h"

#include <algorithm>

#include "pipeline/archive/ArchiveManifest.h"
#include "pipeline/archive/TransferPackage.h"
#include "signing/SigningError.h"
#include "signing/container/StoredZipWriter.h"
#include "signing/crypto/Digest.h"
#include "signing/time/TimeStampAuthority.h"

namespace balalyk {

namespace {

constexpr std::size_t kMostBytes = 128U << 20U;  // a file is put together in memory
constexpr int kAttempts = 5;                     // whether it failed then or nobody heard of it again
constexpr std::chrono::milliseconds kRetryAfter = std::chrono::minutes(5);
constexpr int kRemovedAtOnce = 100;

Problem problemIn(const std::exception& error) {
  if (const auto* ours = dynamic_cast<const Error*>(&error)) return ours->problem();
  if (const auto* signing = dynamic_cast<const signing::SigningError*>(&error))
    return {signing->code(), signing->params()};
  return {"unexpected", {{"detail", error.what()}}};
}

}  // namespace

MadeFile makeExport(ExportKind kind, const PackageOrigin& origin, const std::vector<Document>& documents,
                    PortalDatabase& database, const DocumentStore& store, signing::TimeStampSource* stamps) {
  std::vector<ArchivedDocument> archived;
  std::size_t bytes = 0;
  for (const auto& document : documents) {
    archived.push_back(readArchived(document, database, store));
    bytes += archived.back().container.size();
    if (bytes > kMostBytes) throw Error("exportTooLarge", {{"limit", std::to_string(kMostBytes >> 20U)}});
  }
  const auto manifest = archiveManifest(archived, origin.at);
  std::vector<PackageFile> about{{"manifest.json", manifest}};
  if (stamps) about.push_back({"manifest.json.tst", stamps->stamp(signing::sha256(manifest))});
  MadeFile made{.files = {}, .manifestDigest = signing::toHex(signing::sha256(manifest)), .stamped = stamps != nullptr};
  if (kind == ExportKind::package) {
    made.files = transferPackage(origin, archived, about);
    return made;
  }
  made.files = std::move(about);
  for (auto& one : archived) made.files.push_back({one.fileName(), std::move(one.container)});
  return made;
}

std::string zipped(const std::vector<PackageFile>& files) {
  std::size_t bytes = 0;
  for (const auto& file : files) bytes += file.content.size() + 2 * file.name.size() + 200;
  signing::StoredZipWriter zip(bytes);
  for (const auto& file : files) zip.add(file.name, file.content);
  return zip.finish();
}

int ExportMaker::run(const std::stop_token& stop) {
  int made = 0;
  while (!stop.stop_requested() && makeNext()) ++made;
  removeOld();
  return made;
}

bool ExportMaker::makeNext() {
  auto& exports = database_.archiveExports();
  const auto claimed = exports.claim(options_.lease);
  if (!claimed) return false;
  try {
    if (claimed->attempts > kAttempts)
      throw Error("workGivenUp", {{"attempts", std::to_string(claimed->attempts - 1)}});
    std::vector<Document> documents;
    for (const auto& id : exports.documentsOf(claimed->id)) {
      auto document = database_.archive().document(id);
      if (!document) throw Error("documentNotFound", {{"document", id}});
      documents.push_back(std::move(*document));
    }
    const PackageOrigin origin{claimed->id, options_.submitter, options_.version, claimed->orderedAt};
    const auto made = makeExport(claimed->kind, origin, documents, database_, store_, stamps_());
    const auto zip = zipped(made.files);
    const ExportResult result{store_.put(zip), made.manifestDigest, static_cast<std::int64_t>(zip.size()),
                              made.stamped};
    if (!exports.finish(*claimed, result, options_.worker)) removeRefused(*claimed, result.digest);
  } catch (const std::exception& error) {
    const auto problem = problemIn(error);
    const bool again = claimed->attempts < kAttempts && problem.code != "exportTooLarge";
    exports.fail(*claimed, problem, again ? std::optional(kRetryAfter) : std::nullopt);
    trouble_(problem);
  }
  return true;
}

// A document of it was removed meanwhile. When another host claimed it since, that may be about to name the same file.
void ExportMaker::removeRefused(const ArchiveExport& claimed, const std::string& digest) {
  const auto now = database_.archiveExports().find(claimed.id, claimed.accountId);
  if (!now || now->token != claimed.token) return;
  const auto kept = database_.archiveExports().files();
  if (std::ranges::find(kept, digest) == kept.end()) store_.remove(digest);
}

// Marked first: a link never leads to a file that is gone. What a crash leaves in the store no row names.
void ExportMaker::removeOld() {
  const auto old = database_.archiveExports().expire(options_.keep, kRemovedAtOnce);
  if (old.empty()) return;
  const auto kept = database_.archiveExports().files();
  for (const auto& one : old)
    if (std::ranges::find(kept, one.digest) == kept.end()) store_.remove(one.digest);
}

}  // namespace balalyk
