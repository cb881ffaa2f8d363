#include "connectors/office/filler/OfficeInstance.h"

#include <unistd.h>

#include <com/sun/star/beans/PropertyValue.hpp>
#include <com/sun/star/configuration/theDefaultProvider.hpp>
#include <com/sun/star/container/XNameAccess.hpp>
#include <com/sun/star/uno/Exception.hpp>
#include <cppuhelper/exc_hlp.hxx>
#include <cstdio>
#include <cstdlib>

#include "connectors/office/filler/Text.h"

namespace balalyk::filler {

namespace css = com::sun::star;
using rtl::OUString;

namespace {

constexpr std::size_t kMaxOpen = 24;  // kinds × languages and room for new versions of some

std::uint64_t residentKilobytes() {
  unsigned long size = 0, resident = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%lu %lu", &size, &resident) != 2) resident = 0;
    std::fclose(file);
  }
  return std::uint64_t(resident) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) / 1024;
}

std::string officeVersion(const uno::Reference<uno::XComponentContext>& context) {
  uno::Sequence<uno::Any> arguments(1);
  arguments[0] <<= css::beans::PropertyValue("nodepath", 0, uno::Any(OUString("/org.openoffice.Setup/Product")),
                                             css::beans::PropertyState_DIRECT_VALUE);
  const uno::Reference<css::container::XNameAccess> product(
      css::configuration::theDefaultProvider::get(context)->createInstanceWithArguments(
          "com.sun.star.configuration.ConfigurationAccess", arguments),
      uno::UNO_QUERY_THROW);
  OUString name, version;
  product->getByName("ooName") >>= name;
  product->getByName("ooSetupVersionAboutBox") >>= version;
  return narrow(name + " " + version);
}

int numberFrom(const char* variable, int otherwise) {
  const char* value = std::getenv(variable);
  return value ? std::atoi(value) : otherwise;
}

}  // namespace

OfficeInstance::OfficeInstance(uno::Reference<uno::XComponentContext> context)
    : context_(std::move(context)), keepAfter_(numberFrom(kKeepLayoutVariable, 10)) {}

std::string OfficeInstance::ready() const {
  Reply reply;
  reply.residentKilobytes = residentKilobytes();
  reply.officeVersion = officeVersion(context_);
  return encode(reply);
}

OpenTemplate* OfficeInstance::open(const Request& request) {
  for (auto it = open_.begin(); it != open_.end(); ++it) {
    if (it->digest != request.templateDigest || it->language != request.language) continue;
    open_.splice(open_.begin(), open_, it);
    return &open_.front().document;
  }
  if (request.templateBytes.empty()) return nullptr;
  while (open_.size() >= kMaxOpen) open_.pop_back();
  open_.push_front({request.templateDigest, request.language,
                    OpenTemplate(context_, request.templateBytes, request.language, keepAfter_)});
  return &open_.front().document;
}

std::string OfficeInstance::serve(const std::string& requestBody) {
  Reply reply;
  std::string step = "request";
  std::string digest;
  try {
    const Request request = decodeRequest(requestBody);
    digest = request.templateDigest;
    step = "load";
    if (auto* document = open(request)) {
      document->make(request, reply, step);
      reply.keepsTemplate = true;
      reply.status = Reply::Status::done;
    } else {
      reply.status = Reply::Status::unknownTemplate;
    }
  } catch (const uno::Exception&) {
    reply.status = Reply::Status::failed;
    reply.fault = narrow(cppu::getCaughtException().getValueTypeName());
  } catch (const std::exception& e) {
    reply.status = Reply::Status::failed;
    reply.fault = typeid(e).name();
  }
  if (reply.status == Reply::Status::failed) {
    reply.keepsTemplate = false;
    reply.pdf.clear();
    reply.step = step;
  }
  if (!reply.keepsTemplate) open_.remove_if([&](const Open& open) { return open.digest == digest; });
  reply.residentKilobytes = residentKilobytes();
  return encode(reply);
}

}  // namespace balalyk::filler
