#pragma once

#include <string>

#include "signing/SigningError.h"

namespace balalyk::signing::test {

// The code of what `call` throws.
template <class Call>
std::string codeOf(Call&& call) {
  try {
    call();
  } catch (const SigningError& error) {
    return error.code();
  }
  return "nothing thrown";
}

}  // namespace balalyk::signing::test
