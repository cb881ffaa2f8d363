#pragma once

namespace balalyk::tests {

// The states that each action leads to; "-": it is refused. Actions that are always refused, or change no state, are
// left out.
constexpr const char* kOutcomes = R"(
authorised
  claim sign: - authorised
  complete sign: - signed
  fail: quarantined: - quarantined
  fail: retry: - authorised
  fail: returned: - returned
  fail: unauthorised: - sent
  fail: wait: - authorised
  fail: withdrawn: - withdrawn
  give back: - authorised
  problem found: returned
  regenerate: superseded
  reject: returned
  retry: - authorised
  revoke: sent
  sweep: authorised quarantined
  take: superseded
  withdraw: withdrawn
decided
  claim fill: - decided
  complete fill: - drafted
  fail: quarantined: - quarantined
  fail: retry: - decided
  fail: returned: - returned
  fail: unauthorised: - quarantined
  fail: wait: - decided
  fail: withdrawn: - withdrawn
  give back: - decided
  problem found: returned
  regenerate: superseded
  retry: - decided
  revoke: - decided
  sweep: decided quarantined
  take: superseded
  withdraw: withdrawn
drafted
  problem found: returned
  regenerate: superseded
  revoke: - drafted
  send: sent
  take: superseded
  withdraw: withdrawn
published
  claim upgrade: - published
  complete upgrade: - published
  fail: quarantined: - published
  fail: retry: - published
  fail: returned: - published
  fail: unauthorised: - published
  fail: wait: - published
  fail: withdrawn: - published
  give back: - published
  retry: - published
  revoke: - published
quarantined
  problem found: - returned
  regenerate: superseded
  retry: authorised decided sent signed
  revoke: - quarantined
  sign again: - authorised sent
  take: - superseded
  withdraw: withdrawn
returned
  problem passed: - decided drafted
  regenerate: superseded
  revoke: - returned
  take: - superseded
  withdraw: withdrawn
sent
  authorise: authorised
  problem found: returned
  recall: drafted
  regenerate: superseded
  reject: returned
  revoke: - sent
  standing: authorised
  take: superseded
  withdraw: withdrawn
signed
  claim publish: - signed
  complete publish: - published
  fail: quarantined: - quarantined
  fail: retry: - signed
  fail: returned: - returned
  fail: unauthorised: - quarantined
  fail: wait: - signed
  fail: withdrawn: - withdrawn
  give back: - signed
  retry: - signed
  revoke: - signed
  sign again: - authorised sent
  sweep: quarantined signed
  withdraw: withdrawn
superseded
  problem found: - superseded
  revoke: - superseded
  take: - superseded
withdrawn
  problem found: superseded
  problem passed: superseded
  regenerate: superseded
  revoke: - withdrawn
  take: superseded
)";

}  // namespace balalyk::tests
