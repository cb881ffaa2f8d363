#pragma once

#include <filesystem>

#include "connectors/files/FileDescriptor.h"

namespace balalyk {

// The socket that systemd passed (sd_listen_fds(3)), or a new one at this path: mode 0660, in place of one that
// nobody listens at any more. Throws Error signerSocketUnusable{file, detail}.
FileDescriptor listenForSigner(const std::filesystem::path& path);
bool socketWasPassed();

}  // namespace balalyk
