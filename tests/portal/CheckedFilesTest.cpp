// What strangers hear of a file that they give.
#include <boost/test/unit_test.hpp>

#include "Strangers.h"

namespace balalyk::tests {
namespace {

BOOST_FIXTURE_TEST_SUITE(CheckedFiles, Strangers)

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
  const auto found = std::ranges::find_if(
      waiting, [](const Document& document) { return document.kind == balalyk::Kind::mealUpload; });
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
