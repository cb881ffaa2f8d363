#include "connectors/store/AwsCredentials.h"

#include "connectors/files/PrivateFile.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace {

constexpr std::size_t kMost = std::size_t{16} << 10;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

signing::Secret readAll(const std::filesystem::path& path) {
  const std::map<std::string, std::string> params{{"file", path.string()}};
  const PrivateFile file(path);
  if (file.state() == PrivateFile::State::missing) throw Error("storeCredentialsUnreadable", params);
  if (file.state() == PrivateFile::State::exposed) throw Error("storeCredentialsExposed", params);
  return file.read(kMost);
}

}  // namespace

AwsCredentials readAwsCredentials(const std::filesystem::path& file) {
  const auto content = readAll(file);
  AwsCredentials credentials;
  for (auto rest = content.reveal(); !rest.empty();) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const auto name = trimmed(line.substr(0, equals));
    const auto value = trimmed(line.substr(equals + 1));
    if (name == "aws_access_key_id") credentials.accessKeyId = value;
    if (name == "aws_secret_access_key") credentials.secretAccessKey = signing::Secret(value);
    if (name == "aws_session_token") credentials.sessionToken = signing::Secret(value);
  }
  if (credentials.accessKeyId.empty() || credentials.secretAccessKey.empty())
    throw Error("storeCredentialsUnreadable", {{"file", file.string()}});
  return credentials;
}

}  // namespace balalyk
