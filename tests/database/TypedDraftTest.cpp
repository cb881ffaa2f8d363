#include <boost/test/unit_test.hpp>

#include "TestDatabase.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(TypedTexts, TestDatabase)

BOOST_AUTO_TEST_CASE(what_was_typed_belongs_to_the_person_and_the_form) {
  auto& drafts = open().drafts();
  const Fields fields{{"ticked", "M1"}, {"ticked", "M2"}, {"comments", "«Үсөн»\n\"x\" \\ <b>"}, {"empty", ""}};
  drafts.keep("aigul", "application/A1", fields);
  drafts.keep("aigul", "application/A2", {});
  BOOST_CHECK(drafts.find("aigul", "application/A1").value().fields == fields);
  BOOST_CHECK(drafts.find("aigul", "application/A2").value().fields.empty());
  BOOST_CHECK(!drafts.find("bermet", "application/A1"));
  drafts.keep("aigul", "application/A1", {{"comments", "later"}});
  BOOST_CHECK_EQUAL(drafts.find("aigul", "application/A1").value().fields.at(0).second, "later");
  BOOST_CHECK_EQUAL(drafts.list("aigul").size(), 2u);
  drafts.remove("aigul", "application/A1");
  drafts.remove("aigul", "nothing");
  BOOST_CHECK(!drafts.find("aigul", "application/A1"));
}

BOOST_AUTO_TEST_CASE(it_is_kept_for_thirty_days) {
  auto& drafts = open().drafts();
  drafts.keep("aigul", "old", {{"a", "b"}});
  drafts.keep("aigul", "new", {{"a", "b"}});
  const auto back = [&](const std::string& form, const std::string& days) {
    sql("UPDATE portal_typed_draft SET typed_at = typed_at - " + days + " * CAST(86400000 AS BIGINT) WHERE form = $1",
        {form});
  };
  back("old", "29");
  BOOST_CHECK_EQUAL(drafts.sweep(), 0);
  BOOST_CHECK_EQUAL(drafts.list("aigul").at(0).form, "new");
  back("old", "2");
  BOOST_CHECK(!drafts.find("aigul", "old"));
  BOOST_CHECK_EQUAL(drafts.list("aigul").size(), 1u);
  BOOST_CHECK_EQUAL(drafts.sweep(), 1);
  BOOST_CHECK(drafts.find("aigul", "new"));
}

BOOST_AUTO_TEST_CASE(of_an_account_the_newest_are_kept) {
  auto& drafts = open().drafts();
  for (int i = 0; i < kTypedDraftsMost + 2; ++i) {
    drafts.keep("aigul", "form/" + std::to_string(i), {});
    if (i < 2) sql("UPDATE portal_typed_draft SET typed_at = typed_at - 1000");
  }
  drafts.keep("bermet", "form/0", {});
  BOOST_CHECK_EQUAL(drafts.list("aigul").size(), static_cast<std::size_t>(kTypedDraftsMost));
  BOOST_CHECK(!drafts.find("aigul", "form/0"));
  BOOST_CHECK(drafts.find("bermet", "form/0"));
}

BOOST_AUTO_TEST_CASE(a_filter_gets_a_name_and_is_the_accounts_own) {
  auto& views = open().views();
  const ApplicationFilter filter{.state = ApplicationState::waiting,
                                 .receivedFrom = day(2026, 11, 1),
                                 .receivedTo = day(2026, 11, 29),
                                 .benefit = "low-income"};
  BOOST_CHECK(views.keep("aigul", {.name = " Өткөн  ай ", .filter = filter, .order = ApplicationOrder::name}));
  BOOST_CHECK(views.keep("aigul", {.name = "Пландан", .filter = {}}));
  BOOST_CHECK(views.keep("aigul", {.name = "Орто", .filter = {}}));
  auto list = views.list("aigul");
  BOOST_REQUIRE_EQUAL(list.size(), 3u);
  BOOST_CHECK_EQUAL(list[0].name + "/" + list[1].name + "/" + list[2].name, "Орто/Өткөн ай/Пландан");
  BOOST_CHECK(list[1].filter == filter && list[1].order == ApplicationOrder::name);
  BOOST_CHECK(views.list("bermet").empty());
  views.remove("bermet", list[0].id);
  BOOST_CHECK(views.keep("aigul", {.name = "Өткөн ай", .filter = {}}));
  BOOST_CHECK_EQUAL(views.list("aigul").size(), 3u);
  BOOST_CHECK(!views.list("aigul").at(1).filter.state);
  views.remove("aigul", list[0].id);
  BOOST_CHECK_EQUAL(views.list("aigul").size(), 2u);
  BOOST_CHECK(!views.keep("aigul", {.name = "  ", .filter = {}}));
  BOOST_CHECK(!views.keep("aigul", {.name = std::string(101, 'x'), .filter = {}}));
  for (int i = 2; i < SavedViews::kMost; ++i)
    BOOST_CHECK(views.keep("aigul", {.name = std::to_string(i), .filter = {}}));
  BOOST_CHECK(!views.keep("aigul", {.name = "one more", .filter = {}}));
  BOOST_CHECK(views.keep("aigul", {.name = "Өткөн ай", .filter = filter}));
}

BOOST_AUTO_TEST_SUITE_END()
