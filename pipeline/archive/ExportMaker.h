#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "pipeline/archive/ArchivedDocument.h"
#include "pipeline/archive/PackageFile.h"
#include "pipeline/ports/ArchiveExports.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk::signing {
class TimeStampSource;
}

namespace balalyk {

// What is written of the documents: their manifest, its time stamp where an authority is configured, and the rest.
struct MadeFile {
  std::vector<PackageFile> files;
  std::string manifestDigest;  // SHA-256, hexadecimal
  bool stamped = false;
};

// `stamps`: null where no authority is configured. Throws what reading and stamping throw, exportTooLarge{limit}.
MadeFile makeExport(ExportKind kind, const PackageOrigin& origin, const std::vector<Document>& documents,
                    PortalDatabase& database, const DocumentStore& store, signing::TimeStampSource* stamps);
// As one zip.
std::string zipped(const std::vector<PackageFile>& files);

// Makes what was ordered, and removes what is old. Killed at any point it leaves the order to be made again.
class ExportMaker {
 public:
  struct Options {
    std::string submitter, version, worker;
    std::chrono::milliseconds keep = std::chrono::days(7);
    std::chrono::milliseconds lease = std::chrono::minutes(15);
  };
  // `stamps` is asked when one is needed: it may throw.
  ExportMaker(PortalDatabase& database, DocumentStore& store, std::function<signing::TimeStampSource*()> stamps,
              Options options, std::function<void(const Problem&)> trouble)
      : database_(database),
        store_(store),
        stamps_(std::move(stamps)),
        options_(std::move(options)),
        trouble_(std::move(trouble)) {}

  // Until nothing is due; how many were made.
  int run(const std::stop_token& stop);

 private:
  bool makeNext();
  void removeRefused(const ArchiveExport& claimed, const std::string& digest);
  void removeOld();

  PortalDatabase& database_;
  DocumentStore& store_;
  std::function<signing::TimeStampSource*()> stamps_;
  Options options_;
  std::function<void(const Problem&)> trouble_;
};

}  // namespace balalyk
