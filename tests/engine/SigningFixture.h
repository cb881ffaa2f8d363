#pragma once

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "EngineFixture.h"
#include "FakeTrust.h"
#include "ScriptedJudge.h"
#include "connectors/keys/FileKeyRing.h"
#include "pipeline/actions/Authorise.h"
#include "pipeline/record/RecordXml.h"
#include "pipeline/stages/NewDocuments.h"
#include "pipeline/stages/Publish.h"
#include "pipeline/stages/Sign.h"
#include "signing/certificates/TrustAnchors.h"
#include "signing/crypto/Secret.h"

namespace balalyk::tests {

inline constexpr const char* kPin = "21505197500011";

inline std::string readFile(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// A key ring made once: M1 the chairperson, M2 another person, M3 the chairperson with a certificate that expired, M4
// the chairperson with a later one.
inline const std::filesystem::path& ringFolder() {
  static const std::filesystem::path folder = [] {
    std::string pattern = (std::filesystem::temp_directory_path() / "balalyk-ring-XXXXXX").string();
    const std::filesystem::path made = std::filesystem::path(mkdtemp(pattern.data())) / "ring";
    std::ofstream(made.parent_path() / "people")
        << "M1|Сыдыкова Айнура|" << kPin << "|rsa2048\n"
        << "M2|Бөлөк Адам|11111198000022|p256\n"
        << "M3|Сыдыкова Айнура|" << kPin << "|p256|20200101000000Z|20210101000000Z\n"
        << "M4|Сыдыкова Айнура|" << kPin << "|p256\n";
    std::ofstream(made.parent_path() / "password") << "only for this test\n";
    const auto command =
        fmt::format("'{}' '{}' 3 < '{}' 3< '{}' > /dev/null", MAKE_KEYRING, made.string(),
                    (made.parent_path() / "people").string(), (made.parent_path() / "password").string());
    if (std::system(command.c_str()) != 0) throw std::runtime_error("make-keyring failed");
    return made;
  }();
  return folder;
}

inline std::unique_ptr<KeyRing> openRing() {
  const int descriptor = ::open((ringFolder().parent_path() / "password").c_str(), O_RDONLY | O_CLOEXEC);
  return openKeyRing(ringFolder() / "keyring.json", passwordsFromDescriptor(descriptor));
}

struct SigningFixture : EngineFixture {
  SigningFixture()
      : keys(openRing()),
        validator(signing::TrustAnchors::fromPem(readFile(ringFolder() / "anchors.pem"),
                                                 readFile(ringFolder() / "intermediate.pem"))) {}

  static Application recordOf(int number, const std::string& chairpersonId = "M1") {
    using namespace std::chrono;
    Application record;
    record.origin.key = fmt::format("A{}", number);
    record.commission = {"K1", {"Комиссия", "Комиссия"}, {"Бишкек", "Бишкек"}, "41711000000000", ProtocolLanguages::ky};
    record.protocolNumber = std::to_string(number);
    record.sittingDate = Date{year(2026), month(11), day(2)};
    record.approved = true;
    record.child = {{"Асанов", "Үсөн", ""}, fmt::format("215052022{:05}", number), {}};
    record.guardian.name = {"Асанова", "Айгүл", ""};
    record.guardian.pin = "11505199500011";
    record.benefits = {{"low-income", {"аз камсыз болгон", "малообеспеченная"}}};
    record.ticked = {{chairpersonId, "K1", {"Сыдыкова", "Айнура", ""}, kPin, {}, CommissionRole::chairperson, true}};
    return record;
  }

  // A document as the fill stage leaves it: drafted and sent at once, its PDF in the store.
  Document drafted(const std::string& chairpersonId = "M1") {
    using namespace std::chrono;
    auto fresh = newDocument(check(recordOf(++made_, chairpersonId), Date{year(2026), month(11), day(22)}));
    BOOST_REQUIRE_MESSAGE(fresh.state == State::decided, (fresh.problems.empty() ? "" : toString(fresh.problems[0])));
    const auto id = database->queue().take({&fresh, 1}, "test").at(0).documentId;
    const auto fill = std::make_shared<TestStage>(Stage::fill);
    auto& queue = database->queue();
    const auto claims = queue.claim({.worker = "test", .stage = Stage::fill, .limit = 1});
    const std::vector<StoredFile> files{{"protocol-ky.pdf", "application/pdf", store->put("%PDF of " + id), 46}};
    const auto& claim = claims.at(0);
    const Completed completion{
        .documentId = claim.document.id,
        .token = claim.token,
        .result = Filled{.files = files, .contentDigest = contentDigest(files, claim.document.recordDigest)}};
    BOOST_REQUIRE(queue.complete("test", {&completion, 1}).at(0));
    return database->archive().document(id).value();
  }

  Authorisation authorise(const Document& document, const std::string& keyOf = "M1") {
    return Authorise(*database, *store).batch({&document, 1}, document.chairpersonId, *keys->open(keyOf)).authorisation;
  }

  void work() {
    Worker(Worker::newName(), *database,
           {std::make_shared<Sign>(database->authorisations(), database->journal(), database->audit(), *store, *keys,
                                   validator),
            std::make_shared<Publish>(*store, validator, second)},
           observer, {})
        .drain({});
  }

  // With an answer about revocation, or none.
  void sign(FakeTrust& trust, WhenUnanswered when) {
    run(std::make_shared<Sign>(database->authorisations(), database->journal(), database->audit(), *store, *keys,
                               validator, &trust, when));
  }
  void publish(FakeTrust& trust, WhenUnanswered when) {
    run(std::make_shared<Publish>(*store, validator, second, &trust, signing::SignatureLevel::basicB, when));
  }
  void run(std::shared_ptr<StageRunner> stage) {
    database->queue().hasten();
    Worker(Worker::newName(), *database, {std::move(stage)}, observer, {}).drain({});
  }

  std::string flags(const std::string& id) {
    std::string codes;
    const auto document = database->archive().document(id).value();
    for (const auto& flag : document.flags) codes += flag.code + " ";
    return codes;
  }

  std::string firstProblem(const std::string& id) {
    const auto document = database->archive().document(id).value();
    return document.problems.empty() ? "" : document.problems[0].code;
  }

  std::unique_ptr<KeyRing> keys;
  signing::Validator validator;
  ScriptedJudge second;
  CountingObserver observer;

 private:
  int made_ = 0;
};

}  // namespace balalyk::tests
