#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "ProgramRun.h"
#include "TempFolder.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/NoticeTemplates.h"
#include "pipeline/template/TemplateContract.h"

namespace balalyk {
namespace {

namespace fs = std::filesystem;

const fs::path kShipped = BALALYK_SOURCES "/templates";

// A folder of templates with some of the shipped ones. The flat ones are judged as packages are.
class Templates {
 public:
  explicit Templates(std::initializer_list<std::string> names = {}) {
    fs::copy_file(kShipped / "contract.json", path() / "contract.json");
    for (const auto& name : names) put(name, name + ".odt");
  }
  const fs::path& path() const { return folder_.path(); }
  void put(const std::string& shipped, const fs::path& as) const {
    fs::create_directories((path() / as).parent_path());
    fs::copy_file(kShipped / (shipped + ".fodt"), path() / as);
  }
  void write(const fs::path& as, const std::string& text) const {
    fs::create_directories((path() / as).parent_path());
    folder_.write(as.string(), text);
  }
  test::ProgramRun list(std::vector<std::string> options = {}) const {
    options.insert(options.begin(),
                   {"--set", "templates.folder=" + path().string(), "--set", "language=en", "template", "list"});
    return test::runProgram(options);
  }
  // What the night would find missing; empty: nothing.
  std::string missing() const {
    try {
      requireNoticeTemplates(path(), TemplateContract::load(path() / "contract.json"));
      return "";
    } catch (const Error& error) {
      BOOST_TEST(error.problem().code == "noticeTemplateMissing");
      return fs::path(error.problem().params.at("file")).filename().string();
    }
  }

 private:
  test::TempFolder folder_;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(templates_in_use)

BOOST_AUTO_TEST_CASE(a_folder_from_before_there_were_notices_is_found_before_the_night) {
  const Templates old({"voucher-approval.ky", "voucher-list.ru"});
  BOOST_TEST(old.missing() == "applicant-notice.ky.odt");
  old.put("applicant-notice.ky", "applicant-notice.ky.odt");
  BOOST_TEST(old.missing() == "");
  old.put("voucher-refusal.ru", "voucher-refusal.ru.odt");
  BOOST_TEST(old.missing() == "applicant-notice.ru.odt");
  BOOST_TEST(Templates({"voucher-list.ky", "meal-subsidy.ru"}).missing() == "");

  const Templates withOldContract({"voucher-approval.ky"});
  withOldContract.write("contract.json", R"({"version": 1, "languages": ["ky"], "fonts": ["PT Serif"], "kinds": {}})");
  BOOST_TEST(withOldContract.missing() == "contract.json");
}

BOOST_AUTO_TEST_CASE(the_list_shows_which_commission_has_its_own_and_what_is_never_used) {
  const Templates templates({"voucher-list.ky", "voucher-list.ru"});
  templates.put("voucher-list.ky", "commissions/tokmok/voucher-list.ky.odt");
  templates.write("commissions/tokmok/voucher_list.ru.odt", "misspelt");
  templates.write("commissions/to kmok/voucher-list.ru.odt", "its folder is");
  const auto run = templates.list();
  BOOST_TEST(run.exitCode == kAllDone, run.err);
  BOOST_TEST(has(run.out, "commissions/tokmok/voucher-list.ky.odt"), run.out);
  BOOST_TEST(has(run.out, "Not used: commissions/tokmok/voucher_list.ru.odt"), run.out);
  BOOST_TEST(has(run.out, "Not used: commissions/to kmok."), run.out);

  const auto own = templates.list({"--commission", "tokmok", "--json"});
  BOOST_TEST(has(own.out, "\"commission\": \"tokmok\""), own.out);
  BOOST_TEST(!has(own.out, "\"commission\": \"\""), own.out);
  BOOST_TEST(has(own.out, "\"sha256\": \""), own.out);
}

BOOST_AUTO_TEST_CASE(the_list_fails_over_a_template_that_the_night_would_refuse) {
  const Templates templates({"voucher-list.ky"});
  templates.put("voucher-list.ru", "commissions/tokmok/voucher-list.ky.odt");
  const auto run = templates.list();
  BOOST_TEST(run.exitCode == kSomeFailed, run.err);
  BOOST_TEST(has(run.out, "fine"), run.out);
}

BOOST_AUTO_TEST_CASE(a_preview_for_an_id_that_can_have_no_templates_is_refused) {
  const auto run = test::runProgram({"--set", "language=en", "template", "preview", "voucher-list", "--language", "ky",
                                     "--to", "x.pdf", "--commission", "../tokmok"});
  BOOST_TEST(run.exitCode == kUsage);
  BOOST_TEST(has(run.err, "cannot have its own templates"), run.err);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace balalyk
