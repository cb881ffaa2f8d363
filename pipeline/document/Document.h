#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/Error.h"
#include "pipeline/domain/Date.h"

// A document is one revision of one protocol or list. Its state says which stage is due (Lifecycle.h):
//
//            fill + convert      send           authorise         sign            publish
//  decided ────────────────▶ drafted ────▶ sent ─────▶ authorised ─────▶ signed ─────▶ published ──▶ superseded
namespace balalyk {

enum class Kind { voucherApproval, voucherRefusal, mealSubsidy, mealDecision, mealUpload, voucherList };
enum class Source { application, mealSubsidy, voucherList };
enum class State {
  decided,
  drafted,  // with the secretary
  sent,     // with the chairperson
  authorised,
  signed_,
  published,
  superseded,
  returned,
  quarantined,
  withdrawn
};
enum class Stage { fill, sign, publish, upgrade };
enum class Priority { interactive = 0, nightly = 1 };

// "voucher-approval", "decided", "fill" …: the words used in the database, in JSON and on the command line.
const char* toString(Kind kind);
const char* toString(Source source);
const char* toString(State state);
const char* toString(Stage stage);
Kind kindFrom(const std::string& word);  // each throws Error unknownWord{type}
Source sourceFrom(const std::string& word);
State stateFrom(const std::string& word);
Stage stageFrom(const std::string& word);
std::vector<Kind> allKinds();
std::vector<State> allStates();
std::vector<Stage> allStages();  // in the order in which a document passes them

// A file in the document store.
struct StoredFile {
  std::string name;  // within the container: "protocol-ky.pdf"
  std::string mediaType;
  std::string digest;  // SHA-256, lower-case hex: its address
  std::uint64_t size = 0;
  bool operator==(const StoredFile&) const = default;
};

// A thing to look at that does not stop the document: shown to the secretary and to the chairperson.
using Flag = Problem;

struct Document {
  std::string id;  // UUID
  Kind kind{};
  Source source{};
  std::string sourceKey;  // with `source`: which record
  int revision = 1;
  std::string commissionId;
  std::string commissionName;  // ky
  std::string chairpersonId;   // the portal's member id: who alone may sign
  std::string number;          // as typed; of a list "KINDERGARTEN/2026-11"
  std::optional<Date> date;    // of the sitting; of a list the month's first day
  std::string subject;  // the child's full name, the kindergarten's or the commission's: personal data, for find only
  bool synthetic = false;
  State state{};
  Priority priority = Priority::nightly;
  std::vector<Problem> problems;  // why it was returned or quarantined, or why it is due again
  std::vector<Flag> flags;
  std::string reason;                   // of a regeneration or a rejection, as a person typed it
  std::string recordDigest;             // SHA-256 of the record's XML
  std::string contentDigest;            // SHA-256 over the files to be signed (contentDigest()); empty before drafted
  std::vector<StoredFile> files;        // PDFs, CSV: what was drafted
  std::optional<StoredFile> container;  // the signed ASiC-E
  std::string level;              // of its signature, as signing::toString(SignatureLevel): "B-B"; empty before signed
  std::string certificateDigest;  // SHA-256 of the certificate that signed it
  int pages = 0;
  std::string provenance;  // JSON: template digests, office version, fonts
  int attempts = 0;        // of the stage that is due
  Timestamp changedAt{};
  std::optional<Timestamp> signAt;  // claimed signing time, fixed before the first try
  std::optional<Timestamp> dueAt;   // not before
  std::optional<Timestamp> leaseUntil;
  std::optional<Timestamp> publishedAt;
  std::string supersededBy;  // id of the newer revision
};

// What the chairperson reviews and authorises: SHA-256 (hex) over the sorted lines "sha256 SP name LF" of the files and
// of "record.xml". Stable: stored in authorisations and in the audit trail.
std::string contentDigest(const std::vector<StoredFile>& files, const std::string& recordDigest);

}  // namespace balalyk
