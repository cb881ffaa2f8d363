#include "pipeline/archive/PremisXml.h"

#include <array>
#include <string_view>

#include "pipeline/record/CanonicalXml.h"
#include "signing/Time.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

std::string stamped(Timestamp at) {
  return signing::toIso(std::chrono::floor<std::chrono::seconds>(at));
}

namespace {

constexpr const char* kAgent = "balalyk";

// An event of the trail as the vocabulary of the Library of Congress has it.
struct EventWord {
  std::string_view event, word;
};
constexpr std::array kEvents{EventWord{"drafted", "creation"},
                             EventWord{"signed", "digital signature generation"},
                             EventWord{"published", "accession"},
                             EventWord{"upgraded", "modification"},
                             EventWord{"superseded", "deaccession"},
                             EventWord{"holdSet", "policy assignment"},
                             EventWord{"holdLifted", "policy assignment"}};

void identifier(CanonicalXml& xml, const std::string& element, const std::string& type, const std::string& value) {
  xml.open(element + "Identifier");
  xml.text(element + "IdentifierType", type);
  xml.text(element + "IdentifierValue", value);
  xml.close();
}

void linked(CanonicalXml& xml, const std::string& what, const std::string& type, const std::string& value) {
  xml.open("linking" + what + "Identifier");
  xml.text("linking" + what + "IdentifierType", type);
  xml.text("linking" + what + "IdentifierValue", value);
  xml.close();
}

void object(CanonicalXml& xml, const ArchivedDocument& one, const std::string& folder) {
  xml.open("object", {{"xsi:type", "file"}});
  identifier(xml, "object", "UUID", one.document.id);
  xml.open("objectCharacteristics");
  xml.open("fixity");
  xml.text("messageDigestAlgorithm", "SHA-256");
  xml.text("messageDigest", signing::toHex(signing::sha256(one.container)));
  xml.close();
  xml.text("size", std::to_string(one.container.size()));
  xml.open("format");
  xml.open("formatDesignation");
  xml.text("formatName", "application/vnd.etsi.asic-e+zip");
  xml.close();
  xml.text("formatNote", "ETSI EN 319 162-1, XAdES baseline " + one.document.level);
  xml.close();
  xml.close();
  xml.text("originalName", folder + one.fileName());
  xml.close();
}

void event(CanonicalXml& xml, const ArchivedDocument& one, const AuditEntry& entry, std::string_view word) {
  xml.open("event");
  identifier(xml, "event", "audit trail", std::to_string(entry.sequence));
  xml.text("eventType", word);
  xml.text("eventDateTime", stamped(entry.at));
  xml.open("eventDetailInformation");
  xml.text("eventDetail", entry.event);
  xml.close();
  linked(xml, "Agent", "local", kAgent);
  linked(xml, "Object", "UUID", one.document.id);
  xml.close();
}

}  // namespace

std::string premisXml(const PackageOrigin& origin, const std::vector<ArchivedDocument>& documents,
                      const std::string& folder) {
  CanonicalXml xml;
  xml.open("premis",
           {{"xmlns", "http://www.loc.gov/premis/v3"},
            {"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"},
            {"version", "3.0"},
            {"xsi:schemaLocation", "http://www.loc.gov/premis/v3 https://www.loc.gov/standards/premis/premis.xsd"}});
  for (const auto& one : documents) object(xml, one, folder);
  for (const auto& one : documents)
    for (const auto& entry : one.trail)
      for (const auto& [name, word] : kEvents)
        if (entry.event == name) event(xml, one, entry, word);
  xml.open("agent");
  identifier(xml, "agent", "local", kAgent);
  xml.text("agentName", "Balalyk");
  xml.text("agentType", "software");
  xml.text("agentVersion", origin.version);
  xml.close();
  xml.close();
  return xml.take() + "\n";
}

}  // namespace balalyk
