#include "Enveloping.h"

#include <stdexcept>

#include "signing/container/EntryName.h"
#include "signing/crypto/Base64.h"
#include "signing/xades/SignatureXml.h"
#include "signing/xml/CanonicalText.h"
#include "signing/xml/Names.h"

namespace balalyk::signing::test {
namespace {

void replace(std::string& text, std::string_view part, const std::string& by) {
  const auto at = text.find(part);
  if (at == std::string::npos) throw std::logic_error("the signature is written in another way by now");
  text.replace(at, part.size(), by);
}

}  // namespace

std::string envelopingSignature(const DataFile& file, SigningKey& key, const SignatureParameters& parameters) {
  auto prepared = prepare(DigestedFiles({file}), key.certificate(), key.chain(), parameters);
  std::string described = "<xades:Description>";  // the only place where the file's name is kept
  appendText(described, file.name);
  replace(prepared.signedProperties, "<xades:MimeType>", described + "</xades:Description><xades:MimeType>");
  prepared.signedInfo = buildSignedInfo(prepared.files, prepared.algorithm, prepared.signedProperties);
  replace(prepared.signedInfo, entryNameToUri(file.name) + "\">",
          "#S0-O0\"><ds:Transforms><ds:Transform Algorithm=\"" + std::string(xml::kBase64Transform) +
              "\"></ds:Transform></ds:Transforms>");
  const Digest digest = digestToSign(prepared);
  std::string xml = buildSignatureDocument(prepared, key.sign({&digest, 1}).front());
  std::string object = "<ds:Object Encoding=\"http://www.w3.org/2000/09/xmldsig#base64\" Id=\"S0-O0\" MimeType=\"";
  appendAttributeValue(object, file.mediaType);
  replace(xml, "</ds:Signature></asic:XAdESSignatures>",
          object + "\">" + toBase64(file.content) + "</ds:Object></ds:Signature>");
  replace(xml, xml.substr(xml.find("<asic:"), xml.find("<ds:Signature") - xml.find("<asic:")), "");
  return xml;
}

}  // namespace balalyk::signing::test
