#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "connectors/portal/pages/ApplicationAddress.h"
#include "connectors/portal/pages/ApplicationTyped.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/pages/RecordLines.h"
#include "pipeline/casework/EditApplication.h"

namespace balalyk::tests {
namespace {

web::Values valuesOf(const std::vector<std::pair<std::string, std::string>>& fields) {
  web::Values values;
  for (const auto& [name, value] : fields) values.add(name, value);
  return values;
}

ApplicationTyped everything() {
  ApplicationTyped typed;
  typed.version = 7;
  typed.form.benefits = {"poor"};
  typed.form.ticked = {"m-1", "m-2"};
  typed.form.documentsShown = {usualDocuments().at(0), {"Паспорт", "Паспорт"}, {"Акт", ""}};
  typed.form.comments = "Биринчи\nэкинчи";
  typed.form.protocolNumber = "12/34";
  typed.form.sittingDate = "кечээ";
  typed.form.chosen = Decision::rejected;
  typed.form.refusalGrounds = "Негиз";
  typed.form.kindergartenId = "k-1";
  typed.reason = "Себеп";
  return typed;
}

BOOST_AUTO_TEST_SUITE(ApplicationForms)

BOOST_AUTO_TEST_CASE(what_was_typed_comes_back_as_it_was_through_a_form_and_through_a_draft) {
  const auto typed = everything();
  const auto sent = valuesOf(fieldsOf(typed));
  const auto again = typedFormOf(sent);
  BOOST_TEST((again.form == typed.form));
  BOOST_TEST(again.version == 7);
  BOOST_TEST(again.reason == "Себеп");
  BOOST_TEST((typedFormOf(valuesOf(keptFields(sent))).form == typed.form));
}

BOOST_AUTO_TEST_CASE(a_draft_keeps_no_tokens_and_no_buttons) {
  auto sent = fieldsOf(everything());
  sent.insert(sent.end(), {{"csrf", "x"}, {"once", "y"}, {"do", "save"}, {"shown", "child-pin"}});
  for (const auto& [name, value] : keptFields(valuesOf(sent)))
    BOOST_TEST((name != "csrf" && name != "once" && name != "do" && name != "shown"));
}

BOOST_AUTO_TEST_CASE(a_form_without_fields_is_an_empty_one) {
  const auto typed = typedFormOf({});
  BOOST_TEST((typed.form == ApplicationForm{}));
  BOOST_TEST(typed.version == 0);
  BOOST_TEST(typedFormOf(valuesOf({{"documents", "99"}})).form.documentsShown.empty());
  BOOST_TEST(!typedFormOf(valuesOf({{"decision", "perhaps"}})).form.chosen.has_value());
}

BOOST_AUTO_TEST_CASE(of_several_marked_benefits_none_is_chosen_and_none_is_lost) {
  const auto typed = typedFormOf(valuesOf({{"asked", "poor"}, {"asked", "low-income"}}));
  BOOST_TEST(typed.form.benefits.size() == 2u);
  BOOST_TEST(
      typedFormOf(valuesOf({{"asked", "poor"}, {"asked", "low-income"}, {"benefit", "poor"}})).form.benefits.size() ==
      1u);
}

BOOST_AUTO_TEST_CASE(forms_are_the_same_whatever_the_order_of_their_ticks_is) {
  auto one = everything().form, other = one;
  std::swap(other.ticked[0], other.ticked[1]);
  std::rotate(other.documentsShown.begin(), other.documentsShown.begin() + 1, other.documentsShown.end());
  BOOST_TEST((one != other));
  BOOST_TEST(showTheSame(one, other));
  other.comments += "!";
  BOOST_TEST(!showTheSame(one, other));
}

BOOST_AUTO_TEST_CASE(the_address_of_a_list_says_its_filter_and_nothing_else) {
  const auto query = applicationAddressOf(valuesOf(
      {{"state", "waiting"}, {"from", "2026-11-01"}, {"to", "nonsense"}, {"benefit", "a&b=c"}, {"order", "name"}}));
  BOOST_TEST(addressQuery(query) == "?state=waiting&from=2026-11-01&benefit=a%26b%3Dc&order=name");
  BOOST_TEST(addressQuery(applicationAddressOf({})) == "");
  BOOST_TEST(addressQuery(query.withAfter("k1").withState(std::nullopt)) ==
             "?from=2026-11-01&benefit=a%26b%3Dc&order=name");
}

BOOST_AUTO_TEST_CASE(members_are_surname_and_initials) {
  BOOST_TEST(surnameAndInitials({"Асанов", "Үсөн", "Өмүрбекович"}) == "Асанов Ү. Ө.");
  BOOST_TEST(surnameAndInitials({"Асан кызы", "Бермет", ""}) == "Асан кызы Б.");
}

BOOST_AUTO_TEST_CASE(two_records_differ_in_lines_with_names_in_the_readers_language) {
  const Messages messages("ru");
  Application one;
  one.protocolNumber = "1/26";
  one.approved = true;
  one.comments = "было";
  auto two = one;
  two.comments = "стало";
  two.approved = false;
  const auto changes = changesBetween(linesOf(one, messages), linesOf(two, messages));
  BOOST_REQUIRE(changes.size() == 2u);
  BOOST_TEST(changes[0].before == "Одобрено");
  BOOST_TEST(changes[0].after == "Отклонено");
  BOOST_TEST(changes[1].label == messages.text("field.comments"));
  BOOST_TEST(changes[1].after == "стало");
  BOOST_TEST(changesBetween(linesOf(one, messages), linesOf(one, messages)).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
