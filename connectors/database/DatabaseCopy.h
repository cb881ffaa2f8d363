#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace balalyk {

struct CopiedTable {
  std::string name;
  std::int64_t rows = 0;
  std::string digest;  // over all rows, in whatever order; the same on both sides
};

struct DatabaseCopyReport {
  std::vector<CopiedTable> tables;
  std::vector<std::string> leftOut;  // tables and views that are the source's own and not this program's
  std::int64_t auditEntries = 0;     // of the chain that was verified on the target
};

// Moves an installation from "sqlite:…" to an empty "postgresql://…", which is migrated first. One transaction on the
// target: what was interrupted has left nothing and is begun again. Streams; needs memory for some hundred rows. Every
// row is read back from the target before the end, counts, digests and the audit chain compared.
// Throws Error copyDirection; copyTargetNotEmpty{table}; copyWorkersAtWork{count} while leases are held;
// copySourceChanged; copyDiffers{table}; copyAuditBroken{sequence}; and what the databases throw. `patience` is the
// deadline of a single page or answer, not of the whole.
DatabaseCopyReport copyDatabase(const std::string& from, const std::string& to, std::chrono::milliseconds patience);

}  // namespace balalyk
