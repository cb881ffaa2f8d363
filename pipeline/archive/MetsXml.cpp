#include "pipeline/archive/MetsXml.h"

#include "pipeline/record/CanonicalXml.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

MetsFile MetsFile::of(const std::string& name, const std::string& mediaType, const std::string& content) {
  return {name, mediaType, signing::toHex(signing::sha256(content)), content.size()};
}

namespace {

using Attributes = std::vector<CanonicalXml::Attribute>;

// Writes one METS file. Identifiers within it are made of what they are of.
class Mets {
 public:
  Mets(const PackageOrigin& origin, const MetsContent& content) : origin_(origin), content_(content) {}

  std::string operator()() {
    xml_.open("mets", {{"xmlns", "http://www.loc.gov/METS/"},
                       {"xmlns:csip", "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"},
                       {"xmlns:sip", "https://DILCIS.eu/XML/METS/SIPExtensionMETS"},
                       {"xmlns:xlink", "http://www.w3.org/1999/xlink"},
                       {"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"},
                       {"OBJID", content_.objectId},
                       {"LABEL", "Signed protocols and lists of the preschool voucher"},
                       {"TYPE", "Mixed"},
                       {"PROFILE", "https://earksip.dilcis.eu/profile/E-ARK-SIP-v2-1-0.xml"},
                       {"csip:CONTENTINFORMATIONTYPE", "MIXED"},
                       {"xsi:schemaLocation", "http://www.loc.gov/METS/ http://www.loc.gov/standards/mets/mets.xsd"}});
    header();
    metadata();
    files();
    structure();
    xml_.close();
    return xml_.take() + "\n";
  }

 private:
  void agent(const Attributes& attributes, const std::string& name, const std::string& noteType,
             const std::string& note) {
    xml_.open("agent", attributes);
    xml_.text("name", name);
    xml_.text("note", note, {{"csip:NOTETYPE", noteType}});
    xml_.close();
  }

  void header() {
    xml_.open("metsHdr", {{"CREATEDATE", stamped(origin_.at)},
                          {"LASTMODDATE", stamped(origin_.at)},
                          {"RECORDSTATUS", "NEW"},
                          {"csip:OAISPACKAGETYPE", "SIP"}});
    agent({{"ROLE", "CREATOR"}, {"TYPE", "OTHER"}, {"OTHERTYPE", "SOFTWARE"}}, "Balalyk", "SOFTWARE VERSION",
          origin_.version);
    agent({{"ROLE", "CREATOR"}, {"TYPE", "ORGANIZATION"}}, origin_.submitter, "IDENTIFICATIONCODE", origin_.submitter);
    xml_.close();
  }

  Attributes reference(const MetsFile& file) const {
    return {{"LOCTYPE", "URL"},
            {"MIMETYPE", file.mediaType},
            {"SIZE", std::to_string(file.size)},
            {"CREATED", stamped(origin_.at)},
            {"CHECKSUM", file.digest},
            {"CHECKSUMTYPE", "SHA-256"},
            {"xlink:href", file.name},
            {"xlink:type", "simple"}};
  }

  void metadataFile(const MetsFile& file, const char* type, const char* typeVersion) {
    auto attributes = reference(file);
    attributes.emplace_back("MDTYPE", type);
    if (*typeVersion) attributes.emplace_back("MDTYPEVERSION", typeVersion);
    xml_.open("mdRef", attributes);
    xml_.close();
  }

  void metadata() {
    for (const auto& file : content_.metadata) {
      if (file.name != content_.descriptive) continue;
      xml_.open("dmdSec", {{"ID", "id-descriptive"}, {"CREATED", stamped(origin_.at)}, {"STATUS", "CURRENT"}});
      metadataFile(file, "DC", "");
      xml_.close();
    }
    for (const auto& file : content_.metadata) {
      if (file.name != content_.preservation) continue;
      xml_.open("amdSec", {{"ID", "id-administrative"}});
      xml_.open("digiprovMD", {{"ID", "id-preservation"}, {"CREATED", stamped(origin_.at)}, {"STATUS", "CURRENT"}});
      metadataFile(file, "PREMIS", "3.0");
      xml_.close();
      xml_.close();
    }
  }

  void group(const std::string& id, const std::string& use, const std::vector<MetsFile>& files, bool ofContent) {
    if (files.empty()) return;
    Attributes attributes{{"ID", id}, {"USE", use}};
    if (ofContent) attributes.emplace_back("csip:CONTENTINFORMATIONTYPE", "MIXED");
    xml_.open("fileGrp", attributes);
    for (std::size_t i = 0; i < files.size(); ++i) {
      const auto& file = files[i];
      xml_.open("file", {{"ID", id + "-" + std::to_string(i + 1)},
                         {"MIMETYPE", file.mediaType},
                         {"SIZE", std::to_string(file.size)},
                         {"CREATED", stamped(origin_.at)},
                         {"CHECKSUM", file.digest},
                         {"CHECKSUMTYPE", "SHA-256"}});
      xml_.open("FLocat", {{"LOCTYPE", "URL"}, {"xlink:href", file.name}, {"xlink:type", "simple"}});
      xml_.close();
      xml_.close();
    }
    xml_.close();
  }

  static std::string useOf(const MetsFile& representation) {
    const auto name = representation.name.substr(0, representation.name.rfind('/'));
    return "R" + name.substr(1);  // "Representations/rep1"
  }

  void files() {
    xml_.open("fileSec", {{"ID", "id-files"}});
    group("id-documentation", "Documentation", content_.documentation, false);
    group("id-data", "Data", content_.data, true);
    for (const auto& one : content_.representations) group("id-representation", useOf(one), {one}, true);
    xml_.close();
  }

  void part(const std::string& id, const std::string& label, const std::string& groupId) {
    xml_.open("div", {{"ID", id}, {"LABEL", label}});
    xml_.open("fptr", {{"FILEID", groupId}});
    xml_.close();
    xml_.close();
  }

  void structure() {
    xml_.open("structMap", {{"ID", "id-structure"}, {"TYPE", "PHYSICAL"}, {"LABEL", "CSIP"}});
    xml_.open("div", {{"ID", "id-div"}, {"LABEL", content_.objectId}});
    Attributes metadata{{"ID", "id-div-metadata"}, {"LABEL", "Metadata"}};
    if (!content_.descriptive.empty()) metadata.emplace_back("DMDID", "id-descriptive");
    if (!content_.preservation.empty()) metadata.emplace_back("ADMID", "id-preservation");
    if (!content_.metadata.empty()) {
      xml_.open("div", metadata);
      xml_.close();
    }
    if (!content_.documentation.empty()) part("id-div-documentation", "Documentation", "id-documentation");
    if (!content_.data.empty()) part("id-div-data", "Data", "id-data");
    for (const auto& one : content_.representations) {
      xml_.open("div", {{"ID", "id-div-representation"}, {"LABEL", useOf(one)}});
      xml_.open("mptr", {{"LOCTYPE", "URL"},
                         {"xlink:href", one.name},
                         {"xlink:title", "id-representation"},
                         {"xlink:type", "simple"}});
      xml_.close();
      xml_.close();
    }
    xml_.close();
    xml_.close();
  }

  const PackageOrigin& origin_;
  const MetsContent& content_;
  CanonicalXml xml_;
};

}  // namespace

std::string metsXml(const PackageOrigin& origin, const MetsContent& content) {
  return Mets(origin, content)();
}

}  // namespace balalyk
