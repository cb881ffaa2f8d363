#pragma once

#include <string>

#include "connectors/portal/web/Form.h"

namespace balalyk::web {

// The fields of a form while it is read, within its limits.
class FormFields {
 public:
  explicit FormFields(const FormLimits& limits) : limits_(limits) {}
  void add(std::string name, std::string value);  // throws HttpError 400, 413; wipes a password's text
  const Values& values() const { return values_; }
  Form take(std::shared_ptr<Upload> upload) && {
    return {.fields = std::move(values_), .passwords = std::move(passwords_), .upload = std::move(upload)};
  }

 private:
  const FormLimits& limits_;
  Values values_;
  std::vector<std::pair<std::string, signing::Secret>> passwords_;
};

}  // namespace balalyk::web
