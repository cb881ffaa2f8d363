#pragma once

#include <chrono>
#include <span>
#include <vector>

#include "signing/crypto/Certificate.h"
#include "signing/validation/Validator.h"

namespace balalyk::signing {

// What the validator will hold against signatures that are made with this certificate at that time, whatever they sign:
// the checks that fail of a signature in which everything is as it will be but the value. Nothing is signed for it.
// Throws KeyError keyUnsupported.
std::vector<Check> failingChecksOf(const Validator& validator, const Certificate& signer,
                                   std::span<const Certificate> chain, std::chrono::sys_seconds at);

}  // namespace balalyk::signing
