#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/portal/web/Body.h"
#include "connectors/portal/web/Upload.h"
#include "connectors/portal/web/Values.h"
#include "signing/crypto/Secret.h"

namespace balalyk::web {

bool isPassword(std::string_view field);  // by its name: never shown or kept again

// What a browser sent of a form.
struct Form {
  Values fields;
  // Fields whose name says «password» are none of `fields`: they lie in memory that is wiped.
  std::vector<std::pair<std::string, signing::Secret>> passwords{};
  std::shared_ptr<Upload> upload{};  // null: no file was chosen
};

struct FormLimits {
  std::size_t fields = 200;
  std::size_t valueBytes = 64 << 10;
  std::size_t passwords = 4;  // the memory that is wiped is small, and everybody's
  std::size_t passwordBytes = 2 << 10;
  std::uint64_t formBytes = 2 << 20;     // all of it, but for the file
  std::uint64_t uploadBytes = 20 << 20;  // of the one file
};

// What a route takes.
struct FormPlan {
  bool takesUpload = false;
  std::filesystem::path uploads;  // the private folder
  bool keepsUpload = true;        // false: the file is read over, and not in the form
  // Asked when a file begins, with the fields before it and the file's field: throws when nothing is to be kept.
  std::function<void(const Values&, const std::string&)> beforeUpload;
};

// Reads application/x-www-form-urlencoded, or multipart/form-data where a file may come. Names and values are plain
// text, line ends '\n'. Throws HttpError 400, 413 and 415, and what beforeUpload throws.
Form readForm(const std::string& contentType, Body& body, const FormPlan& plan, const FormLimits& limits = {});

}  // namespace balalyk::web
