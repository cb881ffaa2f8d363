#include "signing/SigningError.h"

namespace balalyk::signing {
namespace {

std::string describe(const std::string& code, const std::map<std::string, std::string>& params) {
  std::string text = code;
  const char* separator = "(";
  for (const auto& [name, value] : params) {
    text += separator + name + "=" + value;
    separator = ", ";
  }
  return params.empty() ? text : text + ")";
}

}  // namespace

SigningError::SigningError(std::string code, std::map<std::string, std::string> params)
    : std::runtime_error(describe(code, params)), code_(std::move(code)), params_(std::move(params)) {}

}  // namespace balalyk::signing
