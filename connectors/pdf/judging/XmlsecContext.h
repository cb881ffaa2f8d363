#pragma once

#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "connectors/pdf/judging/ContainerFiles.h"

namespace balalyk::judging {

// xmlsec as it may be used on bytes of others, set up once per process: its defaults fetch what a reference names,
// trust keys that a signature brings along, and know transforms that run programs. One thread only: its callbacks are
// global.
class XmlsecContext {
 public:
  // The certificate has no key that xmlsec can use.
  class KeyUnusable : public std::runtime_error {
    using std::runtime_error::runtime_error;
  };

  // For one signature over these files, by this certificate's key. Throws KeyUnusable.
  XmlsecContext(const ContainerFiles& files, const std::string& certificateDer);
  ~XmlsecContext();
  XmlsecContext(const XmlsecContext&) = delete;
  XmlsecContext& operator=(const XmlsecContext&) = delete;

  // False when xmlsec came to no result. Throws std::bad_alloc: that says nothing about the signature.
  bool verify(xmlNode* signature);
  const xmlSecDSigCtx& result() const { return *context_; }
  // The names of the files that were read, in this order.
  const std::vector<std::string>& opened() const { return opened_; }

 private:
  struct Destroy {
    void operator()(xmlSecDSigCtx* context) const { xmlSecDSigCtxDestroy(context); }
  };
  static void prepareLibrary();
  static int matches(const char* name);
  static void* open(const char* name);

  static XmlsecContext* current;
  const ContainerFiles& files_;
  std::vector<std::string> opened_;
  std::unique_ptr<xmlSecDSigCtx, Destroy> context_;
};

}  // namespace balalyk::judging
