#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>

#include "connectors/process/Sandbox.h"

namespace balalyk {

struct OfficeSettings {
  int slots = 0;                                                   // soffice processes; 0: one per core
  std::filesystem::path program = "/usr/lib/libreoffice/program";  // folder of soffice.bin
  std::filesystem::path filler;                                    // filler.component; beside it what belongs to it
  std::filesystem::path templates;                                 // their folder (TemplateFiles.h)
  std::filesystem::path contract;                                  // templates/contract.json
  std::filesystem::path work;                                      // profiles and scratch files; empty: a private
                               // folder on tmpfs (or under TMPDIR), removed at the end
  std::chrono::milliseconds documentDeadline{30'000};  // one document inside soffice, or its check, then SIGKILL
  std::chrono::milliseconds startDeadline{60'000};     // from exec to «ready»
  std::chrono::milliseconds queueDeadline{300'000};    // waiting for a slot: then officeUnavailable
  std::size_t maxWaiting = 2'048;                      // PDFs: more than those of two documents for each of 256 slots
  int recycleAfterDocuments = 4'000;                   // a fresh process then takes the slot over
  std::size_t recycleAboveMegabytes = 600;             // the same, by resident memory
  std::size_t hardLimitMegabytes = 3'000;              // RLIMIT_DATA of soffice
  SandboxPolicy sandbox = SandboxPolicy::required;
  bool jemalloc = true;  // preload libjemalloc.so.2 where there is one
  bool preload = true;   // preload libbalalykpreload.so beside the filler: packs and looks up faster
  int deflateLevel = 2;  // of the streams in a PDF, 1 to 12; with `preload` only
  static constexpr int kNever = 1'000'000'000;
  int keepLayoutAfter = 4;  // one-page documents of one form in a row, before soffice keeps a layout for that form
  int exports = 1;          // how often each document is exported: more than once only to measure

  // What belongs to the filler and lies beside it.
  std::filesystem::path preloaded() const { return beside("libbalalykpreload.so"); }
  std::filesystem::path shim() const { return beside("balalyk-office-shim"); }
  std::filesystem::path pdfHelper() const { return beside("balalyk-pdf-helper"); }

 private:
  std::filesystem::path beside(const char* name) const {
    return std::filesystem::absolute(filler).lexically_normal().parent_path() / name;
  }
};

}  // namespace balalyk
