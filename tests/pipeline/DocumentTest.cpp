#include "pipeline/document/Document.h"

#include <boost/test/unit_test.hpp>

#include "signing/crypto/Digest.h"

using namespace balalyk;

BOOST_AUTO_TEST_SUITE(Documents)

BOOST_AUTO_TEST_CASE(every_word_is_read_back) {
  for (const auto kind : allKinds()) BOOST_TEST((kindFrom(toString(kind)) == kind));
  for (const auto state : allStates()) BOOST_TEST((stateFrom(toString(state)) == state));
  for (const auto source : {Source::application, Source::mealSubsidy, Source::voucherList})
    BOOST_TEST((sourceFrom(toString(source)) == source));
  for (const auto stage : allStages()) BOOST_TEST((stageFrom(toString(stage)) == stage));
  BOOST_TEST(allKinds().size() == 6U);
  BOOST_TEST(allStates().size() == 10U);
  BOOST_TEST(toString(State::signed_) == std::string("signed"));
}

BOOST_AUTO_TEST_CASE(an_unknown_word_is_an_error_that_names_its_type) {
  const Problem wanted{"unknownWord", {{"type", "state"}}};
  BOOST_CHECK_EXCEPTION(stateFrom("Signed"), Error, [&](const Error& error) { return error.problem() == wanted; });
}

BOOST_AUTO_TEST_CASE(the_content_digest_is_over_sorted_lines_of_files_and_record) {
  const std::string a(64, 'a'), b(64, 'b'), record(64, 'c');
  const StoredFile ky{"protocol-ky.pdf", "application/pdf", b, 10};
  const StoredFile ru{"protocol-ru.pdf", "application/pdf", a, 10};
  const std::string lines = a + " protocol-ru.pdf\n" + b + " protocol-ky.pdf\n" + record + " record.xml\n";
  BOOST_TEST(contentDigest({ky, ru}, record) == signing::toHex(signing::sha256(lines)));
  BOOST_TEST(contentDigest({ru, ky}, record) == contentDigest({ky, ru}, record));
  BOOST_TEST(contentDigest({ky}, record) != contentDigest({ky, ru}, record));
}

BOOST_AUTO_TEST_SUITE_END()
