#pragma once

#include <string>

#include "signing/container/DataFile.h"
#include "signing/keys/SigningKey.h"
#include "signing/xades/PreparedSignature.h"

namespace balalyk::signing::test {

// A XAdES B-B signature as one XML file that holds the file signed, in base64, as others make it. We only read such.
std::string envelopingSignature(const DataFile& file, SigningKey& key, const SignatureParameters& parameters);

}  // namespace balalyk::signing::test
