#pragma once

#include <memory>
#include <string>

#include "pipeline/ports/DocumentStore.h"

namespace balalyk {

// The document store at a location: "folder:/path" or a plain path. The folder is created when absent.
// Throws Error storeLocationUnreadable{detail} for another form, storeUnwritable{detail}.
std::unique_ptr<DocumentStore> openStore(const std::string& location);

}  // namespace balalyk
