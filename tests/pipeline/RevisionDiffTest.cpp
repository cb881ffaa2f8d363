#include "pipeline/document/RevisionDiff.h"

#include <boost/test/unit_test.hpp>
#include <map>

using namespace balalyk;

namespace {

constexpr const char* kBefore =
    R"({"fonts":"f1","office":"7.4","origin":"template","templates":{"ky":"d1","ru":"d2"}})";
constexpr const char* kUnchanged = R"({"fonts":"f1","office":"7.4","origin":"template","templates":{)"
                                   R"("voucher-list":{"ky":{"file":"voucher-list.ky.odt","sha256":"d1"},)"
                                   R"("ru":{"file":"voucher-list.ru.odt","sha256":"d2"}}}})";
constexpr const char* kOwn = R"({"fonts":"f1","office":"7.4","origin":"template","templates":{)"
                             R"("voucher-list":{"ky":{"file":"commissions/K1/voucher-list.ky.odt","sha256":"d3"},)"
                             R"("ru":{"file":"voucher-list.ru.odt","sha256":"d2"}}}})";

std::map<std::string, std::pair<std::string, std::string>> between(const std::string& before,
                                                                   const std::string& after) {
  Document one{.id = "D", .kind = Kind::voucherList}, other = one;
  one.provenance = before;
  other.provenance = after;
  std::map<std::string, std::pair<std::string, std::string>> found;
  for (const auto& difference : differences(one, "<r/>", other, "<r/>"))
    found[difference.path] = {difference.before, difference.after};
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(RevisionDiffs)

BOOST_AUTO_TEST_CASE(a_template_of_a_commissions_own_differs_by_place_and_digest) {
  const auto found = between(kUnchanged, kOwn);
  BOOST_TEST(found.size() == 2U);
  BOOST_TEST(found.at("templates/voucher-list/ky/file").second == "commissions/K1/voucher-list.ky.odt");
  BOOST_TEST(found.at("templates/voucher-list/ky/sha256").first == "d1");
  BOOST_TEST(found.at("templates/voucher-list/ky/sha256").second == "d3");
}

BOOST_AUTO_TEST_CASE(older_provenance_of_the_same_templates_does_not_differ) {
  BOOST_TEST(between(kBefore, kUnchanged).empty());
  BOOST_TEST(between(kBefore, kOwn).size() == 2U);
  BOOST_TEST(between(kBefore, kBefore).empty());
}

BOOST_AUTO_TEST_SUITE_END()
