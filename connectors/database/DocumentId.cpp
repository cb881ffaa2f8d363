#include "connectors/database/DocumentId.h"

#include <Poco/UUIDGenerator.h>
#include <fmt/format.h>

#include "connectors/database/DocumentRow.h"

namespace balalyk {

std::string newDocumentId(Timestamp at) {
  const auto random = Poco::UUIDGenerator::defaultGenerator().createRandom().toString();
  const auto time = fmt::format("{:012x}", toMilliseconds(at));
  return time.substr(0, 8) + '-' + time.substr(8) + "-7" + random.substr(15);
}

}  // namespace balalyk
