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
  fail: unauthorised: - drafted
  fail: wait: - authorised
  fail: withdrawn: - withdrawn
  give back: - authorised
  problem found: returned
  regenerate: superseded
  reject: returned
  retry: - authorised
  revoke: drafted
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
  authorise: authorised
  problem found: returned
  regenerate: superseded
  reject: returned
  revoke: - drafted
  standing: authorised
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
  retry: authorised decided drafted signed
  revoke: - quarantined
  sign again: - authorised drafted
  take: - superseded
  withdraw: withdrawn
returned
  problem passed: - decided drafted
  regenerate: superseded
  revoke: - returned
  take: - superseded
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
  sign again: - authorised drafted
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
