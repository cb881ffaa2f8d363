#include "jobs/commands/Chairperson.h"

#include "connectors/texts/Messages.h"
#include "jobs/output/Console.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/actions/Authorise.h"
#include "pipeline/actions/SignBatch.h"
#include "pipeline/ports/KeyRing.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

constexpr int kAtOnce = 100'000;

}  // namespace

std::vector<Document> waitingFor(Session& session, const std::string& chairpersonId, const std::string& commissionId) {
  auto& connections = session.connections;
  const auto review = Authorise(connections.database(), connections.store(), true).review(chairpersonId, kAtOnce);
  std::vector<Document> documents;
  for (const auto& document : review.documents)
    if (commissionId.empty() || document.commissionId == commissionId) documents.push_back(document);
  return documents;
}

std::shared_ptr<signing::SigningKey> openSigningKey(Session& session, const std::string& chairpersonId) {
  auto& connections = session.connections;
  return openUsableKey(connections.keys(), chairpersonId, connections.validator(), connections.database().now());
}

void reportDone(Session& session, bool json, const char* what, const std::string& id, const char* text) {
  session.console.result((json ? signing::JsonWriter().beginObject().member(what, id).endObject().text()
                               : session.messages.text(text, {{"id", id}})) +
                         "\n");
}

}  // namespace balalyk
