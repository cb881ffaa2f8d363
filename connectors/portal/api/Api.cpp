#include "connectors/portal/api/ApiDescription.h"
#include "connectors/portal/api/ApiParts.h"
#include "connectors/portal/api/ApplicationCalls.h"
#include "connectors/portal/api/BatchCalls.h"
#include "connectors/portal/api/DocumentCalls.h"
#include "connectors/portal/api/EventCalls.h"

namespace balalyk {

void addApi(web::Content& content, const ApiParts& parts) {
  // For everybody: no cookie is looked at, and no token.
  content.routes.get("/api/v1/openapi.yaml", web::Access::token(), [](web::Visit&) {
    return web::Response::data("application/yaml", std::string(apiDescription()));
  });
  addApplicationCalls(content.routes, parts);
  addDocumentCalls(content.routes, parts);
  addBatchCalls(content.routes, parts);
  addEventCalls(content.routes, parts);
}

}  // namespace balalyk
