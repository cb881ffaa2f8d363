#pragma once

#include <atomic>
#include <filesystem>
#include <string>

#include "connectors/pdf/HelperPool.h"
#include "connectors/pdf/PdfHelperPool.h"
#include "connectors/pdf/XmlsecJudge.h"
#include "pipeline/ports/FileCheck.h"
#include "signing/certificates/TrustAnchors.h"

namespace balalyk {

struct FileCheckSettings {
  HelperSettings helper;           // of balalyk-pdf-helper; how it is confined
  std::filesystem::path verifier;  // the program balalyk-verifier
  signing::TrustAnchors signers, authorities;
  std::string policy;  // XML; empty: the program's own
  int atOnce = 4;      // files; more are busy at once, so that they never hold up what else is served
};

// Each file is read by processes that have nothing else to do in their lives: our validator in balalyk-verifier,
// xmlsec1 and what reads PDFs in balalyk-pdf-helper.
class ConfinedFileCheck final : public FileCheck {
 public:
  // Throws Error officeMissing{file}, officeSandboxMissing.
  explicit ConfinedFileCheck(FileCheckSettings settings);

  CheckedFile judge(std::string_view file) override;
  PdfFinding examine(std::string_view pdf) override;

 private:
  class Place;

  const FileCheckSettings settings_;
  HelperPool verifiers_;
  XmlsecJudge second_;
  PdfHelperPool pdfs_;
  std::atomic<int> taken_{0};
};

}  // namespace balalyk
