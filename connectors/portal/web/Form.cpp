#include "connectors/portal/web/Form.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "connectors/portal/web/FormFields.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/portal/web/MediaType.h"
#include "connectors/portal/web/Multipart.h"
#include "connectors/portal/web/PlainText.h"

namespace balalyk::web {
namespace {

std::string unixLines(const std::string& text) {
  std::string lines;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    lines += text[i] == '\r' ? '\n' : text[i];
  }
  return lines;
}

// What came, wiped when it was read: a password may be in it.
struct ReadOnce {
  std::string text;
  ~ReadOnce() { OPENSSL_cleanse(text.data(), text.size()); }
};

Form readUrlEncoded(std::string_view text, const FormLimits& limits) {
  FormFields fields(limits);
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto pair = text.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    if (!pair.empty())
      fields.add(percentDecoded(pair.substr(0, equals), true),
                 percentDecoded(pair.substr(std::min(equals + 1, pair.size())), true));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return std::move(fields).take(nullptr);
}

}  // namespace

bool isPassword(std::string_view field) {
  return field.find("password") != std::string_view::npos;
}

void FormFields::add(std::string name, std::string value) {
  if (name.empty() || name.size() > 200) refuseRequest("the name of a field");
  const bool secret = isPassword(name);
  if (value.size() > (secret ? limits_.passwordBytes : limits_.valueBytes) ||
      values_.size() + passwords_.size() == limits_.fields || (secret && passwords_.size() == limits_.passwords))
    throw HttpError(413, {"formTooLarge", {}});
  if (!isPlainText(name) || !isPlainText(value)) refuseRequest("a field that is not UTF-8");
  if (secret)
    passwords_.emplace_back(std::move(name), signing::Secret::takeFrom(value.data(), value.size()));
  else
    values_.add(std::move(name), unixLines(value));
}

Form readForm(const std::string& contentType, Body& body, const FormPlan& plan, const FormLimits& limits) {
  const auto type = parseMediaType(contentType);
  if (type && type->name == "application/x-www-form-urlencoded") {
    const ReadOnce read{body.readAll(limits.formBytes)};
    return readUrlEncoded(read.text, limits);
  }
  if (type && type->name == "multipart/form-data" && plan.takesUpload) {
    return MultipartReader(type->parameter("boundary"), body, plan, limits).read();
  }
  throw HttpError(415, {"mediaTypeUnsupported", {}});
}

}  // namespace balalyk::web
