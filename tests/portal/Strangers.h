#pragma once

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "IssuedDocuments.h"
#include "TestBrowser.h"
#include "connectors/portal/pages/CheckPages.h"
#include "connectors/texts/Messages.h"

namespace balalyk::tests {
using namespace web;

// The check page, and what is asked of it by somebody whom nobody knows.
struct Strangers : IssuedDocuments {
  Strangers() { serve({}); }
  void serve(const CheckLimits& limits) {
    Content content;
    addCheckPages(content, parts(), limits);
    pages = std::make_unique<Site>(SiteOptions{.address = "https://portal.test", .uploads = folder / "uploads"},
                                   content, database->sessions(), visitors, log, [] {});
  }
  Response ask(const std::string& target, std::vector<std::pair<std::string, std::string>> more = {},
               const std::string& body = "") {
    RawHead head{.method = body.empty() ? "GET" : "POST", .target = target, .version = "HTTP/1.1", .fields = {}};
    head.fields = std::move(more);
    head.fields.emplace_back("Host", "portal.test");
    if (!body.empty()) {
      head.fields.emplace_back("Content-Length", std::to_string(body.size()));
      head.fields.emplace_back("Content-Type", "multipart/form-data; boundary=b0undary");
    }
    TextSource source(body);
    auto answer = pages->answer(head, source, "192.0.2.1");
    page = std::string(answer.body());
    return answer;
  }
  Response give(const std::string& file, const std::string& name = "a.asice") {
    return ask("/check?lang=en", {},
               "--b0undary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n" + file +
                   "\r\n--b0undary--\r\n");
  }
  bool shows(const std::string& text) const { return page.find(text) != std::string::npos; }
  static bool has(const Response& answer, const std::string& name) {
    return std::ranges::any_of(answer.fields(), [&](const auto& field) { return field.first == name; });
  }
  static std::string field(const Response& answer, const std::string& name) {
    for (const auto& [one, value] : answer.fields())
      if (one == name) return value;
    return {};
  }
  // The children's names of the sample, and what else of them must not be shown.
  void showsNobody(const Document& document) {
    if (document.subject.empty()) return;  // removed
    const auto signer = database->members().shownName(document.chairpersonId);
    if (document.subject.starts_with(signer)) return;  // one applicant of the sample is the chairperson's namesake
    BOOST_TEST(!shows(document.subject), document.subject);
  }

  std::unique_ptr<Site> pages;
  std::string page;
};

// A report as the judges give it: one signature over one file.
inline CheckedFile reportOf(signing::Indication indication, const std::string& digest, SecondVerdict::Kind second) {
  CheckedFile checked;
  checked.first.format = "ASiC-E";
  checked.first.indication = indication;
  signing::SignatureReport signature;
  signature.indication = indication;
  signature.signer = signing::Signer{
      .subject = "CN=Төрага", .commonName = "Төрага", .serialNumber = "", .role = "", .certificateSha256 = "c0ffee"};
  signature.files.push_back({"protocol-ky.pdf", "application/pdf", 1, "SHA-256", digest});
  checked.first.signatures.push_back(signature);
  checked.second.push_back({second, second == SecondVerdict::Kind::refused ? "digestDiffers" : "", {}});
  return checked;
}

}  // namespace balalyk::tests
