#include "connectors/pdf/judging/ContainerJudge.h"

#include <libxml/parser.h>
#include <libxml/valid.h>
#include <xmlsec/list.h>
#include <xmlsec/xmltree.h>

#include <algorithm>
#include <memory>

#include "connectors/pdf/judging/XmlsecContext.h"

namespace balalyk::judging {

namespace {

constexpr const char* kDs = "http://www.w3.org/2000/09/xmldsig#";
constexpr const char* kXades = "http://uri.etsi.org/01903/v1.3.2#";
constexpr const char* kAsic = "http://uri.etsi.org/02918/v1.2.1#";

struct FreeDoc {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using Document = std::unique_ptr<xmlDoc, FreeDoc>;

const xmlChar* text(const char* chars) {
  return reinterpret_cast<const xmlChar*>(chars);
}

std::string_view view(const xmlChar* chars) {
  return chars == nullptr ? std::string_view() : reinterpret_cast<const char*>(chars);
}

Document parse(const std::string& xml) {
  Document document(xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr,
                                  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
  const bool plain = document && document->intSubset == nullptr && document->extSubset == nullptr;
  return plain ? std::move(document) : nullptr;
}

bool attributeIs(const xmlNode* node, const char* name, std::string_view value) {
  const xmlAttr* attribute = xmlHasNsProp(node, text(name), nullptr);
  if (attribute == nullptr) return false;
  const std::unique_ptr<xmlChar, void (*)(void*)> found(xmlGetNoNsProp(node, text(name)), xmlFree);
  return view(found.get()) == value;
}

std::vector<xmlNode*> children(const xmlNode* parent, const char* name, const char* nameSpace) {
  std::vector<xmlNode*> found;
  for (xmlNode* node = parent->children; node != nullptr; node = node->next) {
    if (xmlSecCheckNodeName(node, text(name), text(nameSpace)) != 0) found.push_back(node);
  }
  return found;
}

// The one signature with this Id that is not inside another; null when it is not one.
xmlNode* findSignature(const xmlDoc* document, const std::string& id) {
  xmlNode* root = xmlDocGetRootElement(document);
  if (root == nullptr) return nullptr;
  std::vector<xmlNode*> signatures;
  if (xmlSecCheckNodeName(root, text("XAdESSignatures"), text(kAsic)) != 0) {
    signatures = children(root, "Signature", kDs);
  } else if (xmlSecCheckNodeName(root, text("Signature"), text(kDs)) != 0) {
    signatures.push_back(root);
  }
  std::erase_if(signatures, [&](const xmlNode* node) { return !attributeIs(node, "Id", id); });
  return signatures.size() == 1 ? signatures.front() : nullptr;
}

// Where XAdES puts them: ds:Object, QualifyingProperties of this signature, SignedProperties. Null when not once.
xmlNode* findProperties(const xmlNode* signature, const std::string& signatureId) {
  std::vector<xmlNode*> found;
  for (const xmlNode* object : children(signature, "Object", kDs)) {
    for (const xmlNode* qualifying : children(object, "QualifyingProperties", kXades)) {
      if (!attributeIs(qualifying, "Target", "#" + signatureId)) continue;
      for (xmlNode* properties : children(qualifying, "SignedProperties", kXades)) found.push_back(properties);
    }
  }
  return found.size() == 1 ? found.front() : nullptr;
}

// Makes the properties the only element that a "#…" can mean: fails when the parser knows another (xml:id).
bool nameProperties(xmlDoc* document, xmlNode* properties) {
  xmlAttr* id = xmlHasNsProp(properties, text("Id"), nullptr);
  if (id == nullptr || document->ids != nullptr) return false;
  const std::unique_ptr<xmlChar, void (*)(void*)> value(xmlGetNoNsProp(properties, text("Id")), xmlFree);
  return value && xmlAddID(nullptr, document, value.get(), id) != nullptr;
}

bool allHold(xmlSecPtrList& references) {
  for (xmlSecSize i = 0; i < xmlSecPtrListGetSize(&references); ++i) {
    const auto* reference = static_cast<xmlSecDSigReferenceCtx*>(xmlSecPtrListGetItem(&references, i));
    if (reference->status != xmlSecDSigStatusSucceeded) return false;
  }
  return true;
}

// What was processed is what the first judge resolved: each reference by its URI and its place, each file by its name.
bool areAsExpected(xmlSecPtrList& references, const std::vector<std::string>& opened,
                   const std::vector<ExpectedReference>& expected, std::string_view propertiesId) {
  if (xmlSecPtrListGetSize(&references) != expected.size()) return false;
  std::vector<std::string> files;
  int properties = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto* reference =
        static_cast<xmlSecDSigReferenceCtx*>(xmlSecPtrListGetItem(&references, static_cast<xmlSecSize>(i)));
    const auto uri = view(reference->uri);
    if (uri != expected[i].uri) return false;
    if (!expected[i].file.empty()) {
      files.push_back(expected[i].file);
    } else if (uri.substr(0, 1) != "#" || uri.substr(1) != propertiesId || ++properties > 1) {
      return false;
    }
  }
  return properties == 1 && files == opened;
}

Finding judgeSignature(const ContainerFiles& files, const SignatureQuestion& question) {
  const auto xml = files.read(question.entry);
  if (!xml) return Finding::containerUnreadable;
  const auto document = parse(*xml);
  if (!document) return Finding::xmlRefused;
  xmlNode* signature = findSignature(document.get(), question.id);
  xmlNode* properties = signature != nullptr ? findProperties(signature, question.id) : nullptr;
  if (properties == nullptr || !nameProperties(document.get(), properties)) return Finding::structureOther;

  std::unique_ptr<XmlsecContext> context;
  try {
    context = std::make_unique<XmlsecContext>(files, question.certificate);
  } catch (const XmlsecContext::KeyUnusable&) {
    return Finding::certificateUnread;
  }
  if (!context->verify(signature)) return Finding::notProcessed;
  auto references = context->result().signedInfoReferences;
  if (!allHold(references)) return Finding::digestDiffers;
  if (context->result().status != xmlSecDSigStatusSucceeded) return Finding::valueDiffers;
  const std::unique_ptr<xmlChar, void (*)(void*)> id(xmlGetNoNsProp(properties, text("Id")), xmlFree);
  return areAsExpected(references, context->opened(), question.references, view(id.get())) ? Finding::accepted
                                                                                           : Finding::referencesOther;
}

}  // namespace

std::vector<Finding> judgeContainer(std::string_view container, const std::vector<SignatureQuestion>& signatures) {
  const ContainerFiles files(container);
  std::vector<Finding> findings;
  for (const auto& signature : signatures) {
    findings.push_back(files.isOpen() ? judgeSignature(files, signature) : Finding::containerUnreadable);
  }
  return findings;
}

}  // namespace balalyk::judging
