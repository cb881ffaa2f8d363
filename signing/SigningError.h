#pragma once

#include <map>
#include <stdexcept>
#include <string>

namespace balalyk::signing {

// The family of this library's exceptions: a stable code and parameters for a catalogue of texts. Parameters hold
// names of files and fields and numbers, never personal data or secrets.
// Its kin besides those below: container/ContainerError.h, xml::XmlError, FormatError (validation/SignatureFacts.h),
// EvidenceError (evidence/EvidenceRecord.h). Its own codes: secretUnreadable, digestUnreadable, digestUnavailable,
// digestFailed, streamUnreadable, chainCheckFailed, policyUnreadable, upgradeRefused (params: reason),
// hashTreeUnreadable, hashTreeRefused, evidenceRecordNotEncoded, unicodeDataMissing.
class SigningError : public std::runtime_error {
 public:
  explicit SigningError(std::string code, std::map<std::string, std::string> params = {});
  const std::string& code() const { return code_; }
  const std::map<std::string, std::string>& params() const { return params_; }

 private:
  std::string code_;
  std::map<std::string, std::string> params_;
};

// A key cannot be used. Codes: keyPasswordWrong, keyFileUnreadable, keyFileOutdated (encrypted with RC2),
// keyUnsupported, keyDoesNotMatchCertificate, keyOperationFailed (params: answer, the token's number or what failed);
// of tokens also those named in Pkcs11Key.h, and keyTokenRemoved (params: answer). PartlySigned (keys/SigningKey.h) is
// the kin that brings the values made before the failure.
class KeyError : public SigningError {
 public:
  using SigningError::SigningError;
};

// A certificate cannot be used. Codes: certificateUnreadable, certificateExpired, certificateNotYetValid.
class CertificateError : public SigningError {
 public:
  using SigningError::SigningError;
};

// What was given to be signed, or to finish a signature with, is not acceptable. Codes: fileNameRefused,
// fileNameTwice, fileTextRefused, filesMissing, fileChanged, fileTooLarge, signatureValueWrong.
class SignatureInputError : public SigningError {
 public:
  using SigningError::SigningError;
};

// A service outside did not help. Codes: serviceUnreachable (params: service, failure), timeStampRefused (the same),
// those of certificates/RevocationCollector.h; those of a transport or a source that is given to this library are
// passed through.
class TransportError : public SigningError {
 public:
  using SigningError::SigningError;
};

}  // namespace balalyk::signing
