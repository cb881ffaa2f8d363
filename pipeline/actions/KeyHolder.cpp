#include "pipeline/actions/KeyHolder.h"

#include <algorithm>
#include <array>

#include "pipeline/actions/Authorise.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

// What a wrong password looks like, in a file, in a token and at a service. A token counts for itself besides.
bool isWrongPassword(const std::string& code) {
  static constexpr std::array kCodes{"keyPasswordWrong", "keyPinWrong", "keyPinWrongLastTry", "keyPinLocked",
                                     "cscAccessDenied"};
  return std::ranges::find(kCodes, code) != kCodes.end();
}

}  // namespace

// Whoever holds the portal could otherwise try passwords of a key file for as long as they like. Counted before anybody
// knows how it ends, for all hosts together.
std::unique_ptr<KeyRing> KeyHolder::open(const std::string& memberId, signing::Secret password) {
  auto& ledger = parts_.database.signIn();
  const auto attempt = attemptAt(memberId);
  if (const auto wait = ledger.attempt({&attempt, 1}); wait.count() > 0)
    throw Error("passwordTriesSpent",
                {{"minutes", std::to_string(std::chrono::ceil<std::chrono::minutes>(wait).count())}});
  auto ring = openRing_(memberId, std::move(password));
  try {
    ring->open(memberId);
  } catch (const Error& error) {
    if (!isWrongPassword(error.problem().code)) ledger.takeBack(attempt.key);
    throw;
  }
  ledger.forget(attempt.key);
  return ring;
}

BatchReport KeyHolder::sign(const BatchOrder& order, signing::Secret password, const Heard& heard) {
  const auto openKeys = [&] { return open(order.memberId, std::move(password)); };
  return SignBatch(parts_).run(order, openKeys, heard, stop_);
}

std::string KeyHolder::grant(const StandingOrder& order, signing::Secret password) {
  auto& database = parts_.database;
  const auto keys = open(order.memberId, std::move(password));
  const auto key = openUsableKey(*keys, order.memberId, parts_.validator, database.now());
  // Given again, since the answer was lost: two with the same terms would say no more than one, and one that is revoked
  // would leave the other in force.
  const auto certificate = signing::toHex(key->certificate().fingerprint());
  for (const auto& given : database.authorisations().list(order.commissionId))
    if (given.standing && !given.revokedAt && given.chairpersonId == order.memberId && given.kinds == order.kinds &&
        given.validFrom == order.from && given.validTo == order.to && given.certificateDigest == certificate)
      return given.id;
  try {
    return Authorise(database, parts_.store)
        .standing({.chairpersonId = order.memberId,
                   .commissionId = order.commissionId,
                   .kinds = order.kinds,
                   .from = order.from,
                   .to = order.to},
                  *key)
        .id;
  } catch (const signing::SigningError& error) {
    throw Error(error.code(), error.params());
  }
}

void KeyHolder::revoke(const std::string& id, const std::string& memberId, signing::Secret password) {
  auto& authorisations = parts_.database.authorisations();
  const auto authorisation = authorisations.authorisation(id);
  if (!authorisation || authorisation->chairpersonId != memberId) throw Error("authorisationNotFound", {{"id", id}});
  open(memberId, std::move(password));
  if (!authorisations.revoke(id, memberId)) throw Error("authorisationRevoked", {{"id", id}});
}

}  // namespace balalyk
