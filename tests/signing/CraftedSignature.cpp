#include "CraftedSignature.h"

#include <boost/test/unit_test.hpp>

#include "signing/container/EntryName.h"
#include "signing/crypto/Base64.h"

namespace balalyk::signing::test {

CraftedSignature::CraftedSignature(const std::string& container)
    : zip(CraftedZip::from(container)), xml(zip.entry(std::string{kSignatureName}).content) {}

void CraftedSignature::replace(const std::string& from, const std::string& to) {
  const auto at = xml.find(from);
  BOOST_REQUIRE(at != std::string::npos);
  xml.replace(at, from.size(), to);
}

void CraftedSignature::replaceAll(const std::string& from, const std::string& to) {
  BOOST_REQUIRE(xml.find(from) != std::string::npos);
  for (auto at = xml.find(from); at != std::string::npos; at = xml.find(from, at + to.size())) {
    xml.replace(at, from.size(), to);
  }
}

std::string CraftedSignature::between(const std::string& from, const std::string& to) const {
  const auto start = xml.find(from);
  BOOST_REQUIRE(start != std::string::npos);
  const auto end = xml.find(to, start + from.size());
  BOOST_REQUIRE(end != std::string::npos);
  return xml.substr(start, end + to.size() - start);
}

void CraftedSignature::refreshPropertiesDigest() {
  const std::string properties = between("<xades:SignedProperties", "</xades:SignedProperties>");
  const auto reference = xml.find("Type=\"http://uri.etsi.org/01903#SignedProperties\"");
  const std::string open = "<ds:DigestValue>";
  const auto start = xml.find(open, reference) + open.size();
  xml.replace(start, xml.find('<', start) - start, toBase64(bytesOf(sha256(properties))));
}

void CraftedSignature::signAgain(SigningKey& key) {
  const Digest digest = sha256(between("<ds:SignedInfo", "</ds:SignedInfo>"));
  putValue(key.sign({&digest, 1}).front());
}

void CraftedSignature::putValue(const std::string& value) {
  const std::string open = "<ds:SignatureValue Id=\"S0-SignatureValue\">";
  replace(between(open, "</ds:SignatureValue>"), open + toBase64(value) + "</ds:SignatureValue>");
}

std::string CraftedSignature::build() const {
  CraftedZip changed = zip;
  changed.entry(std::string{kSignatureName}).content = xml;
  return changed.build();
}

}  // namespace balalyk::signing::test
