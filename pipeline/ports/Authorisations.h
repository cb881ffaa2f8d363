#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"

namespace balalyk {

struct Authorisation {
  std::string id;  // UUID
  std::string chairpersonId;
  std::string commissionId;
  bool standing = false;
  std::vector<Kind> kinds;                 // standing: which
  std::optional<Date> validFrom, validTo;  // standing; inclusive, days of the configured zone
  std::optional<Timestamp> revokedAt;
  Timestamp recordedAt{};
  std::string batchDigest;                    // batch: SHA-256 over the sorted lines "documentId SP contentDigest LF"
  std::string statementDigest;                // the statement signed with the chairperson's key, in the document store
  std::string certificateDigest;              // SHA-256 of the certificate that signed the statement
  std::optional<Timestamp> certificateUntil;  // its last moment; kept for certificates() only
  std::string receiptDigest;                  // the signed receipt of a batch, in the document store; empty: none yet
  std::int64_t documents = 0;                 // how many it covered so far
};

struct AuthorisedContent {
  std::string documentId;
  std::string contentDigest;
};

// What the tables say of one document's content. Rows prove nothing: the statement that each names does.
struct Coverage {
  std::vector<Authorisation> authorisations;  // the newest first, revoked ones too
  Date today{};                               // by the database's clock, in the configured zone
};

// Of the newest authorisation by a chairperson.
struct CertificateInUse {
  std::string chairpersonId, commissionId;
  std::string digest;
  Timestamp until{};
  Timestamp usedAt{};
};

// Port, part of the portal database: the chairperson alone decides.
class Authorisations {
 public:
  virtual ~Authorisations() = default;
  // A batch: those sent, or authorised and not signed yet, of this chairperson and with this very digest are
  // authorised by it and due at once. Returns the ids of those; the others are left as they are, and where it has the
  // id of a frozen list (Batches.h) that notes why. With none left nothing is recorded. One transaction.
  virtual std::vector<std::string> authorise(const Authorisation& authorisation,
                                             std::span<const AuthorisedContent> batch) = 0;
  // Those of the documents that a batch could authorise now: sent, or authorised and not signed yet.
  virtual std::set<std::string> waiting(const std::vector<std::string>& ids, const std::string& chairpersonId) = 0;
  virtual void recordStanding(const Authorisation& authorisation) = 0;
  // For good. False: unknown or revoked already. What it authorised and is not signed yet is sent again (problem
  // authorisationTakenBack{authorisation}).
  virtual bool revoke(const std::string& id, const std::string& actor) = 0;
  virtual std::vector<Authorisation> list(const std::string& commissionId /* empty: all */) = 0;
  // Sent documents covered by a standing authorisation in force today → authorised (their digests recorded with it).
  // One that let a content through and had it taken back does not do so again. At most `limit`; returns how many.
  virtual int applyStanding(int limit) = 0;
  // sent, or authorised and not signed yet → returned, by the chairperson, with a reason. A worker at it loses it.
  virtual bool reject(const std::string& documentId, const std::string& chairpersonId, const std::string& reason) = 0;
  virtual Coverage covering(const std::string& documentId, const std::string& contentDigest) = 0;

  virtual std::optional<Authorisation> authorisation(const std::string& id) = 0;
  // What it made authorised, by document id.
  virtual std::vector<AuthorisedContent> covered(const std::string& id) = 0;
  // Every document that was signed although no authorisation was ever recorded for its content.
  virtual void forEachUncovered(const std::function<void(const std::string& documentId)>& visit) = 0;
  // Which certificates chairpersons sign with, the first to end first; those not used for a year are left out.
  virtual std::vector<CertificateInUse> certificates() = 0;
  // Batches without a receipt of whose documents none still waits to be signed; oldest first, those after the batch
  // with this id ("": from the first).
  virtual std::vector<Authorisation> withoutReceipt(const std::string& afterId, int limit) = 0;
  // A receipt in place of the one before, which the audit trail names.
  virtual void keepReceipt(const std::string& id, const std::string& receiptDigest) = 0;
};

}  // namespace balalyk
