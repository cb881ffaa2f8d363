#pragma once

#include <memory>

#include "connectors/store/S3Options.h"
#include "pipeline/ports/DocumentStore.h"

namespace balalyk {

// The document store at a location: "folder:/path" or a plain path, which is created when absent; or
// "s3://bucket/prefix", reached as the options say.
// Throws Error storeLocationUnreadable{detail} for another form, storeUnwritable{detail}.
std::unique_ptr<DocumentStore> openStore(const std::string& location, const S3Options& options = {});

}  // namespace balalyk
