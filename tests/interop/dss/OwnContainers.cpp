// Our own containers at every level, for DSS and ours to judge as they judge the rest.
// Usage: interop_dss_own -- FOLDER; appends to FOLDER/cases.tsv

#define BOOST_TEST_MODULE own_containers
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "Enveloping.h"
#include "EvidenceNight.h"
#include "Keyring.h"
#include "Services.h"
#include "Upgraded.h"
#include "signing/Time.h"
#include "signing/evidence/EvidenceContainer.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

void write(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream stream{file, std::ios::binary};
  BOOST_REQUIRE(static_cast<bool>((stream << bytes).flush()));
}

}  // namespace

BOOST_AUTO_TEST_CASE(containers_of_every_level) {
  const auto& arguments = boost::unit_test::framework::master_test_suite();
  BOOST_REQUIRE_EQUAL(arguments.argc, 2);
  const std::filesystem::path folder = arguments.argv[1];
  std::map<std::string, std::string> made;
  auto authority = Services::get().authority();
  auto collector = Services::get().collector();
  const auto& anchors = Keyring::get().anchors();
  for (const char* member : {"p256", "rsa2048"}) {
    const std::string name = "own-" + std::string{member};
    const std::string b = signedContainer(member);
    const std::string t = addSignatureTimeStamp(b, authority);
    const std::string lt = addValidationData(t, anchors, collector);
    const std::string lta = addArchiveTimeStamp(lt, authority);
    made.insert({{name + "-B.asice", b}, {name + "-T.asice", t}, {name + "-LT.asice", lt}, {name + "-LTA.asice", lta}});
    const std::string kept = addArchiveValidationData(lta, {anchors, anchors, now()}, collector);
    made[name + "-LTA-again.asice"] = addArchiveTimeStamp(kept, authority);
    made[name + "-B.xml"] = envelopingSignature(sampleFiles().back(), *Keyring::get().key(member), sampleParameters());
  }
  made["own-evidence.asice"] = addEvidenceRecord(signedContainers().at(1), encodeEvidenceRecord(firstRecord(1)));

  write(folder / "own.pem", Keyring::get().read("anchors.pem"));
  std::ofstream list{folder / "cases.tsv", std::ios::app};
  const std::string at = toIso(now() + std::chrono::hours{1});
  for (const auto& [name, bytes] : made) {
    write(folder / name, bytes);
    list << name << "\town.pem\t" << at << "\t\n";
  }
  BOOST_REQUIRE(list.flush().good());
}
