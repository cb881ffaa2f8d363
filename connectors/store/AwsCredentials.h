#pragma once

#include <filesystem>

#include "connectors/store/AwsSignature.h"

namespace balalyk {

// Reads the lines aws_access_key_id = …, aws_secret_access_key = … and, for temporary ones, aws_session_token = …;
// "[headings]" and other names are passed over. The file may be a pipe (/dev/fd/3).
// Throws Error storeCredentialsUnreadable{file}, storeCredentialsExposed{file}: everybody on the host can read it.
AwsCredentials readAwsCredentials(const std::filesystem::path& file);

}  // namespace balalyk
