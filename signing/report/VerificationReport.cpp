#include "signing/report/VerificationReport.h"

#include <array>

namespace balalyk::signing {
namespace {

constexpr std::array<std::string_view, 3> kIndications{"TOTAL-PASSED", "TOTAL-FAILED", "INDETERMINATE"};

constexpr std::array<std::string_view, 21> kSubIndications{
    "",
    "FORMAT_FAILURE",
    "HASH_FAILURE",
    "SIG_CRYPTO_FAILURE",
    "REVOKED",
    "EXPIRED",
    "NOT_YET_VALID",
    "SIG_CONSTRAINTS_FAILURE",
    "CHAIN_CONSTRAINTS_FAILURE",
    "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    "CRYPTO_CONSTRAINTS_FAILURE",
    "SIGNED_DATA_NOT_FOUND",
    "NO_SIGNING_CERTIFICATE_FOUND",
    "NO_CERTIFICATE_CHAIN_FOUND",
    "OUT_OF_BOUNDS_NO_POE",
    "REVOKED_NO_POE",
    "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
    "NO_POE",
    "TRY_LATER",
    "TIMESTAMP_ORDER_FAILURE",
    "GENERIC",
};
static_assert(kSubIndications.size() == static_cast<std::size_t>(SubIndication::generic) + 1);

constexpr std::array<std::string_view, 5> kLevels{"none", "B-B", "B-T", "B-LT", "B-LTA"};

}  // namespace

std::string_view toString(Indication indication) {
  return kIndications.at(static_cast<std::size_t>(indication));
}
std::string_view toString(SubIndication sub) {
  return kSubIndications.at(static_cast<std::size_t>(sub));
}
std::string_view toString(SignatureLevel level) {
  return kLevels.at(static_cast<std::size_t>(level));
}

}  // namespace balalyk::signing
