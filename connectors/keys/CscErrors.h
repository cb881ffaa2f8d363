#pragma once

#include <string>

#include "connectors/http/HttpClient.h"
#include "signing/SigningError.h"

namespace balalyk {

// What a remote service's refusal means. The description of the answer is read, never passed on: it may name people.
// Codes: keyPinWrong, keyPinLocked, cscSadExpired, cscCredentialDisabled, certificateExpired, cscHashRefused,
// cscAccessDenied, cscRefused{host, error}.
signing::KeyError cscRefusal(const HttpAnswer& answer, const std::string& host);

// An HttpError as an error of the key.
signing::KeyError asKeyError(const HttpError& error);

}  // namespace balalyk
