#include "connectors/sample/SampleFiles.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "pipeline/Error.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {
namespace {

using Json = Poco::JSON::Object;

std::string readFile(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Error("samplesUnreadable", {{"file", file.string()}, {"detail", "cannot be opened"}});
  return {std::istreambuf_iterator<char>(stream), {}};
}

template <class T>
std::vector<T> list(const Json& json, const std::string& key) {
  std::vector<T> values;
  if (const auto array = json.getArray(key))
    for (const auto& value : *array) values.push_back(value.convert<T>());
  return values;
}

std::string text(const Json& json, const std::string& key) {
  return json.getValue<std::string>(key);
}

std::string optionalText(const Json& json, const std::string& key) {
  return json.optValue<std::string>(key, "");
}

LocalizedText localized(const Json& json) {
  return {text(json, "ky"), text(json, "ru")};
}

PersonName personName(const Json& json) {
  return {text(json, "surname"), text(json, "givenName"), text(json, "patronymic")};
}

Person person(const Json& json) {
  return {personName(json), text(json, "pin"), dateFromIso(text(json, "birthDate"))};
}

CommissionRole roleFrom(const std::string& word) {
  if (word == "chairperson") return CommissionRole::chairperson;
  return word == "secretary" ? CommissionRole::secretary : CommissionRole::member;
}

ProtocolLanguages languagesFrom(const std::string& word) {
  if (word == "both") return ProtocolLanguages::both;
  return word == "ru" ? ProtocolLanguages::ru : ProtocolLanguages::ky;
}

PortalTables::Decision decisionFrom(const std::string& status) {
  if (status == "approved") return PortalTables::Decision::approved;
  return status == "rejected" ? PortalTables::Decision::rejected : PortalTables::Decision::undecided;
}

// Reads the files one after the other; a later one names what an earlier one holds.
class Reader {
 public:
  explicit Reader(std::filesystem::path folder) : folder_(std::move(folder)) {}

  SampleFiles read() {
    each("commissions", [this](const Json& json) { commission(json); });
    each("benefits", [this](const Json& json) {
      files_.benefits.push_back({text(json, "code"), localized(*json.getObject("name"))});
    });
    each("kindergartens", [this](const Json& json) {
      files_.kindergartens.push_back(
          {{text(json, "id"), localized(*json.getObject("name"))}, text(json, "commission")});
    });
    each("applications", [this](const Json& json) { application(json); });
    each("meals", [this](const Json& json) { meal(json); });
    each("vouchers", [this](const Json& json) { voucher(json); });
    names();
    return std::move(files_);
  }

 private:
  template <class Visit>
  void each(const std::string& name, const Visit& visit) {
    parse(name, [&](const Poco::Dynamic::Var& root) {
      for (const auto& item : *root.extract<Poco::JSON::Array::Ptr>()) visit(*item.extract<Json::Ptr>());
    });
  }

  template <class Use>
  void parse(const std::string& name, const Use& use) {
    const auto file = folder_ / (name + ".json");
    try {
      use(Poco::JSON::Parser().parse(readFile(file)));
    } catch (const Poco::Exception& e) {
      throw Error("samplesUnreadable", {{"file", file.string()}, {"detail", e.displayText()}});
    }
  }

  template <class T, class Id>
  const T& named(const std::vector<T>& all, const std::string& id, const Id& idOf) const {
    const auto found = std::ranges::find(all, id, idOf);
    if (found == all.end())
      throw Error("samplesUnreadable", {{"file", folder_.string()}, {"detail", "no such id: " + id}});
    return *found;
  }

  void commission(const Json& json) {
    const std::string id = text(json, "id");
    files_.commissions.push_back({id, localized(*json.getObject("name")), localized(*json.getObject("place")),
                                  text(json, "soate"), languagesFrom(text(json, "languages"))});
    for (const auto& item : *json.getArray("members")) {
      const Json& member = *item.extract<Json::Ptr>();
      files_.members.push_back({text(member, "id"), id, personName(member), text(member, "pin"),
                                localized(*member.getObject("position")), roleFrom(text(member, "role")),
                                member.getValue<bool>("active")});
    }
  }

  // What applications and meal subsidies share.
  template <class Record>
  Record common(const Json& json) const {
    Record record;
    record.origin = {text(json, "id"), 0, true};
    record.commission = named(files_.commissions, text(json, "commission"), &Commission::id);
    record.protocolNumber = text(json, "protocolNumber");
    record.sittingDate = dateFromIso(text(json, "sittingDate"));
    record.child = person(*json.getObject("child"));
    record.comments = text(json, "comments");
    for (const std::string& id : list<std::string>(json, "ticked"))
      record.ticked.push_back(named(files_.members, id, &Member::id));
    const auto idOf = [](const SampleFiles::ListedKindergarten& listed) { return listed.kindergarten.id; };
    if (json.has("kindergarten"))
      record.kindergarten = named(files_.kindergartens, text(json, "kindergarten"), idOf).kindergarten;
    return record;
  }

  void application(const Json& json) {
    Application record = common<Application>(json);
    record.approved = text(json, "status") == "approved";
    record.refusalGrounds = optionalText(json, "refusalGrounds");
    const Json& guardian = *json.getObject("guardian");
    record.guardian = {person(guardian), text(guardian, "address")};
    for (const std::string& code : list<std::string>(json, "benefits"))
      record.benefits.push_back(named(files_.benefits, code, &BenefitCategory::code));
    for (const auto& item : *json.getArray("documents"))
      record.documentsShown.push_back(localized(*item.extract<Json::Ptr>()));
    if (json.has("amountPerMonth")) record.amountPerMonth = json.getValue<Tyiyn>("amountPerMonth");
    files_.applications.push_back({std::move(record), decisionFrom(text(json, "status"))});
  }

  void meal(const Json& json) {
    MealSubsidy record = common<MealSubsidy>(json);
    record.amountPerDay = json.getValue<Tyiyn>("amountPerDay");
    record.uploadId = optionalText(json, "upload");
    const auto known = [&](const SampleFiles::Upload& upload) { return upload.id == record.uploadId; };
    if (!record.uploadId.empty() && std::ranges::none_of(files_.uploads, known))
      files_.uploads.push_back({record.uploadId, readFile(folder_ / "uploads" / record.uploadId)});
    files_.meals.push_back(std::move(record));
  }

  void voucher(const Json& json) {
    VoucherHolder holder{text(json, "id"),
                         personName(json),
                         json.getValue<Tyiyn>("amountPerMonth"),
                         dateFromIso(text(json, "from")).value(),
                         dateFromIso(text(json, "to")).value(),
                         text(json, "protocolNumber"),
                         dateFromIso(text(json, "protocolDate")).value()};
    files_.vouchers.push_back({std::move(holder), text(json, "kindergarten"), optionalText(json, "application")});
  }

  void names() {
    parse("names", [this](const Poco::Dynamic::Var& root) {
      const Json& both = *root.extract<Json::Ptr>();
      for (auto [sex, names] : {std::pair{"female", &files_.female}, {"male", &files_.male}}) {
        const Json& json = *both.getObject(sex);
        *names = {list<std::string>(json, "surname"), list<std::string>(json, "givenName"),
                  list<std::string>(json, "patronymic")};
      }
    });
  }

  std::filesystem::path folder_;
  SampleFiles files_;
};

}  // namespace

SampleFiles readSampleFiles(const std::filesystem::path& folder) {
  return Reader(folder).read();
}

}  // namespace balalyk
