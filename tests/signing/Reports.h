#pragma once

#include <algorithm>
#include <ostream>

#include "signing/report/VerificationReport.h"

namespace balalyk::signing {

inline std::ostream& operator<<(std::ostream& out, SubIndication sub) {
  return out << '"' << toString(sub) << '"';
}
inline std::ostream& operator<<(std::ostream& out, Indication indication) {
  return out << toString(indication);
}
inline std::ostream& operator<<(std::ostream& out, SignatureLevel level) {
  return out << toString(level);
}

namespace test {

inline const Check* findFailed(const std::vector<Check>& checks, const std::string& code) {
  const auto found = std::ranges::find_if(checks, [&](const Check& c) { return c.code == code && !c.passed; });
  return found == checks.end() ? nullptr : &*found;
}

}  // namespace test
}  // namespace balalyk::signing
