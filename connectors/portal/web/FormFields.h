#pragma once

#include <string>

#include "connectors/portal/web/Form.h"

namespace balalyk::web {

// The fields of a form while it is read, within its limits.
class FormFields {
 public:
  explicit FormFields(const FormLimits& limits) : limits_(limits) {}
  void add(std::string name, std::string value);  // throws HttpError 400, 413
  const Values& values() const { return values_; }
  Values take() && { return std::move(values_); }

 private:
  const FormLimits& limits_;
  Values values_;
};

}  // namespace balalyk::web
