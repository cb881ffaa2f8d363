// The sample portal is right, hard, and the same each time.
#define BOOST_TEST_MODULE samples
#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <set>

#include "DistinctRecords.h"
#include "MigratedFile.h"
#include "connectors/database/Database.h"
#include "connectors/database/PortalTables.h"
#include "connectors/database/rows/ViewLists.h"
#include "connectors/sample/SampleFiles.h"
#include "connectors/sample/SamplePortal.h"
#include "pipeline/Error.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/record/RecordCheck.h"
#include "signing/JsonWriter.h"

using namespace balalyk;
namespace fs = std::filesystem;

namespace {

const Date kToday{std::chrono::year(2026), std::chrono::month(1), std::chrono::day(15)};

struct EmptyPortal {
  EmptyPortal() : folder(makeFolder()), connection(tests::migratedFile(folder / "portal.db")) {}
  ~EmptyPortal() { fs::remove_all(folder); }

  std::vector<Application> applications() const { return openDatabase(connection)->records().applications({}, 10'000); }
  std::vector<MealSubsidy> meals() const { return openDatabase(connection)->records().mealSubsidies({}, 10'000); }

  static fs::path makeFolder() {
    std::string name = (fs::temp_directory_path() / "balalyk-samples-XXXXXX").string();
    return mkdtemp(name.data());
  }

  fs::path folder;
  std::string connection;
};

template <class Record>
void requireRight(const Record& record) {
  const auto checked = check(record, kToday);
  BOOST_TEST_CONTEXT(record.origin.key) {
    for (const auto& problem : checked.problems) BOOST_ERROR(toString(problem));
    BOOST_TEST(record.origin.synthetic);
  }
}

// A record as the sample's files have it: what another file holds by its id.
std::string json(const std::string& text) {
  return signing::JsonWriter().value(text).text();
}
std::string json(bool value) {
  return value ? "true" : "false";
}
std::string json(std::int64_t number) {
  return std::to_string(number);
}
std::string json(Date date) {
  return json(isoDate(date));
}
std::string json(Timestamp time) {
  return json(isoMoment(time));
}
template <class Word>
requires std::is_enum_v<Word> std::string json(Word word) {
  return json(std::string(toString(word)));
}
template <class T>
std::string json(const std::optional<T>& value) {
  return json(value.value());
}

std::string named(const Commission& commission) {
  return json(commission.id);
}
std::string named(const Kindergarten& kindergarten) {
  return json(kindergarten.id);
}
std::string named(const Member& member) {
  return json(member.id);
}
std::string named(const BenefitCategory& category) {
  return json(category.code);
}
template <class T>
concept Named = requires(const T& value) {
  named(value);
};

template <class Part>
std::string members(const Part& part);

template <class Value>
std::string jsonOf(const Value& value) {
  if constexpr (!isPart<Value>) {
    return json(value);
  } else if constexpr (isList<Value>) {
    std::string list;
    for (const auto& entry : value) list += (list.empty() ? "" : ", ") + jsonOf(entry);
    return "[" + list + "]";
  } else if constexpr (isOptional<Value>) {
    return jsonOf(value.value());
  } else if constexpr (Named<Value>) {
    return named(value);
  } else {
    return "{" + members(value) + "}";
  }
}

// Without those that the files do not have: when it changed, what "status" says, what is of the uploaded file.
template <class Part>
std::string members(const Part& part) {
  std::string text;
  const auto add = [&](const std::string& member) { text += (text.empty() ? "" : ", ") + member; };
  forEachField(part, [&]<class Value>(const auto& field, const Value& value) {
    const std::string_view column = field.column;
    if constexpr (std::same_as<Value, RecordOrigin>) {
      add("\"id\": " + json(value.key));
    } else if (column.empty()) {
      if constexpr (isPart<Value> && !isList<Value> && !isOptional<Value>) add(members(value));
    } else if (column != "approved" && column != "commission_id") {
      if constexpr (!std::same_as<Value, std::chrono::year_month>)
        add(json(column == "key" ? "id" : jsonKey(column)) + ": " + jsonOf(value));
    }
  });
  return text;
}

struct WrittenFolder : EmptyPortal {
  WrittenFolder() {
    for (const auto* name : {"commissions", "benefits", "kindergartens", "applications", "meals", "vouchers"})
      write(name, "[]");
    write("names", R"({"female": {}, "male": {}})");
  }
  void write(const std::string& name, const std::string& text) { std::ofstream(folder / (name + ".json")) << text; }
  void writeAround(const Commission& commission, const std::vector<Member>& listed,
                   const std::vector<BenefitCategory>& benefits, const std::optional<Kindergarten>& kindergarten) {
    std::string list;
    for (const auto& member : listed) list += (list.empty() ? "{" : ", {") + members(member) + "}";
    write("commissions", "[{" + members(commission) + ", \"members\": [" + list + "]}]");
    list.clear();
    for (const auto& benefit : benefits) list += (list.empty() ? "{" : ", {") + members(benefit) + "}";
    write("benefits", "[" + list + "]");
    if (kindergarten) write("kindergartens", "[{" + members(*kindergarten) + ", \"commission\": \"1\"}]");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(every_described_field_of_an_application_is_read_from_the_files, WrittenFolder) {
  auto wanted = examples::Distinct().record<Application>();
  wanted.origin.changedAt = 0;
  for (auto& member : wanted.ticked) member.commissionId = wanted.commission.id;
  writeAround(wanted.commission, wanted.ticked, wanted.benefits, wanted.kindergarten);
  write("applications", "[{" + members(wanted) + ", \"status\": \"approved\"}]");
  const auto files = readSampleFiles(folder);
  BOOST_TEST((files.commissions.at(0) == wanted.commission));
  BOOST_TEST((files.members == wanted.ticked));
  BOOST_TEST((files.applications.at(0).application == wanted));
}

BOOST_FIXTURE_TEST_CASE(a_commission_may_say_that_its_secretary_sends_its_drafts, WrittenFolder) {
  const auto commission = examples::Distinct().record<Application>().commission;
  const auto with = [&](const std::string& word) {
    write("commissions", "[{" + members(commission) + ", \"sending\": \"" + word + "\", \"members\": []}]");
    return readSampleFiles(folder).sendings.at(commission.id);
  };
  BOOST_TEST((with("by-secretary") == PortalTables::Sending::bySecretary));
  BOOST_TEST((with("at-once") == PortalTables::Sending::atOnce));
  BOOST_TEST(readSampleFiles(SAMPLES).sendings.empty());
  BOOST_CHECK_EXCEPTION(with("sometimes"), Error,
                        [](const Error& error) { return error.problem().code == "samplesUnreadable"; });
}

BOOST_FIXTURE_TEST_CASE(every_described_field_of_a_meal_subsidy_is_read_from_the_files, WrittenFolder) {
  auto wanted = examples::Distinct().record<MealSubsidy>();
  wanted.origin.changedAt = 0;
  wanted.uploadDigest.clear();
  wanted.uploadSize.reset();
  for (auto& member : wanted.ticked) member.commissionId = wanted.commission.id;
  writeAround(wanted.commission, wanted.ticked, {}, wanted.kindergarten);
  write("meals", "[{" + members(wanted) + "}]");
  fs::create_directory(folder / "uploads");
  std::ofstream(folder / "uploads" / wanted.uploadId) << "%PDF-1.7";
  const auto files = readSampleFiles(folder);
  BOOST_TEST((files.meals.at(0) == wanted));
  BOOST_TEST(files.uploads.at(0).content == "%PDF-1.7");
}

BOOST_FIXTURE_TEST_CASE(every_described_field_of_a_voucher_is_read_from_the_files, WrittenFolder) {
  const auto wanted = examples::Distinct().record<VoucherHolder>();
  write("vouchers", "[{" + members(wanted) + R"(, "kindergarten": "k", "application": "a"}])");
  const auto files = readSampleFiles(folder);
  BOOST_TEST((files.vouchers.at(0).holder == wanted));
  BOOST_TEST(files.vouchers.at(0).kindergartenId == "k");
  BOOST_TEST(files.vouchers.at(0).applicationKey == "a");
}

BOOST_FIXTURE_TEST_CASE(a_key_that_nobody_knows_and_a_day_that_is_none_are_named, WrittenFolder) {
  for (const auto* wrong : {"commments", "validTo"}) {
    write("vouchers", std::string(R"([{"id": "v", "kindergarten": "k", ")") + wrong + R"(": "2025-02-30"}])");
    BOOST_CHECK_EXCEPTION(readSampleFiles(folder), Error, [&](const Error& error) {
      return error.problem().code == "samplesUnreadable" && error.problem().params.at("detail").ends_with(wrong);
    });
  }
}

BOOST_FIXTURE_TEST_CASE(every_decided_record_is_right_and_marked_synthetic, EmptyPortal) {
  seedSamplePortal(connection, SAMPLES);
  const auto all = applications();
  BOOST_TEST(all.size() == 45u);
  std::ranges::for_each(all, requireRight<Application>);
  const auto subsidies = meals();
  BOOST_TEST(subsidies.size() == 23u);
  BOOST_TEST(std::ranges::count_if(subsidies, [](const MealSubsidy& meal) { return !meal.child; }) == 3);
  std::ranges::for_each(subsidies, requireRight<MealSubsidy>);

  const auto database = openDatabase(connection);
  int lists = 0;
  database->records().voucherLists(std::chrono::year(2026) / 1, [&](VoucherList list) {
    requireRight(list);
    ++lists;
  });
  BOOST_TEST(lists == 6);
}

BOOST_FIXTURE_TEST_CASE(sixty_applications_lie_in_the_portal_and_the_undecided_ones_are_not_shown, EmptyPortal) {
  const SampleAdded added = seedSamplePortal(connection, SAMPLES);
  BOOST_TEST(added.applications == 60);
  BOOST_TEST(added.mealSubsidies == 23);
  BOOST_TEST(PortalTables(connection).applications() == 60);
  for (const auto& application : applications()) BOOST_TEST(application.origin.key < "app-046");
}

BOOST_FIXTURE_TEST_CASE(seeding_twice_adds_nothing, EmptyPortal) {
  seedSamplePortal(connection, SAMPLES, {.applications = 30, .mealSubsidies = 7});
  const auto before = applications();
  const SampleAdded again = seedSamplePortal(connection, SAMPLES, {.applications = 30, .mealSubsidies = 7});
  BOOST_TEST(again.applications == 0);
  BOOST_TEST(again.mealSubsidies == 0);
  BOOST_TEST(again.vouchers == 0);
  BOOST_TEST((applications() == before));  // also when each was changed
}

BOOST_FIXTURE_TEST_CASE(asking_for_more_adds_the_missing_ones_only, EmptyPortal) {
  seedSamplePortal(connection, SAMPLES, {.applications = 3});
  const SampleAdded more = seedSamplePortal(connection, SAMPLES, {.applications = 1'200, .mealSubsidies = 5});
  BOOST_TEST(more.applications == 1'197);
  BOOST_TEST(more.mealSubsidies == 5);
  BOOST_TEST(applications().size() == 45u + 1'200u);
}

BOOST_FIXTURE_TEST_CASE(made_up_records_are_right_too, EmptyPortal) {
  seedSamplePortal(connection, SAMPLES, {.applications = 500, .mealSubsidies = 100});
  std::ranges::for_each(applications(), requireRight<Application>);
  std::ranges::for_each(meals(), requireRight<MealSubsidy>);
}

BOOST_AUTO_TEST_CASE(the_same_seed_makes_up_the_same_people_and_another_seed_others) {
  const auto people = [](std::uint64_t seed) {
    EmptyPortal portal;
    seedSamplePortal(portal.connection, SAMPLES, {.applications = 40, .seed = seed});
    std::vector<std::string> names;
    for (const auto& application : portal.applications())
      if (application.origin.key.starts_with("generated"))
        names.push_back(application.child.name.full() + application.child.pin);
    return names;
  };
  const auto first = people(1);
  BOOST_TEST(first.size() == 40u);
  BOOST_TEST(first == people(1), boost::test_tools::per_element());
  BOOST_TEST((first != people(2)));
}

// As the country's form has them: each benefit, each kinship, and what the rule gives.
BOOST_FIXTURE_TEST_CASE(the_sample_shows_all_that_the_form_has_and_is_flagged_for_nothing_of_it, EmptyPortal) {
  seedSamplePortal(connection, SAMPLES);
  std::set<std::string> benefits;
  std::set<Kinship> kinships;
  for (const auto& application : applications()) {
    if (!application.benefits.empty()) benefits.insert(application.benefits[0].code);
    kinships.insert(application.guardian.kinship.value());
    BOOST_TEST(application.receivedAt.has_value());
    BOOST_TEST(application.guardian.phone.starts_with("996"));
    BOOST_TEST(application.approved == application.amountPerMonth.has_value());
    for (const auto& flag : check(application, kToday).flags)
      for (const auto* code : {"amountDiffers", "ageOutside", "receivedAfterSitting", "soateImpossible"})
        BOOST_TEST(flag.code != code, application.origin.key);
  }
  BOOST_TEST(benefits == (std::set<std::string>{"border-or-remote", "disability", "five-children", "low-income",
                                                "parent-disability", "poor"}));
  BOOST_TEST(kinships.size() == 3u);
}

BOOST_FIXTURE_TEST_CASE(the_sample_has_the_pilots_quotas_and_what_is_made_up_does_not_use_them_up, EmptyPortal) {
  seedSamplePortal(connection, SAMPLES, {.applications = 30});
  const auto database = openDatabase(connection);
  int taken = 0;
  for (const auto& application : applications())
    taken += application.approved && application.sittingDate->year() == std::chrono::year(2025) &&
                     application.origin.key.starts_with("app-")
                 ? 1
                 : 0;
  const auto quotas = database->vouchers().quotas("41711000000000", 2025);
  BOOST_REQUIRE(quotas.size() == 2u);
  BOOST_TEST(quotas[0].whole == 1'030);
  BOOST_TEST(quotas[0].taken == taken);
  BOOST_TEST(quotas[1].whole == 230);
}

BOOST_FIXTURE_TEST_CASE(a_portal_with_real_records_never_gets_invented_people, EmptyPortal) {
  SampleFiles files = readSampleFiles(SAMPLES);
  PortalTables tables(connection);
  for (const auto& commission : files.commissions) tables.put(commission);
  for (const auto& member : files.members) tables.put(member);
  for (const auto& benefit : files.benefits) tables.put(benefit);
  for (const auto& [kindergarten, commission] : files.kindergartens) tables.put(kindergarten, commission, false);
  Application real = files.applications.front().application;
  real.origin = {"4711", 0, false};
  tables.put(real, PortalTables::Decision::approved);

  BOOST_CHECK_EXCEPTION(seedSamplePortal(connection, SAMPLES), Error,
                        [](const Error& error) { return error.problem().code == "portalHoldsRecords"; });
  BOOST_TEST(applications().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_damaged_sample_file_is_named, EmptyPortal) {
  fs::copy(SAMPLES, folder / "portal", fs::copy_options::recursive);
  std::ofstream(folder / "portal" / "meals.json") << "[{";
  BOOST_CHECK_EXCEPTION(seedSamplePortal(connection, folder / "portal"), Error, [](const Error& error) {
    return error.problem().code == "samplesUnreadable" && error.problem().params.at("file").ends_with("/meals.json");
  });
}
