#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <regex>

#include "EngineFixture.h"
#include "pipeline/record/RecordCheck.h"
#include "pipeline/stages/Fill.h"
#include "pipeline/stages/NewDocuments.h"
#include "pipeline/stages/ReproductionBundle.h"
#include "signing/container/StoredZipWriter.h"
#include "signing/container/ZipReader.h"

using namespace balalyk;
using namespace balalyk::tests;

// The notice to the applicant: made with its protocol, kept with it, and failing with it.

namespace {

// Makes a «PDF» that says of what template it is; fails at one of them.
struct ScriptedOffice final : Office {
  FilledDocument fill(const FillRequest& request) override {
    requests.push_back(request.kind + "." + request.language + " for " + request.commissionId);
    OfficeEvidence evidence;
    evidence.provenance = {request.kind + "." + request.language + ".odt", std::string(64, 'd'), "An office 1.0", "f"};
    if (request.kind == failing)
      throw OfficeError({Disposition::quarantined, {"templateMissing", {{"kind", failing}}}}, evidence);
    return {.pdf = "%PDF " + request.kind + " " + request.language, .pages = 1, .provenance = evidence.provenance};
  }
  int slots() const override { return 1; }
  Counters counters() const override { return {}; }

  std::string failing;
  std::vector<std::string> requests;
};

struct NoPdf final : PdfService {
  PdfFinding examine(std::string_view) override { throw std::logic_error("nothing was uploaded"); }
  std::vector<std::string> pageImages(std::string_view, const PageImages&) override { return {}; }
};

struct NoticeFixture : EngineFixture {
  NoticeFixture() : contract(TemplateContract::load(SHIPPED_CONTRACT)) {
    using namespace std::chrono;
    Application record;
    record.origin.key = "A1";
    record.commission = {
        "K1", {"Комиссия", "Комиссия"}, {"Бишкек", "Бишкек"}, "41711000000000", ProtocolLanguages::both};
    record.protocolNumber = "1";
    record.sittingDate = Date{year(2026), month(11), day(2)};
    record.approved = true;
    record.child = {{"Асанов", "Үсөн", ""}, "21505202200011", {}};
    record.guardian.name = {"Асанова", "Айгүл", ""};
    record.guardian.pin = "11505199500011";
    record.benefits = {{"low-income", {"аз камсыз болгон", "малообеспеченная"}}};
    record.ticked = {{"M1", "K1", {"Сыдыкова", "Айнура", ""}, "11505197500011", {}, CommissionRole::chairperson, true}};
    const auto fresh = newDocument(check(record, Date{year(2026), month(11), day(22)}));
    BOOST_REQUIRE((fresh.state == State::decided));
    database->queue().take({&fresh, 1}, "test");
  }

  void fill(bool notices = true) {
    FillOptions options{.drawQr =
                            [this](std::string_view) {
                              ++codes;
                              return "a code";
                            },
                        .notices = notices};
    Worker(Worker::newName(), *database,
           {std::make_shared<Fill>(office, pdf, database->records(), *store, contract, options)}, observer, {})
        .drain({});
  }

  Document latest() { return database->archive().latest(Source::application, "A1").value(); }
  std::vector<std::string> names() {
    std::vector<std::string> names;
    for (const auto& file : latest().files) names.push_back(file.name);
    return names;
  }

  const TemplateContract contract;
  ScriptedOffice office;
  NoPdf pdf;
  CountingObserver observer;
  int codes = 0;  // drawn
};

using Names = std::vector<std::string>;

}  // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(State)

BOOST_FIXTURE_TEST_SUITE(notices, NoticeFixture)

BOOST_AUTO_TEST_CASE(it_is_drafted_with_the_protocol_in_the_same_languages_and_under_the_same_digest) {
  fill();
  const auto document = latest();
  BOOST_TEST((document.state == State::sent));
  BOOST_TEST(names() == (Names{"protocol-ky.pdf", "protocol-ru.pdf", "notice-ky.pdf", "notice-ru.pdf"}),
             boost::test_tools::per_element());
  BOOST_TEST(document.pages == 4);
  BOOST_TEST(document.contentDigest == contentDigest(document.files, document.recordDigest));
  BOOST_TEST(store->get(document.files.at(3).digest).value() == "%PDF applicant-notice ru");
  auto without = document.files;
  std::erase_if(without, [](const StoredFile& file) { return file.name == "notice-ru.pdf"; });
  BOOST_TEST(document.contentDigest != contentDigest(without, document.recordDigest));
}

BOOST_AUTO_TEST_CASE(both_languages_show_one_code_that_is_drawn_once) {
  fill();
  BOOST_TEST(office.requests.size() == 4u);
  BOOST_TEST(codes == 1);
}

BOOST_AUTO_TEST_CASE(its_template_is_in_the_provenance_beside_the_protocols) {
  fill();
  const auto made = latest().provenance;
  const std::string digest(64, 'd');
  for (const char* kind : {"applicant-notice", "voucher-approval"})
    BOOST_TEST(made.find("\"" + std::string(kind) + "\":{\"ky\":{\"file\":\"" + kind + ".ky.odt\",\"sha256\":\"" +
                         digest + "\"}") != std::string::npos,
               made);
}

BOOST_AUTO_TEST_CASE(the_office_learns_whose_templates_it_has_to_take) {
  fill();
  BOOST_TEST(office.requests == (Names{"voucher-approval.ky for K1", "voucher-approval.ru for K1",
                                       "applicant-notice.ky for K1", "applicant-notice.ru for K1"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_that_fails_fails_the_document_and_the_bundle_names_its_template) {
  office.failing = "applicant-notice";
  fill();
  const auto document = latest();
  BOOST_TEST((document.state == State::quarantined));
  BOOST_TEST(document.files.empty());
  BOOST_TEST(!store->get(signing::toHex(signing::sha256("%PDF voucher-approval ky"))).has_value(),
             "nothing left behind");
  const auto bundle = unpackBundle(store->get(document.problems.at(0).params.at("bundle")).value());
  BOOST_TEST(bundle.kind == "voucher-approval");
  BOOST_TEST(bundle.templateKind == "applicant-notice");
  BOOST_TEST(bundle.language == "ky");
  BOOST_TEST(bundle.office.provenance.templateFile == "applicant-notice.ky.odt");
  BOOST_TEST(bundle.values.fields.contains("guardian.fullName"));
  BOOST_TEST(!bundle.values.fields.contains("chairperson.fullName"));
  BOOST_TEST(bundle.title.find("1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(none_is_made_where_they_are_off) {
  fill(false);
  BOOST_TEST(names() == (Names{"protocol-ky.pdf", "protocol-ru.pdf"}), boost::test_tools::per_element());
  BOOST_TEST(latest().pages == 2);
}

BOOST_AUTO_TEST_CASE(a_bundle_of_an_older_version_is_of_the_documents_own_template) {
  const auto now =
      pack({.documentId = "D", .kind = "voucher-refusal", .templateKind = "applicant-notice", .language = "ky"});
  BOOST_TEST(unpackBundle(now).templateKind == "applicant-notice");
  const auto archive = signing::readZip(now, {});
  signing::StoredZipWriter old;
  for (const auto& entry : archive.entries())
    old.add(entry.name, std::regex_replace(std::string(entry.content),
                                           std::regex(R"re(\s*"template(Kind|File)": "[^"]*",)re"), ""));
  const auto bundle = unpackBundle(old.finish());
  BOOST_TEST(bundle.templateKind == "voucher-refusal");
  BOOST_TEST(bundle.office.provenance.templateFile == "");
}

BOOST_AUTO_TEST_SUITE_END()
