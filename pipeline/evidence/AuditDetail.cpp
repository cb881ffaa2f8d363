#include "pipeline/evidence/AuditDetail.h"

#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

namespace balalyk {

std::string auditDetail(const AuditEntry& entry, const char* name) {
  try {
    const auto object = Poco::JSON::Parser().parse(entry.detail).extract<Poco::JSON::Object::Ptr>();
    return object->optValue<std::string>(name, "");
  } catch (const Poco::Exception&) {
    return {};
  }
}

}  // namespace balalyk
