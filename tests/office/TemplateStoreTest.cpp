#include "connectors/office/TemplateStore.h"

#include <unistd.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "AlteredTemplate.h"
#include "Sheets.h"
#include "connectors/office/Files.h"
#include "connectors/office/TemplateFiles.h"
#include "pipeline/Error.h"
#include "signing/crypto/Digest.h"

using namespace balalyk;
namespace fs = std::filesystem;

namespace {

// The country's `sheet`, and commissions with their own.
class Folder {
 public:
  Folder() : folder_(fs::temp_directory_path() / ("office-templates-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
    fs::copy_file(fs::path(TEST_TEMPLATES) / "sheet.ky.odt", folder_ / "sheet.ky.odt",
                  fs::copy_options::overwrite_existing);
  }
  ~Folder() { fs::remove_all(folder_); }
  void put(const fs::path& file, const std::string& bytes) const {
    fs::create_directories((folder_ / file).parent_path());
    writeFile(folder_ / file, bytes);
  }
  const fs::path& path() const { return folder_; }

 private:
  const fs::path folder_;
};

struct StoreFixture {
  StoreFixture() : contract(TemplateContract::load(TEST_CONTRACT)), store(folder.path(), contract) {}

  std::string fileFor(const std::string& commission) { return store.get("sheet", "ky", commission, true)->file; }
  std::optional<Problem> problemFor(const std::string& commission, bool trial = true) {
    try {
      store.get("sheet", "ky", commission, trial);
      return std::nullopt;
    } catch (const StageError& error) {
      return error.problem();
    }
  }

  const Folder folder;
  const TemplateContract contract;
  TemplateStore store;
};

const std::string kOwn = "commissions/tokmok/sheet.ky.odt";

std::string ownTemplate() {
  return sheets::replaced("Тизменин аягы", "Токмоктун тизмеси");
}

// Each would lead to another file, if it became a part of a path.
const std::vector<std::string> kHostileIds{"..",
                                           ".",
                                           "../commissions/tokmok",
                                           "tokmok/../tokmok",
                                           "/etc",
                                           "tokmok/",
                                           "./tokmok",
                                           "tokmok.",
                                           "tok\nmok",
                                           "",
                                           "токмок",
                                           std::string("tokmok\0", 7),
                                           "tokmok\xff",
                                           " tokmok",
                                           std::string(65, 'a')};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(templates_of_commissions, StoreFixture)

BOOST_AUTO_TEST_CASE(a_commission_has_its_own_and_the_others_the_countrys) {
  folder.put(kOwn, ownTemplate());
  BOOST_TEST(fileFor("tokmok") == kOwn);
  BOOST_TEST(fileFor("bishkek-1may") == "sheet.ky.odt");
  BOOST_TEST(fileFor("") == "sheet.ky.odt");
  BOOST_TEST(store.get("sheet", "ky", "tokmok", true)->digest == signing::toHex(signing::sha256(ownTemplate())));
  BOOST_TEST(store.get("sheet", "ky", "", true)->digest != store.get("sheet", "ky", "tokmok", true)->digest);
}

BOOST_AUTO_TEST_CASE(its_own_comes_changes_and_goes_without_a_restart) {
  BOOST_TEST(fileFor("tokmok") == "sheet.ky.odt");
  folder.put(kOwn, ownTemplate());
  BOOST_TEST(fileFor("tokmok") == kOwn);
  const auto first = store.get("sheet", "ky", "tokmok", true)->digest;
  folder.put(kOwn, sheets::replaced("Тизменин аягы", "Башка сөз"));
  BOOST_TEST(store.get("sheet", "ky", "tokmok", true)->digest != first);
  fs::remove(folder.path() / kOwn);
  BOOST_TEST(fileFor("tokmok") == "sheet.ky.odt");
}

BOOST_AUTO_TEST_CASE(a_change_of_the_countrys_leaves_its_own_alone) {
  folder.put(kOwn, ownTemplate());
  const auto before = store.get("sheet", "ky", "tokmok", true)->digest;
  folder.put("sheet.ky.odt", sheets::replaced("Тизменин аягы", "Башка сөз"));
  BOOST_TEST(store.get("sheet", "ky", "tokmok", true)->digest == before);
  fs::remove(folder.path() / "sheet.ky.odt");
  BOOST_TEST(fileFor("tokmok") == kOwn);
  const Problem missing{"templateMissing", {{"kind", "sheet"}, {"language", "ky"}, {"file", "sheet.ky.odt"}}};
  BOOST_TEST((problemFor("bishkek-1may") == missing));
}

BOOST_AUTO_TEST_CASE(one_that_must_not_be_used_is_refused_and_not_replaced_by_the_countrys) {
  folder.put(kOwn, "not a template");
  const auto danger = problemFor("tokmok").value();
  BOOST_TEST(danger.code == "templateRefused");
  BOOST_TEST(danger.params.at("file") == kOwn);
  BOOST_TEST(fileFor("bishkek-1may") == "sheet.ky.odt");

  folder.put(kOwn, ownTemplate());  // which is good enough for a trial only, as all of this suite are
  const auto fault = problemFor("tokmok", false).value();
  BOOST_TEST(fault.code == "templateRefused");
  BOOST_TEST(fault.params.at("file") == kOwn);
  BOOST_TEST(fileFor("tokmok") == kOwn);
}

BOOST_AUTO_TEST_CASE(one_that_cannot_be_read_now_is_not_replaced_by_the_countrys_either) {
  if (::geteuid() == 0)
    fs::create_directories(folder.path() / kOwn);  // root reads everything but a folder
  else {
    folder.put(kOwn, ownTemplate());
    fs::permissions(folder.path() / "commissions", fs::perms::none);
  }
  BOOST_TEST(problemFor("tokmok").value().code == "fileUnreadable");
  fs::permissions(folder.path() / "commissions", fs::perms::owner_all);
}

BOOST_DATA_TEST_CASE(an_id_that_could_lead_elsewhere_has_none, boost::unit_test::data::make(kHostileIds), id) {
  folder.put(kOwn, ownTemplate());
  folder.put("commissions/sheet.ky.odt", ownTemplate());
  folder.put("commissions/tokmok./sheet.ky.odt", ownTemplate());
  BOOST_TEST(!mayNameTemplates(id));
  BOOST_TEST(fileFor(id) == "sheet.ky.odt");
}

BOOST_AUTO_TEST_CASE(ids_as_portals_have_them_may_have_their_own) {
  for (const char* id : {"tokmok", "bishkek-1may", "41711000000000", "K_1", "3f2a9c1e-7b54-4d08-9e63-5a1c0b7d2f48"})
    BOOST_TEST(mayNameTemplates(id), id);
}

BOOST_AUTO_TEST_CASE(the_folders_content_is_listed_with_what_is_never_used) {
  folder.put(kOwn, ownTemplate());
  folder.put("commissions/tokmok/sheet.kg.odt", "misspelt");
  folder.put("commissions/no id/sheet.ky.odt", "its folder is");
  folder.put("commissions/lost.odt", "in no folder");
  const auto content = lookForTemplates(folder.path(), contract);
  BOOST_TEST_REQUIRE(content.templates.size() == 2U);
  BOOST_TEST(content.templates[0].commissionId == "");
  BOOST_TEST(content.templates[1].commissionId == "tokmok");
  BOOST_TEST(content.templates[1].file == kOwn);
  const std::vector<fs::path> unused{"commissions/lost.odt", "commissions/no id", "commissions/tokmok/sheet.kg.odt"};
  BOOST_TEST((content.unused == unused));
}

BOOST_AUTO_TEST_CASE(documents_of_two_commissions_take_turns_in_one_soffice) {
  folder.put(kOwn, ownTemplate());
  auto settings = sheets::settings();
  settings.templates = folder.path();
  settings.keepLayoutAfter = 1;
  sheets::Pool pool(settings);
  const auto values = sheets::values(1);
  std::map<std::string, std::string> first;
  for (int turn = 0; turn < 3; ++turn) {
    for (const char* commission : {"tokmok", "bishkek-1may"}) {
      const auto document = pool.office().fill({.documentId = "d",
                                                .kind = "sheet",
                                                .language = "ky",
                                                .commissionId = commission,
                                                .values = &values,
                                                .title = "Протокол",
                                                .trial = true});
      const bool own = std::string(commission) == "tokmok";
      const auto text = sheets::textOf(document.pdf);
      BOOST_TEST((text.find("Токмоктун тизмеси") != std::string::npos) == own, commission);
      BOOST_TEST((text.find("Тизменин аягы") != std::string::npos) == !own, commission);
      BOOST_TEST(document.provenance.templateFile == (own ? kOwn : "sheet.ky.odt"));
      BOOST_TEST((first.try_emplace(commission, document.pdf).first->second == document.pdf), "the same in every turn");
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
