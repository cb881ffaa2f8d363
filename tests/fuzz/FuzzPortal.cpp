// What a browser sends to the portal: request line and header as Poco reads them and the portal checks them, then the
// body as a form. What is accepted has one reading: written again, it is read as the same.
#include <Poco/Net/HTTPRequest.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <string_view>

#include "connectors/portal/web/Cookies.h"
#include "connectors/portal/web/Form.h"
#include "connectors/portal/web/Head.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/portal/web/MediaType.h"
#include "connectors/portal/web/PlainText.h"

using namespace balalyk;
using namespace balalyk::web;

namespace {

void require(bool holds) {
  if (!holds) __builtin_trap();
}

const std::filesystem::path& uploads() {
  static const auto kFolder = [] {
    std::string pattern = (std::filesystem::temp_directory_path() / "balalyk-fuzz-XXXXXX").string();
    const std::filesystem::path folder = mkdtemp(pattern.data());
    static const auto remove = [](const std::filesystem::path& made) { std::filesystem::remove_all(made); };
    static std::filesystem::path made = folder;
    std::atexit([] { remove(made); });
    return folder;
  }();
  return kFolder;
}

std::string encoded(const std::string& text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
  }
  return out;
}

void checkFields(const Values& fields, const FormLimits& limits) {
  require(fields.size() <= limits.fields);
  std::string again;
  for (const auto& [name, value] : fields) {
    require(!name.empty() && value.size() <= limits.valueBytes && isPlainText(name) && isPlainText(value));
    require(value.find('\r') == std::string::npos);
    again += (again.empty() ? "" : "&") + encoded(name) + "=" + encoded(value);
  }
  TextSource source(again);
  Body body(source, again.size());
  const auto second = readForm("application/x-www-form-urlencoded", body, {}, limits);
  require(std::equal(fields.begin(), fields.end(), second.fields.begin(), second.fields.end()));
}

void tryForm(const std::string& type, std::string_view text) {
  // Small, so that each limit is met.
  const FormLimits limits{.fields = 8, .valueBytes = 256, .formBytes = 2'048, .uploadBytes = 1'024};
  TextSource source(text);
  Body body(source, text.size());
  try {
    const auto form = readForm(type, body, {.takesUpload = true, .uploads = uploads()}, limits);
    checkFields(form.fields, limits);
    if (form.upload) {
      require(form.upload->size() > 0 && form.upload->size() <= limits.uploadBytes);
      require(std::filesystem::file_size(form.upload->file()) == form.upload->size());
      require(form.upload->name().find_first_of("/\\\r\n") == std::string::npos);
    }
  } catch (const HttpError& error) {
    require(error.status() >= 400 && error.status() < 500);
  }
}

void checkHeadOf(const Head& head) {
  require(head.path.starts_with('/') && isPlainText(head.path));
  require(head.path.find("/../") == std::string::npos && !head.path.ends_with("/.."));
  require(head.method == Method::post || head.method == Method::put || head.bodyLength == 0);
  for (const auto& [name, value] : head.fields)
    for (const char c : value) require((c < 0 || c >= ' ' || c == '\t') && c != 0x7F);
  try {
    static_cast<void>(cookieNamed(head.field("cookie"), "__Host-balalyk-session"));
  } catch (const HttpError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  std::istringstream stream(input);
  Poco::Net::HTTPRequest request;
  try {
    request.read(stream);
  } catch (const Poco::Exception&) {
    return 0;
  }
  RawHead raw{.method = request.getMethod(), .target = request.getURI(), .version = request.getVersion(), .fields = {}};
  for (const auto& [name, value] : request) raw.fields.emplace_back(name, value);
  try {
    const auto head = checkHead(raw);
    checkHeadOf(head);
    const std::string body(std::istreambuf_iterator<char>(stream), {});
    tryForm(head.field("content-type"), body);
  } catch (const HttpError& error) {
    require(error.status() >= 400 && error.status() < 600);
  }
  return 0;
}
