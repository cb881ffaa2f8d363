#include "connectors/portal/web/Multipart.h"

#include <algorithm>
#include <array>

#include "connectors/portal/web/HttpError.h"
#include "connectors/portal/web/MediaType.h"
#include "connectors/portal/web/PlainText.h"

namespace balalyk::web {
namespace {

constexpr std::size_t kPiece = 64 << 10;
constexpr std::size_t kHeaderBytes = 4 << 10;  // of one part
constexpr std::size_t kFileName = 255;

std::string delimiterOf(const std::string& boundary) {
  static constexpr std::string_view kOthers = "'()+_,-./:=?";
  const bool good = !boundary.empty() && boundary.size() <= 70 && std::ranges::all_of(boundary, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kOthers.find(c) != std::string_view::npos;
  });
  if (!good) refuseRequest("the boundary of a form");
  return "\r\n--" + boundary;
}

// What browsers escape in names (HTML, 4.10.21.8), and nothing else: another "%" is a percent sign.
std::string unescapedName(std::string text) {
  static constexpr std::array<std::pair<std::string_view, char>, 3> kEscapes{
      {{"%22", '"'}, {"%0D", '\r'}, {"%0A", '\n'}}};
  for (const auto& [escape, meant] : kEscapes)
    for (auto at = text.find(escape); at != std::string::npos; at = text.find(escape, at + 1))
      text.replace(at, escape.size(), 1, meant);
  return text;
}

// Without folders, which some browsers sent, and cut at a character's end.
std::string shownName(std::string name) {
  name.erase(0, name.find_last_of("/\\") + 1);
  if (name.size() > kFileName) {
    auto end = kFileName;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
    name.resize(end);
  }
  for (auto& c : name)
    if (c == '\r' || c == '\n' || c == '\t') c = ' ';
  return name;
}

}  // namespace

MultipartReader::MultipartReader(const std::string& boundary, Body& body, const FormPlan& plan,
                                 const FormLimits& limits)
    : body_(body), plan_(plan), limits_(limits), delimiter_(delimiterOf(boundary)), buffer_("\r\n"), fields_(limits) {}

bool MultipartReader::more() {
  const auto before = buffer_.size();
  buffer_.resize(before + kPiece);
  const auto got = body_.read(buffer_.data() + before, kPiece);
  buffer_.resize(before + got);
  return got > 0;
}

void MultipartReader::need(std::size_t bytes) {
  while (buffer_.size() < bytes)
    if (!more()) refuseRequest("a form that is cut off");
}

void MultipartReader::expect(std::string_view text) {
  need(text.size());
  if (!buffer_.starts_with(text)) refuseRequest("the form's parts");
  buffer_.erase(0, text.size());
}

void MultipartReader::countForm(std::size_t bytes) {
  formBytes_ += bytes;
  if (formBytes_ > limits_.formBytes) throw HttpError(413, {"formTooLarge", {}});
}

bool MultipartReader::atEnd() {
  need(2);
  const bool end = buffer_.starts_with("--");
  if (!end && !buffer_.starts_with("\r\n")) refuseRequest("the end of a form's part");
  buffer_.erase(0, 2);
  return end;
}

template <typename Take>
void MultipartReader::untilDelimiter(Take take) {
  while (true) {
    const auto at = buffer_.find(delimiter_);
    if (at != std::string::npos) {
      take(std::string_view(buffer_).substr(0, at));
      buffer_.erase(0, at + delimiter_.size());
      return;
    }
    // The last bytes may be the first of a delimiter.
    if (buffer_.size() >= delimiter_.size()) {
      const auto sure = buffer_.size() - delimiter_.size() + 1;
      take(std::string_view(buffer_).substr(0, sure));
      buffer_.erase(0, sure);
    }
    if (!more()) refuseRequest("a form that is cut off");
  }
}

MultipartReader::Part MultipartReader::readPartHeader() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (buffer_.size() > kHeaderBytes || !more()) refuseRequest("the header of a form's part");
  }
  if (end > kHeaderBytes) refuseRequest("the header of a form's part");
  countForm(end);
  std::optional<MediaType> disposition;
  std::string_view header = std::string_view(buffer_).substr(0, end);
  while (!header.empty()) {
    const auto line = header.substr(0, header.find("\r\n"));
    header.remove_prefix(std::min(line.size() + 2, header.size()));
    static constexpr std::string_view kName = "content-disposition:";
    const bool ours =
        line.size() >= kName.size() && std::ranges::equal(line.substr(0, kName.size()), kName, [](char a, char b) {
          return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b;
        });
    if (!ours) continue;
    if (disposition) refuseRequest("a form's part with two names");
    disposition = parseMediaType(line.substr(kName.size()));
    if (!disposition) break;
  }
  buffer_.erase(0, end + 4);
  if (!disposition || disposition->name != "form-data") refuseRequest("a form's part without a name");
  Part part{.name = unescapedName(disposition->parameter("name"))};
  for (const auto& [name, value] : disposition->parameters) {
    if (name == "filename*") refuseRequest("a file name in a form that browsers do not use");
    if (name == "filename") part.isFile = true;
  }
  if (part.isFile) part.fileName = shownName(unescapedName(disposition->parameter("filename")));
  if (!isPlainText(part.name) || !isPlainText(part.fileName)) refuseRequest("a name that is not UTF-8");
  return part;
}

std::string MultipartReader::readField() {
  std::string value;
  untilDelimiter([&](std::string_view bytes) {
    countForm(bytes.size());
    if (value.size() + bytes.size() > limits_.valueBytes) throw HttpError(413, {"formTooLarge", {}});
    value += bytes;
  });
  return value;
}

void MultipartReader::readFile(const Part& part) {
  std::uint64_t size = 0;
  std::shared_ptr<Upload> upload;
  untilDelimiter([&](std::string_view bytes) {
    if (bytes.empty()) return;
    if (size == 0) {
      if (upload_) throw HttpError(400, {"formFileTwice", {}});
      if (plan_.beforeUpload) plan_.beforeUpload(fields_.values(), part.name);
      if (plan_.keepsUpload) upload = std::make_shared<Upload>(plan_.uploads, part.name, part.fileName);
    }
    size += bytes.size();
    if (size > limits_.uploadBytes) throw HttpError(413, {"formFileTooLarge", {}});
    if (upload) upload->append(bytes);
  });
  if (!plan_.keepsUpload) return;
  // A form whose file was not chosen sends an empty part without a name.
  if (!upload && !part.fileName.empty()) {
    if (plan_.beforeUpload) plan_.beforeUpload(fields_.values(), part.name);
    throw HttpError(400, {"formFileEmpty", {}});
  }
  if (!upload) return;
  upload->finish();
  upload_ = std::move(upload);
}

Form MultipartReader::read() {
  expect(delimiter_);  // a text before it is nothing that browsers send
  while (!atEnd()) {
    if (++parts_ > limits_.fields) throw HttpError(413, {"formTooLarge", {}});
    const auto part = readPartHeader();
    if (part.isFile) {
      readFile(part);
    } else {
      fields_.add(part.name, readField());
    }
  }
  // A line end may follow, and nothing else.
  while (more())
    if (buffer_.size() > 2) break;
  if (!buffer_.empty() && buffer_ != "\r\n") refuseRequest("what follows the form");
  return std::move(fields_).take(std::move(upload_));
}

}  // namespace balalyk::web
