// What strangers hear of a document and of a file, and what they may ask for.
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "IssuedDocuments.h"
#include "TestBrowser.h"
#include "connectors/portal/pages/AllPages.h"
#include "connectors/portal/pages/CheckPages.h"
#include "connectors/portal/web/RateLimit.h"
#include "connectors/texts/Messages.h"
#include "pipeline/template/RecordView.h"

namespace balalyk::tests {
namespace {

using namespace web;

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
CheckedFile reportOf(signing::Indication indication, const std::string& digest, SecondVerdict::Kind second) {
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

BOOST_FIXTURE_TEST_SUITE(CheckPage, Strangers)

BOOST_AUTO_TEST_CASE(each_state_has_its_own_words_and_shape) {
  const auto decided = next(), filled = next(), signedOne = next(), gone = next();
  fill(filled);
  fill(signedOne);
  sign(signedOne);
  fill(gone);
  database->queue().withdraw({gone}, {"recordGone", {}}, "test");
  const auto valid = published(), old = published(), damaged = published(), missing = published();
  const auto newer = supersede(old);
  const auto digestOf = [&](const std::string& id) { return document(id).container->digest; };
  std::filesystem::permissions(storedFile(digestOf(damaged)), std::filesystem::perms::owner_all);
  std::ofstream(storedFile(digestOf(damaged)), std::ios::trunc) << "container of nothing";
  std::filesystem::remove(storedFile(digestOf(missing)));
  const auto quarantined = inQuarantine(), replaced = next(), removed = published(), removedOld = published();
  fill(replaced);
  const auto inItsPlace = supersede(replaced);
  supersede(removedOld);
  remove(removed);
  remove(removedOld);

  struct Row {
    std::string id, state, shape;
    int status = 200;
    bool kept = true, issued = false;
  };
  const Row rows[] = {{"00000000-0000-7000-8000-000000000000", "unknown", "unknown", 404, false},
                      {decided, "notYet", "waiting"},
                      {filled, "notYet", "waiting"},
                      {signedOne, "notYet", "waiting"},
                      {quarantined, "notYet", "waiting"},
                      {valid, "valid", "published", 200, true, true},
                      {newer, "valid", "published", 200, true, true},
                      {old, "superseded", "superseded", 200, true, true},
                      {replaced, "replaced", "superseded"},
                      {removed, "removed", "superseded"},
                      {removedOld, "superseded", "superseded"},
                      {gone, "withdrawn", "withdrawn"},
                      {damaged, "damaged", "problem", 200, false, true},
                      {missing, "damaged", "problem", 200, false, true}};
  for (const auto& row : rows) {
    for (const char* language : {"ky", "ru", "en"}) {
      BOOST_TEST_CONTEXT(row.id << " " << row.state << " " << language) {
        const auto answer = ask("/check/" + row.id + "?lang=" + language);
        const Messages messages(language);
        BOOST_TEST(answer.status() == row.status);
        BOOST_TEST(shows("<span class=\"state state-" + row.shape + "\">" +
                         messages.text("portal.check.state." + row.state + ".word") + "</span>"));
        BOOST_TEST(shows(messages.text("portal.check.not.title")));
        BOOST_TEST((field(answer, "Cache-Control") == "public, max-age=60") == row.kept);
        BOOST_TEST(!has(answer, "Set-Cookie"));
        BOOST_TEST(!shows("<script"));
        if (row.status == 404) continue;
        const auto found = document(row.id);
        showsNobody(found);
        BOOST_TEST(shows(found.number));
        BOOST_TEST(shows(found.commissionName));
        BOOST_TEST(shows("<h2>" + messages.text("portal.check.print.title") + "</h2>") == row.issued);
      }
    }
  }
  ask("/check/" + old + "?lang=en");
  BOOST_TEST(shows("href=\"/check/" + newer + "?lang=en\""));
  ask("/check/" + replaced + "?lang=en");
  BOOST_TEST(shows("href=\"/check/" + inItsPlace + "?lang=en\""));
}

BOOST_AUTO_TEST_CASE(a_container_that_was_removed_here_is_still_known_as_ours) {
  using Kind = SecondVerdict::Kind;
  const auto id = published();
  remove(id);
  const Messages messages("en");
  files.judged = [](std::string_view) {
    return reportOf(signing::Indication::totalPassed, std::string(64, '0'), Kind::accepted);
  };
  BOOST_TEST(give("container of " + id).status() == 200);
  BOOST_TEST(shows(messages.text("portal.check.file.genuine.text")));
  BOOST_TEST(shows(messages.text("portal.check.state.removed.text")));
}

// Its former levels, and the one with evidence, have other digests: the record in them is known.
BOOST_AUTO_TEST_CASE(another_container_of_what_was_removed_here_is_known_by_all_that_it_covers) {
  using signing::Indication;
  using Kind = SecondVerdict::Kind;
  const auto id = published();
  const auto before = document(id);
  remove(id);
  const Messages messages("en");
  auto theirs = reportOf(Indication::totalPassed, before.files.at(0).digest, Kind::accepted);
  auto& files_ = theirs.first.signatures.at(0).files;
  files_.at(0).name = before.files.at(0).name;
  files_.push_back({"record.xml", "application/xml", 1, "SHA-256", before.recordDigest});
  const auto says = [&](const CheckedFile& checked, const std::string& word) {
    files.judged = [&](std::string_view) { return checked; };
    give("PK\x03\x04 another level");
    BOOST_TEST(shows(messages.text("portal.check.file." + word + ".text")), word);
    BOOST_TEST(shows(messages.text("portal.check.state.removed.text")) == (word == "genuine"));
  };
  serve({.filesAtOnce = 100});
  says(theirs, "genuine");
  auto another = theirs;
  another.first.signatures.at(0).signer->certificateSha256 = "beef";
  says(another, "foreign");
  auto changed = theirs;
  changed.first.signatures.at(0).files.at(0).digest = std::string(64, '0');
  says(changed, "foreign");
  auto more = theirs;
  more.first.signatures.at(0).files.push_back({"b.pdf", "application/pdf", 1, "SHA-256", std::string(64, '0')});
  says(more, "foreign");
  auto recordAlone = theirs;
  recordAlone.first.signatures.at(0).files.erase(recordAlone.first.signatures.at(0).files.begin());
  says(recordAlone, "foreign");
}

BOOST_AUTO_TEST_CASE(a_protocol_that_was_given_in_is_not_called_one_that_this_portal_made) {
  const auto found =
      std::ranges::find_if(waiting, [](const Document& document) { return document.kind == balalyk::Kind::mealUpload; });
  BOOST_REQUIRE(found != waiting.end());
  fill(found->id);
  sign(found->id);
  publish(found->id);
  const Messages messages("en");
  BOOST_TEST(give("%PDF-1.7 of " + found->id, "p.pdf").status() == 200);
  BOOST_TEST(shows(messages.text("portal.check.file.uploaded.proves.1")));
  BOOST_TEST(shows(messages.text("portal.check.state.valid.text")));
  BOOST_TEST(!shows(messages.text("portal.check.file.own.proves.1")));
}

BOOST_AUTO_TEST_CASE(who_signed_is_named_and_the_fingerprints_are_in_groups) {
  const auto id = published();
  const auto found = document(id);
  ask("/check/" + id + "?lang=en");
  const auto chairperson = database->members().shownName(found.chairpersonId);
  BOOST_REQUIRE(!chairperson.empty());
  BOOST_TEST(shows(chairperson));
  for (const auto& digest : {found.container->digest, found.files.at(0).digest})
    BOOST_TEST(shows("<span>" + digest.substr(0, 4) + "</span> <span>" + digest.substr(4, 4) + "</span>"));
}

BOOST_AUTO_TEST_CASE(an_address_on_paper_leads_here_however_it_was_set_typed_or_written) {
  const auto id = published();
  const auto pathOf = [](const std::string& address) {
    return address.substr(std::string("https://portal.test").size());
  };
  // As the first version has printed it, with and without the slash of the setting.
  for (const char* base : {"https://portal.test/check/", "https://portal.test/check"}) {
    const auto printed = checkAddress({.documentId = id, .checkAddressBase = base});
    BOOST_TEST(printed == "https://portal.test/check/" + id);
    BOOST_TEST(ask(pathOf(printed)).status() == 200);
  }
  const auto byQuery =
      ask(pathOf(checkAddress({.documentId = id, .checkAddressBase = "https://portal.test/check?id="})));
  BOOST_TEST(byQuery.location() == "/check/" + id + "?lang=ky");
  std::string capitals = id;
  for (auto& c : capitals) c = static_cast<char>(std::toupper(c));
  BOOST_TEST(ask("/check/" + capitals).status() == 200);
  BOOST_TEST(ask("/check?id=+" + capitals + "+&lang=ru").location() == "/check/" + id + "?lang=ru");
  BOOST_TEST(ask("/check?id=%3Cb%3E&lang=en").status() == 422);
}

BOOST_AUTO_TEST_CASE(a_browser_keeps_a_page_until_something_changes) {
  const auto id = published();
  const auto first = ask("/check/" + id, {{"Accept-Language", "ru"}});
  const auto tag = field(first, "ETag");
  BOOST_TEST(field(first, "Vary") == "Accept-Language");
  const auto again = ask("/check/" + id, {{"Accept-Language", "ru"}, {"If-None-Match", tag}});
  BOOST_TEST(again.status() == 304);
  BOOST_TEST(again.body().empty());
  BOOST_TEST(ask("/check/" + id, {{"Accept-Language", "ky"}, {"If-None-Match", tag}}).status() == 200);
  supersede(id);
  BOOST_TEST(ask("/check/" + id, {{"Accept-Language", "ru"}, {"If-None-Match", tag}}).status() == 200);
}

BOOST_AUTO_TEST_CASE(cookies_are_not_looked_at_and_a_session_is_neither_shown_nor_touched) {
  const auto id = published();
  const auto session = signIn("S1");
  const auto cookie = session.cookie.substr(8, session.cookie.size() - 10);
  const auto answer = ask("/check/" + id, {{"Cookie", cookie + "; __Host-balalyk-language=ru"}});
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(!has(answer, "Set-Cookie"));
  BOOST_TEST(!shows("катчы"));
  BOOST_TEST(shows("lang=\"ky\""));
}

BOOST_AUTO_TEST_CASE(who_asks_too_often_hears_when_to_come_again) {
  serve({.atOnce = 2, .perMinute = 6, .ofOneAtOnce = 1, .ofOnePerMinute = 1, .filesAtOnce = 1, .filesPerMinute = 2});
  const auto id = published(), other = published();
  BOOST_TEST(ask("/check/" + id).status() == 200);
  const auto one = ask("/check/" + id + "?lang=en");  // of this document
  BOOST_TEST(one.status() == 429);
  BOOST_TEST(field(one, "Retry-After") == "60");
  BOOST_TEST(shows("try again in 60 seconds"));
  const auto all = ask("/check/" + other);  // from this address
  BOOST_TEST(all.status() == 429);
  BOOST_TEST(field(all, "Retry-After") == "10");
  BOOST_TEST(field(all, "Cache-Control") == "no-store");
  files.examined = [](std::string_view) { return PdfFinding{.problems = {}, .pages = 1}; };
  BOOST_TEST(give("%PDF-1.7 x").status() == 200);
  BOOST_TEST(give("%PDF-1.7 x").status() == 429);
  BOOST_TEST(ask("/check").status() == 200);
}

BOOST_AUTO_TEST_CASE(an_office_behind_one_address_counts_by_itself_and_an_ipv6_network_as_one) {
  BOOST_TEST(limitedAddress("192.0.2.1") == "192.0.2.1");
  BOOST_TEST(limitedAddress("::ffff:192.0.2.1") == "::ffff:192.0.2.1");
  BOOST_TEST(limitedAddress("2001:db8:0:1::5") == limitedAddress("2001:db8:0:1:ffff::9"));
  BOOST_TEST(limitedAddress("2001:db8:0:1::5") != limitedAddress("2001:db8:0:2::5"));
}

BOOST_AUTO_TEST_CASE(a_pdf_of_a_document_is_known_by_its_bytes_and_read_by_nobody) {
  const auto id = published(), replaced = published();
  supersede(replaced);
  BOOST_TEST(give("%PDF-1.7 of " + id, "p.pdf").status() == 200);
  const Messages messages("en");
  BOOST_TEST(shows(messages.text("portal.check.file.own.word")));
  BOOST_TEST(shows(messages.text("portal.check.state.valid.text")));
  BOOST_TEST(shows("/check/" + id));
  showsNobody(document(id));
  give("%PDF-1.7 of " + replaced, "p.pdf");
  BOOST_TEST(shows(messages.text("portal.check.state.superseded.text")));
  BOOST_TEST(filesInUploads() == 0u);
}

BOOST_AUTO_TEST_CASE(each_verdict_on_a_file_has_its_words) {
  using signing::Indication;
  using Kind = SecondVerdict::Kind;
  const auto id = published();
  const auto known = document(id).files.at(0).digest;
  const std::string unknown(64, '0');
  const Messages messages("en");
  const auto says = [&](const std::string& word) {
    BOOST_TEST_CONTEXT(word) {
      const auto answer = give("PK\x03\x04 protocol-ky.pdf%PDF-1.7 something");
      BOOST_TEST(answer.status() == 200);
      BOOST_TEST(field(answer, "Cache-Control") == "no-store");
      BOOST_TEST(!has(answer, "Set-Cookie"));
      BOOST_TEST(shows(messages.text("portal.check.file." + word + ".text")));
      BOOST_TEST(filesInUploads() == 0u);
    }
  };
  const auto judgedAs = [&](CheckedFile checked) { files.judged = [=](std::string_view) { return checked; }; };
  serve({.filesAtOnce = 100});
  judgedAs(reportOf(Indication::totalPassed, known, Kind::accepted));
  says("genuine");
  BOOST_TEST(shows(messages.text("portal.check.state.valid.text")));
  BOOST_TEST(shows(messages.text("secondJudge.accepted")));
  BOOST_TEST(shows("<bdi>Төрага</bdi>"));
  judgedAs(reportOf(Indication::totalPassed, unknown, Kind::accepted));
  says("foreign");
  // Anybody with a certificate can sign our PDF once more, or beside another one.
  auto theirs = reportOf(Indication::totalPassed, known, Kind::accepted);
  theirs.first.signatures.at(0).signer->certificateSha256 = "beef";
  judgedAs(theirs);
  says("foreign");
  auto beside = reportOf(Indication::totalPassed, known, Kind::accepted);
  beside.first.signatures.at(0).files.push_back({"protocol-ru.pdf", "application/pdf", 1, "SHA-256", unknown});
  judgedAs(beside);
  says("foreign");
  BOOST_TEST(!shows("/check/" + id));
  judgedAs(reportOf(Indication::totalFailed, known, Kind::refused));
  says("invalid");
  BOOST_TEST(!shows("/check/" + id));  // what is broken is no document
  judgedAs(reportOf(Indication::indeterminate, known, Kind::accepted));
  says("open");
  // Beside what is signed lies what nobody signed: in the list of the container, or not even there.
  auto listed = reportOf(Indication::totalFailed, known, Kind::refused);
  listed.first.signatures.at(0).checks = {{"fileFound", true, {}}, {"fileCovered", false, {{"file", "x.pdf"}}}};
  judgedAs(listed);
  says("extra");
  listed.first.signatures.at(0).checks.push_back({"fileUnchanged", false, {}});
  judgedAs(listed);
  says("invalid");
  const auto breaking = [&](const std::string& rule) {
    CheckedFile checked;
    checked.first.format = "unknown";
    checked.first.indication = Indication::totalFailed;
    checked.first.checks = {{"containerForm", false, {{"reason", rule}}}};
    return checked;
  };
  judgedAs(breaking("containerFileUnlisted"));
  says("extra");
  judgedAs(breaking("containerChecksumWrong"));
  says("broken");
  judgedAs(breaking("containerNotZip"));
  says("unsigned");
  judgedAs(reportOf(Indication::totalPassed, known, Kind::refused));
  says("open");
  BOOST_TEST(shows(messages.text("secondJudge.disagrees")));
  CheckedFile nothing;
  nothing.first.format = "unknown";
  nothing.first.indication = Indication::totalFailed;
  judgedAs(nothing);
  says("unsigned");
  nothing.first.format = "XAdES";  // an XML file that nobody signed
  judgedAs(nothing);
  says("unsigned");
  files.judged = [](std::string_view) -> CheckedFile { throw Error("fileCheckFailed"); };
  says("unread");
}

BOOST_AUTO_TEST_CASE(a_pdf_of_elsewhere_is_examined_and_what_is_in_it_said) {
  const Messages messages("en");
  files.examined = [](std::string_view) { return PdfFinding{.problems = {}, .pages = 1}; };
  give("%PDF-1.4 another");
  BOOST_TEST(shows(messages.text("portal.check.file.another.text")));
  files.examined = [](std::string_view) {
    return PdfFinding{.problems = {{"uploadActive", {{"what", "script"}}}}, .pages = 0};
  };
  give("junk before %PDF-1.4 another");
  BOOST_TEST(shows(messages.text("portal.check.file.active.text")));
}

BOOST_AUTO_TEST_CASE(files_are_busy_unavailable_missing_or_too_large_in_words) {
  files.judged = [](std::string_view) -> CheckedFile { throw Error("fileCheckBusy"); };
  const auto busy = give("PK");
  BOOST_TEST(busy.status() == 503);
  BOOST_TEST(field(busy, "Retry-After") == "10");
  files.judged = [](std::string_view) -> CheckedFile {
    throw Error("fileCheckUnavailable", {{"reason", "trustAnchorsUnreadable"}});
  };
  BOOST_TEST(give("PK").status() == 503);
  BOOST_TEST(log.all().back().problem.code == "fileCheckUnavailable");
  BOOST_TEST(
      ask("/check?lang=en", {}, "--b0undary\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--b0undary--\r\n")
          .status() == 422);
  RawHead large{.method = "POST", .target = "/check", .version = "HTTP/1.1", .fields = {}};
  large.fields = {
      {"Host", "portal.test"}, {"Content-Length", "524288000"}, {"Content-Type", "multipart/form-data; boundary=b"}};
  TextSource nothing("");
  BOOST_TEST(pages->answer(large, nothing, "192.0.2.1").status() == 413);  // nobody waits for its body
  const auto twenty = give(std::string((20u << 20) + 1, 'x'));
  BOOST_TEST(twenty.status() == 413);
  BOOST_TEST(filesInUploads() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
