#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"
#include "signing/keys/SigningKey.h"

namespace balalyk {

struct Session;

// What waits for a chairperson, oldest first. An empty id: any.
std::vector<Document> waitingFor(Session& session, const std::string& chairpersonId, const std::string& commissionId);

// The chairperson's key, once its certificate is one that a signature can be verified with: nothing else is signed, not
// even a statement. Throws Error.
std::shared_ptr<signing::SigningKey> openSigningKey(Session& session, const std::string& chairpersonId);

// The result of taking something back: {"revoked": id}, or the catalogue's text.
void reportDone(Session& session, bool json, const char* what, const std::string& id, const char* text);

}  // namespace balalyk
