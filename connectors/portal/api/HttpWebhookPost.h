#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "pipeline/ports/WebhookPost.h"

namespace balalyk {

struct WebhookPostOptions {
  bool loopback = false;               // http:// to this machine too
  std::filesystem::path trustAnchors;  // PEM; empty: the system's
};

// By https with the host's certificate verified; no redirection is followed.
std::unique_ptr<WebhookPost> makeHttpWebhookPost(const WebhookPostOptions& options);

// Where a delivery may go: https, or with `loopback` http to this machine. Throws Error webhookAddressWrong.
void requireWebhookAddress(const std::string& address, bool loopback);

}  // namespace balalyk
