#include "SigningFixture.h"
#include "pipeline/stages/DocumentFiles.h"
#include "pipeline/stages/DraftRemoval.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

struct Removing : SigningFixture {
  void workAndRemove() {
    work();
    remove();
  }
  void remove(std::chrono::milliseconds keep = {}) { DraftRemoval(*database, *store).run(keep, {}); }
  bool keepsDraft(const Document& document) { return store->has(document.files.at(0).digest); }

  static Document published(Kind kind, std::string mediaType) {
    Document document;
    document.kind = kind;
    document.files = {{"file", std::move(mediaType), std::string(64, 'a'), 1}};
    document.container = StoredFile{"c.asice", "application/zip", std::string(64, 'c'), 1};
    return document;
  }
};

}  // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(State)

BOOST_FIXTURE_TEST_SUITE(draft_removal, Removing)

BOOST_AUTO_TEST_CASE(what_is_published_is_read_from_its_container) {
  const auto before = drafted();
  const auto& draft = before.files.at(0);
  const auto content = store->get(draft.digest).value();
  authorise(before);
  workAndRemove();
  const auto document = database->archive().document(before.id).value();
  BOOST_REQUIRE((document.state == State::published));
  BOOST_TEST(!store->has(draft.digest));
  BOOST_TEST(store->has(document.container->digest));
  BOOST_TEST(contentOf(document, draft, *store).value() == content);
  const auto record = database->archive().recordXml(document.id).value();
  BOOST_TEST(containerFiles(document, record, *store).at(0).content == content);
}

BOOST_AUTO_TEST_CASE(what_is_not_published_keeps_its_drafts) {
  const auto refused = drafted(), waiting = drafted();
  authorise(refused);
  second.verdict.kind = SecondVerdict::Kind::refused;
  workAndRemove();
  BOOST_TEST((stateOf(refused.id) == State::quarantined));
  for (const auto& document : {refused, waiting}) BOOST_TEST(keepsDraft(document));
}

BOOST_AUTO_TEST_CASE(drafts_stay_as_long_as_a_backup_may_take) {
  const auto document = drafted();
  authorise(document);
  work();
  remove(std::chrono::hours(1));
  BOOST_TEST(keepsDraft(document));
  remove();
  BOOST_TEST(!keepsDraft(document));
}

BOOST_AUTO_TEST_CASE(each_run_continues_where_the_last_one_stopped) {
  const auto first = drafted(), second = drafted();
  authorise(first);
  workAndRemove();
  BOOST_TEST(!keepsDraft(first));
  store->put("%PDF of " + first.id);  // as if it had not been gone through
  authorise(second);
  workAndRemove();
  BOOST_TEST(!keepsDraft(second));
  BOOST_TEST(keepsDraft(first));
}

BOOST_AUTO_TEST_CASE(without_its_container_a_draft_stays) {
  const auto document = drafted();
  authorise(document);
  work();
  store->remove(database->archive().document(document.id)->container->digest);
  remove();
  BOOST_TEST(keepsDraft(document));
}

BOOST_AUTO_TEST_CASE(a_container_without_the_file_is_no_replacement) {
  const auto one = drafted(), other = drafted();
  authorise(one);
  authorise(other);
  workAndRemove();
  auto mixed = database->archive().document(one.id).value();
  mixed.container = database->archive().document(other.id)->container;
  BOOST_CHECK_EXCEPTION(contentOf(mixed, mixed.files.at(0), *store), Error,
                        [](const Error& error) { return error.problem().code == "storeDamaged"; });
  mixed.container->digest = std::string(64, '0');
  BOOST_TEST(!contentOf(mixed, mixed.files.at(0), *store));
}

BOOST_AUTO_TEST_CASE(what_several_documents_may_share_is_kept) {
  BOOST_TEST(heldByContainer(published(Kind::voucherList, "application/pdf")).size() == 1U);
  BOOST_TEST(heldByContainer(published(Kind::voucherList, "text/csv")).empty());
  BOOST_TEST(heldByContainer(published(Kind::mealUpload, "application/pdf")).empty());
  auto draft = published(Kind::voucherApproval, "application/pdf");
  draft.container.reset();
  BOOST_TEST(heldByContainer(draft).empty());
}

BOOST_AUTO_TEST_SUITE_END()
