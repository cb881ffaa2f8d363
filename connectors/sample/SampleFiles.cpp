#include "connectors/sample/SampleFiles.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <set>

#include "connectors/database/rows/ViewLists.h"
#include "pipeline/Error.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/record/RecordFields.h"
#include "pipeline/record/RecordWords.h"
#include "signing/ReadFile.h"

namespace balalyk {
namespace {

using Json = Poco::JSON::Object;

std::string readFile(const std::filesystem::path& file) {
  auto content = signing::readWholeFile(file);
  if (!content) throw Error("samplesUnreadable", {{"file", file.string()}, {"detail", "cannot be opened"}});
  return *std::move(content);
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

// What is not of a field's form is said of its file, with the key.
[[noreturn]] void refuse(const std::string& key) {
  throw Poco::DataFormatException(key);
}

void readValue(const Json& json, const std::string& key, std::string& value) {
  value = text(json, key);
}
void readValue(const Json& json, const std::string& key, bool& value) {
  value = json.getValue<bool>(key);
}
void readValue(const Json& json, const std::string& key, std::int64_t& value) {
  value = json.getValue<std::int64_t>(key);
}
void readValue(const Json& json, const std::string& key, Date& value) {
  const auto date = dateFromIso(text(json, key));
  if (!date) refuse(key);
  value = *date;
}
void readValue(const Json& json, const std::string& key, Timestamp& value) {
  const auto time = momentFromIso(text(json, key));
  if (!time) refuse(key);
  value = *time;
}
template <class Word>
requires std::is_enum_v<Word>
void readValue(const Json& json, const std::string& key, Word& value) {
  const auto word = wordFrom<Word>(text(json, key));
  if (!word) refuse(key);
  value = *word;
}
template <class T>
void readValue(const Json& json, const std::string& key, std::optional<T>& value) {
  if (!json.get(key).toString().empty()) readValue(json, key, value.emplace());
}

PortalTables::Sending sendingFrom(const std::string& word) {
  if (word == "at-once") return PortalTables::Sending::atOnce;
  if (word == "by-secretary") return PortalTables::Sending::bySecretary;
  refuse("sending");
}

PortalTables::Decision decisionFrom(const std::string& status) {
  if (status == "approved") return PortalTables::Decision::approved;
  return status == "rejected" ? PortalTables::Decision::rejected : PortalTables::Decision::undecided;
}

// Reads the files one after the other; a later one names what an earlier one holds. The fields have the names that they
// have in the portal's views, in camelCase; what a record leaves out is empty.
class Reader {
 public:
  explicit Reader(std::filesystem::path folder) : folder_(std::move(folder)) {}

  SampleFiles read() {
    each("commissions", [this](const Json& json) { commission(json); });
    each("benefits", [this](const Json& json) { readWhole(json, files_.benefits.emplace_back()); });
    each("kindergartens", [this](const Json& json) {
      auto& listed = files_.kindergartens.emplace_back();
      readWhole(json, listed.kindergarten, {"commission"});
      listed.commissionId = text(json, "commission");
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

  // What another file holds is named by its id.
  void named(const std::string& id, Commission& commission) const {
    commission = named(files_.commissions, id, &Commission::id);
  }
  void named(const std::string& id, Member& member) const { member = named(files_.members, id, &Member::id); }
  void named(const std::string& id, BenefitCategory& category) const {
    category = named(files_.benefits, id, &BenefitCategory::code);
  }
  void named(const std::string& id, Kindergarten& kindergarten) const {
    const auto idOf = [](const SampleFiles::ListedKindergarten& listed) { return listed.kindergarten.id; };
    kindergarten = named(files_.kindergartens, id, idOf).kindergarten;
  }
  template <class T>
  void named(const std::string& id, std::optional<T>& value) const {
    named(id, value.emplace());
  }

  template <class T>
  static constexpr bool kNamed = std::same_as<T, Commission> || std::same_as<T, Member> ||
                                 std::same_as<T, BenefitCategory> || std::same_as<T, Kindergarten>;

  // Adds the keys that it knows.
  template <class Part>
  void readPart(const Json& json, Part& part, std::set<std::string>& keys) const {
    forEachField(part, [&]<class Value>(const auto& field, Value& value) {
      const auto key = std::string_view(field.column) == "key" ? "id" : jsonKey(field.column);
      keys.insert(key);
      if constexpr (isPart<Value>) {
        if (key.empty()) {
          if constexpr (!isList<Value> && !isOptional<Value>) readPart(json, value, keys);
        } else if (json.has(key)) {
          readGiven(json, key, value);
        }
      } else if constexpr (!std::same_as<Value, std::chrono::year_month>) {
        if (json.has(key)) readValue(json, key, value);
      }
    });
  }

  template <class Value>
  void readGiven(const Json& json, const std::string& key, Value& value) const {
    using Part = typename Wrapped<Value>::Type;
    if constexpr (isList<Value> && kNamed<Part>)
      for (const auto& id : list<std::string>(json, key)) named(id, value.emplace_back());
    else if constexpr (isList<Value>)
      for (const auto& item : *json.getArray(key)) readWhole(*item.extract<Json::Ptr>(), value.emplace_back());
    else if constexpr (kNamed<Part>)
      named(text(json, key), value);
    else if constexpr (isOptional<Value>)
      readWhole(*json.getObject(key), value.emplace());
    else
      readWhole(*json.getObject(key), value);
  }

  // A key that nobody knows is mistyped: its value would be lost.
  template <class Part>
  void readWhole(const Json& json, Part& part, const std::set<std::string>& others = {}) const {
    auto keys = others;
    readPart(json, part, keys);
    for (const auto& [key, value] : json)
      if (!keys.contains(key)) throw Poco::NotFoundException(key);
  }

  void commission(const Json& json) {
    auto& commission = files_.commissions.emplace_back();
    readWhole(json, commission, {"members", "sending"});
    if (json.has("sending")) files_.sendings[commission.id] = sendingFrom(text(json, "sending"));
    for (const auto& item : *json.getArray("members")) {
      auto& member = files_.members.emplace_back();
      readWhole(*item.extract<Json::Ptr>(), member);
      member.commissionId = commission.id;
    }
  }

  void application(const Json& json) {
    auto& filed = files_.applications.emplace_back();
    readWhole(json, filed.application, {"status"});
    filed.application.origin.synthetic = true;
    filed.decision = decisionFrom(text(json, "status"));
    filed.application.approved = filed.decision == PortalTables::Decision::approved;
  }

  void meal(const Json& json) {
    auto& record = files_.meals.emplace_back();
    readWhole(json, record);
    record.origin.synthetic = true;
    const auto known = [&](const SampleFiles::Upload& upload) { return upload.id == record.uploadId; };
    if (!record.uploadId.empty() && std::ranges::none_of(files_.uploads, known))
      files_.uploads.push_back({record.uploadId, readFile(folder_ / "uploads" / record.uploadId)});
  }

  void voucher(const Json& json) {
    auto& voucher = files_.vouchers.emplace_back();
    readWhole(json, voucher.holder, {"kindergarten", "application"});
    voucher.kindergartenId = text(json, "kindergarten");
    voucher.applicationKey = optionalText(json, "application");
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
