#include <boost/test/unit_test.hpp>

#include "CaseworkFixture.h"
#include "RolesFixture.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

using RolesAtWork = RolesOver<Casework>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(PostgresRoles, Roles, *boost::unit_test::precondition(onlyOnPostgres))

// Each host with its own login: one fills, one signs, one publishes; the chairperson authorises.
BOOST_AUTO_TEST_CASE(each_stage_does_its_work_with_its_own_role) {
  const auto filler = openDatabase(as("filler")), signer = openDatabase(as("signer")),
             publisher = openDatabase(as("publisher")), chairperson = openDatabase(as("chairperson"));
  auto first = newDocument("A1");
  first.uniqueNumber = true;
  filler->queue().take(std::span(&first, 1), "filler");
  auto changed = newDocument("A1", "second");
  changed.uniqueNumber = true;
  const auto id = filler->queue().take(std::span(&changed, 1), "filler").at(0).documentId;
  const auto pass = [&](PortalDatabase& database, Stage stage) {
    auto& queue = database.queue();
    queue.hasten();
    queue.sweep({});
    const auto claim = queue.claim({.worker = "w1", .stage = stage}).at(0);
    queue.heartbeat("w1", std::chrono::minutes(1));
    const auto completion = completionOf(claim, stage);
    BOOST_CHECK(queue.complete("w1", std::span(&completion, 1)).at(0));
    queue.giveBack("w1");
  };
  pass(*filler, Stage::fill);
  filler->queue().setCursor("applications", {1, "A1"});
  BOOST_CHECK(filler->records().applications({}, 10).empty());
  BOOST_CHECK(!filler->records().upload("U1", 10));

  const Authorisation standing{
      .id = uuid(1), .chairpersonId = "M1", .commissionId = "K1", .standing = true, .kinds = allKinds()};
  chairperson->authorisations().recordStanding(standing);
  BOOST_CHECK_EQUAL(signer->authorisations().applyStanding(10), 1);
  pass(*signer, Stage::sign);
  pass(*publisher, Stage::publish);
  BOOST_CHECK(!publisher->records().leadership("K1"));
  BOOST_CHECK(publisher->archive().document(id)->state == State::published);
  for (auto* database : {filler.get(), signer.get(), publisher.get()}) {
    BOOST_CHECK(database->schedule().begin("nightly", "2026-11-22", "w1", std::chrono::minutes(1)) ==
                (database == filler.get()));
    database->schedule().keep("nightly", "2026-11-22", "w1", std::chrono::minutes(1));
    BOOST_CHECK_EQUAL(database->archive().find({.name = "Асанов"}).size(), 1u);
    database->archive().waitingAgain(10);
    database->queue().holders();
    BOOST_CHECK_EQUAL(database->archive().countStoppedUpgrades(), 0);
    BOOST_CHECK(!database->audit().firstBroken());
    database->awaitHint(milliseconds(10));
  }
}

BOOST_AUTO_TEST_CASE(trouble_is_recorded_with_the_role_of_its_stage) {
  const auto failWith = [&](const std::string& role, Stage stage, Disposition disposition) {
    auto& queue = openDatabaseAs(role).queue();
    const auto claim = queue.claim({.worker = "w1", .stage = stage}).at(0);
    return queue.fail("w1", {.documentId = claim.document.id,
                             .token = claim.token,
                             .stage = stage,
                             .disposition = disposition,
                             .problem = {"keyMissing", {}},
                             .retryAfter = std::chrono::minutes(5)});
  };
  const auto again = [&](const std::string& id) { BOOST_CHECK(openDatabaseAs("nightly").queue().retry(id, "me")); };
  const auto decided = take(newDocument("A1"));
  for (const auto disposition : {Disposition::wait, Disposition::retry, Disposition::quarantined}) {
    BOOST_CHECK(failWith("filler", Stage::fill, disposition));
    again(decided);
  }
  BOOST_CHECK(failWith("filler", Stage::fill, Disposition::returned));
  const auto authorised = documentIn(State::authorised, newDocument("A2"));
  for (const auto disposition : {Disposition::wait, Disposition::retry, Disposition::quarantined}) {
    BOOST_CHECK(failWith("signer", Stage::sign, disposition));
    again(authorised);
  }
  BOOST_CHECK(failWith("signer", Stage::sign, Disposition::sent));
  documentIn(State::signed_, newDocument("A3"));
  BOOST_CHECK(failWith("publisher", Stage::publish, Disposition::quarantined));
}

BOOST_AUTO_TEST_CASE(the_chairperson_records_revokes_and_rejects_with_the_role_for_it) {
  auto& authorisations = openDatabaseAs("chairperson").authorisations();
  const auto first = documentIn(State::sent, newDocument("A1")), second = documentIn(State::sent, newDocument("A2"));
  const AuthorisedContent content{first, document(first).contentDigest};
  const Authorisation batch{.id = uuid(1), .chairpersonId = "M1", .commissionId = "K1"};
  BOOST_CHECK_EQUAL(authorisations.authorise(batch, std::span(&content, 1)).size(), 1u);
  BOOST_CHECK(authorisations.revoke(uuid(1), "M1"));
  BOOST_CHECK(stateOf(first) == State::sent);
  BOOST_CHECK(authorisations.reject(second, "M1", "жок"));
  authorisations.keepReceipt(uuid(1), std::string(64, 'a'));
  BOOST_CHECK(!may("chairperson", "SELECT 1 FROM balalyk_upload"));
  BOOST_CHECK(!may("chairperson", "UPDATE balalyk_document SET container_digest = 'x'"));
}

BOOST_AUTO_TEST_CASE(the_secretary_sends_and_recalls_with_the_role_for_it) {
  auto& sending = openDatabaseAs("secretary").sending();
  const auto id = documentIn(State::drafted, newDocument("A1"));
  BOOST_CHECK(sending.send({&id, 1}, {"M2", "K1"}).at(0).outcome == SendingOutcome::done);
  BOOST_CHECK(sending.recall({&id, 1}, {"M2", "K1"}).at(0).outcome == SendingOutcome::done);
  BOOST_CHECK(!may("secretary", "UPDATE balalyk_document SET content_digest = 'x'"));
  for (const std::string table : {"balalyk_record", "balalyk_upload", "balalyk_decided_application"})
    BOOST_CHECK(!may("secretary", "SELECT 1 FROM " + table));
  BOOST_CHECK(!may("secretary", "INSERT INTO balalyk_authorisation_document VALUES ('x', 'x', 'x')"));
  BOOST_CHECK(!may("filler", "UPDATE balalyk_document SET recalled = 0"));
}

BOOST_AUTO_TEST_CASE(whoever_does_not_authorise_has_no_right_to) {
  documentIn(State::authorised, newDocument("A1"));
  const std::string insert =
      "INSERT INTO balalyk_authorisation (id, chairperson_id, commission_id, standing, kinds, recorded_at, "
      "batch_digest, "
      "statement_digest) VALUES ('x', 'M1', 'K1', 1, '[]', 0, '', '')";
  const std::string link =
      "INSERT INTO balalyk_authorisation_document (document_id, content_digest, authorisation_id) SELECT id, 'x', "
      "(SELECT min(id) FROM balalyk_authorisation) FROM balalyk_document";
  for (const std::string login : {"filler", "signer", "publisher", "nightly", "archivist"}) {
    BOOST_TEST_CONTEXT(login) {
      BOOST_CHECK(!may(login, insert));
      for (const std::string column : {"chairperson_id", "commission_id", "kinds", "statement_digest",
                                       "certificate_digest", "valid_from", "valid_to", "batch_digest"})
        BOOST_CHECK(!may(login, "UPDATE balalyk_authorisation SET " + column + " = 'x'"));
      BOOST_CHECK(!may(login, "UPDATE balalyk_authorisation SET revoked_at = NULL"));
      BOOST_CHECK(!may(login, "UPDATE balalyk_authorisation SET standing = 1"));
      BOOST_CHECK(!may(login, "DELETE FROM balalyk_authorisation"));
      BOOST_CHECK(!may(login, "UPDATE balalyk_authorisation_document SET content_digest = 'x'"));
      BOOST_CHECK(!may(login, "DELETE FROM balalyk_authorisation_document"));
      BOOST_CHECK(!may(login, "ALTER TABLE balalyk_authorisation DISABLE TRIGGER ALL"));
    }
  }
  BOOST_CHECK(may("chairperson", insert));
  for (const std::string login : {"filler", "publisher", "archivist"}) BOOST_CHECK(!may(login, link));
  BOOST_CHECK(may("signer", link));
}

BOOST_AUTO_TEST_CASE(a_host_that_only_fills_may_write_nothing_that_comes_after) {
  documentIn(State::published, newDocument("A1"));
  for (const std::string statement :
       {"INSERT INTO balalyk_signature_journal (document_id, digest, value) VALUES ('x', 'x', 'x')",
        "DELETE FROM balalyk_signature_journal", "UPDATE balalyk_authorisation SET documents = 5",
        "UPDATE balalyk_authorisation SET receipt_digest = 'x'", "UPDATE balalyk_document SET container_digest = 'x'",
        "UPDATE balalyk_document SET certificate_digest = 'x'", "UPDATE balalyk_document SET level = 'B-LTA'",
        "UPDATE balalyk_document SET published_at = 5", "UPDATE balalyk_document SET sealed_digest = 'x'",
        "UPDATE balalyk_document SET kind = 'voucher-list'", "UPDATE balalyk_document SET chairperson_id = 'M2'",
        "UPDATE balalyk_document SET record_digest = 'x'",
        "INSERT INTO balalyk_quota (name, day, used) VALUES ('x', '', 1)", "UPDATE balalyk_evidence SET closed = 1",
        "UPDATE balalyk_level_count SET documents = 5"})
    BOOST_CHECK_MESSAGE(!may("filler", statement), statement);
}

BOOST_AUTO_TEST_CASE(the_pipeline_may_not_touch_the_portals_tables_nor_take_anything_out_of_the_archive) {
  for (const std::string table : {"application", "meal_subsidy", "voucher", "uploaded_file", "commission_member"}) {
    BOOST_CHECK(!may("nightly", "SELECT 1 FROM " + table));
    BOOST_CHECK(!may("nightly", "DELETE FROM " + table));
  }
  for (const std::string table :
       {"balalyk_document", "balalyk_record", "balalyk_file", "balalyk_audit", "balalyk_authorisation"}) {
    BOOST_CHECK(may("nightly", "SELECT 1 FROM " + table));
    BOOST_CHECK(!may("nightly", "DELETE FROM " + table));
  }
  BOOST_CHECK(!may("nightly", "UPDATE balalyk_record SET xml = ''"));
  BOOST_CHECK(!may("nightly", "UPDATE balalyk_audit SET actor = ''"));
  BOOST_CHECK(!may("nightly", "DROP TRIGGER balalyk_audit_grows ON balalyk_audit"));
  BOOST_CHECK(!may("nightly", "CREATE TABLE mine (x INTEGER)"));
}

BOOST_AUTO_TEST_CASE(an_archivist_reads_and_changes_nothing) {
  const auto id = take(newDocument("A1"));
  const auto archive = openDatabase(as("archivist"));
  BOOST_CHECK_EQUAL(archive->archive().find({.name = "Асанов"}).size(), 1u);
  BOOST_CHECK(archive->archive().recordXml(id).has_value());
  BOOST_CHECK(!archive->audit().firstBroken());
  BOOST_CHECK_EQUAL(codeOf([&] { archive->queue().claim({.worker = "w", .stage = Stage::fill}); }), "databaseRefused");
  BOOST_CHECK_EQUAL(codeOf([&] { archive->audit().append("a", "b", "{}"); }), "databaseRefused");
  BOOST_CHECK(!may("archivist", "SELECT 1 FROM balalyk_decided_application"));
}

BOOST_AUTO_TEST_CASE(the_pages_have_their_sessions_and_nothing_of_the_pipeline_which_has_none_of_theirs) {
  const auto pages = openDatabase(as("pages"));
  auto& sessions = pages->sessions();
  sessions.create({"d1", "A1", ""});
  sessions.touch("d1");
  sessions.beginOnce("d1", "t", std::chrono::minutes(1));
  sessions.finishOnce("d1", "t", "/");
  BOOST_CHECK(sessions.find("d1", {}));
  sessions.sweep({});
  sessions.replace("d1", {"d2", "A1", "Firefox"});
  BOOST_CHECK_EQUAL(sessions.endAll("A1", ""), 1);
  BOOST_CHECK(!may("pages", "SELECT * FROM balalyk_signature_journal"));  // ids only, of what is given back
  for (const std::string table : {"balalyk_authorisation", "balalyk_authorisation_document"})
    BOOST_CHECK(!may("pages", "INSERT INTO " + table + " (id) VALUES ('x')"));
  for (const std::string login : {"nightly", "chairperson", "archivist"})
    BOOST_CHECK(!may(login, "SELECT 1 FROM portal_session"));
}

BOOST_AUTO_TEST_CASE(who_manages_accounts_has_a_role_for_it_and_cannot_remove_one) {
  auto& clerk = openDatabaseAs("clerk");
  const auto id = clerk.accounts().add({{kLocalIssuer, "nurlan"}, "", "ky"}, "login:me").value();
  openDatabaseAs("pages").sessions().create({"d1", id, ""});
  clerk.accounts().setPassword(id, "hash", clerk.now(), "login:me");
  BOOST_CHECK(!openDatabaseAs("pages").sessions().find("d1", {}));
  BOOST_CHECK(clerk.accounts().grant(id, {Role::archivist, "", ""}, "login:me") == Accounts::Granted::yes);
  BOOST_CHECK_EQUAL(clerk.accounts().account(id).value().grants.size(), 1u);
  BOOST_CHECK(clerk.accounts().withdraw(id, Role::archivist, "", "login:me"));
  BOOST_CHECK(clerk.accounts().setActive(id, false, "login:me"));
  BOOST_CHECK_EQUAL(clerk.accounts().list().size(), 1u);
  BOOST_CHECK(!may("clerk", "DELETE FROM balalyk_account"));
  BOOST_CHECK(!may("clerk", "SELECT 1 FROM balalyk_document"));
  BOOST_CHECK(openDatabaseAs("pages").accounts().setActive(id, true, "login:me"));  // the operator's page
}

BOOST_AUTO_TEST_CASE(mails_are_sent_with_a_role_that_sees_no_name_and_no_password) {
  auto& notices = openDatabaseAs("mailer").notices();
  documentIn(State::published, newDocument("A1"));
  documentIn(State::sent, newDocument("A2"));
  BOOST_CHECK(notices.gather({.quiet = {}, .longest = {}, .fromHour = 0, .untilHour = 24}));
  BOOST_CHECK(!notices.claim(std::chrono::minutes(1)));  // nobody is in the list
  BOOST_CHECK_EQUAL(notices.list(10).size(), 1u);
  notices.hasten(true);
  for (const std::string column : {"subject", "number", "problems", "commission_name"})
    BOOST_CHECK(!may("mailer", "SELECT " + column + " FROM balalyk_document"));
  for (const std::string table : {"balalyk_record", "balalyk_account", "balalyk_account_role", "commission_member",
                                  "balalyk_commission_member", "portal_session", "balalyk_word"})
    BOOST_CHECK(!may("mailer", "SELECT 1 FROM " + table));
  BOOST_CHECK(!may("mailer", "UPDATE balalyk_document SET state = 'sent'"));
  auto& pages = openDatabaseAs("pages").notices();
  pages.setWanted("a", false);
  BOOST_CHECK(!pages.wanted("a"));
  pages.setWanted("a", true);
  BOOST_CHECK(!may("pages", "SELECT 1 FROM balalyk_notice_reader"));
  BOOST_CHECK(!may("nightly", "SELECT 1 FROM balalyk_notice_reader"));
}

BOOST_AUTO_TEST_CASE(the_portal_signs_people_in_with_its_role) {
  auto& portal = openDatabaseAs("pages");
  const auto id = portal.accounts().add({{kLocalIssuer, "aigul"}, "", "ky"}, "login:me").value();
  portal.accounts().setPassword(id, "hash", portal.now(), "login:me");
  BOOST_CHECK(portal.accounts().spendFirstPassword(id, "hash"));
  portal.accounts().strengthen(id, "hash", "stronger");
  portal.accounts().setLanguage(id, "ru");
  BOOST_CHECK(portal.accounts().admit({{"https://id.example", "S1"}, "1", ""}, {}));
  BOOST_CHECK(portal.accounts().admit({{"https://id.example", "S1"}, "2", ""}, {}));
  BOOST_CHECK(portal.members().activeWithPin("1").empty());
  const SignInLedger::Attempt attempt{"account:aigul", {}};
  BOOST_CHECK(portal.signIn().attempt(std::span(&attempt, 1)).count() == 0);
  portal.signIn().takeBack("account:aigul");
  portal.signIn().forget("account:aigul");
  BOOST_CHECK(portal.signIn().spend("state", std::chrono::seconds(60)));
  BOOST_CHECK(!may("pages", "DELETE FROM balalyk_account"));
  BOOST_CHECK(!may("pages", "UPDATE balalyk_account SET issuer = 'x'"));
  BOOST_CHECK(!may("pages", "UPDATE balalyk_account_role SET role = 'x'"));
  BOOST_CHECK(!may("pages", "DELETE FROM balalyk_audit"));
}

BOOST_FIXTURE_TEST_CASE(the_pages_decide_applications_with_their_role_and_cannot_touch_the_people_in_them,
                        RolesAtWork) {
  sendingBySecretary();
  sql("INSERT INTO application (id, commission_id, protocol_number, refusal_grounds, child_surname, child_given_name, "
      "child_patronymic, child_pin, guardian_surname, guardian_given_name, guardian_patronymic, guardian_pin, "
      "guardian_address, comments, synthetic, changed_at) VALUES ('A7', 'K1', '', '', 'Абдиев', 'Төлөн', '', "
      "'21505202012349', 'Абдиева', 'Үпөл', '', '11505199012345', '', '', 1, 1)");
  TestDatabase::open().vouchers().setWhole("417", year, 5);
  auto& portal = openDatabaseAs("pages");
  auto& applications = portal.applications();
  BOOST_CHECK_EQUAL(applications.list({.commissionId = "K1"}).rows.size(), 4u);
  BOOST_CHECK_EQUAL(applications.search({"K1"}, "Абдиев", 5).rows.size(), 1u);
  applications.markOpened("A1", {"K1"}, "aigul");
  BOOST_CHECK(applications.show("A1", {"K1"}, HiddenNumber::childPin, "aigul"));
  BOOST_CHECK_EQUAL(applications.benefits().size(), 2u);
  BOOST_CHECK(applications.commission("K1"));
  EditApplication edit(portal, {"K1"}, "aigul");
  BOOST_CHECK(edit.check("A1", complete("1")));
  BOOST_CHECK_EQUAL(wordOf(edit.saveAndMakeProtocol({"A1", 1, complete("1"), {}})), "saved");
  bring("A1", State::drafted);
  SendProtocols sending(portal, {"K1"}, "aigul");
  BOOST_CHECK(!sending.send({latest("A1")->id}).at(0).problem);
  BOOST_CHECK(!sending.recall({latest("A1")->id}).at(0).problem);
  BOOST_CHECK_EQUAL(wordOf(edit.saveAndMakeProtocol({"A1", 2, complete("2"), {}})), "saved");
  bring("A1", State::sent);
  TestDatabase::authorisations().reject(latest("A1")->id, "M1", "жок");
  BOOST_CHECK(edit.makeProtocol("A1"));
  auto undone = complete("2");
  undone.chosen.reset();
  BOOST_CHECK_EQUAL(wordOf(edit.save({"A1", 3, undone, {}})), "saved");
  BOOST_CHECK_EQUAL(protocolState("A1"), "withdrawn");
  BOOST_CHECK_EQUAL(portal.vouchers().quotas("417", year).at(0).free(), 5);
  portal.drafts().keep("aigul", "f", {});
  BOOST_CHECK(portal.drafts().find("aigul", "f"));
  portal.drafts().remove("aigul", "f");
  portal.drafts().sweep();
  BOOST_CHECK(portal.views().keep("aigul", {.name = "x", .filter = {}}));
  portal.views().remove("aigul", portal.views().list("aigul").at(0).id);
  sql("UPDATE balalyk_document SET state = 'published', stage = NULL, published_at = 5 WHERE id = $1",
      {latest("A1")->id});
  BOOST_REQUIRE_EQUAL(portal.applications().list({.commissionId = "K1"}).toInform, 1);
  const auto due = portal.informing().due("K1", 5).at(0).documentId;
  BOOST_CHECK_EQUAL(portal.informing().markInformed("K1", {due}, "aigul"), 1);
  BOOST_CHECK_EQUAL(portal.informing().takeBack("K1", {due}, "aigul"), 1);
  for (const std::string statement :
       {"UPDATE application SET child_pin = 'x'", "UPDATE application SET child_surname = 'x'",
        "UPDATE application SET guardian_pin = 'x'", "UPDATE application SET guardian_phone = 'x'",
        "UPDATE application SET commission_id = 'K2'", "DELETE FROM application",
        "UPDATE application_version SET form = ''", "UPDATE balalyk_document SET content_digest = 'x'",
        "UPDATE balalyk_document SET container_digest = 'x'", "UPDATE balalyk_document SET chairperson_id = 'x'",
        "DELETE FROM balalyk_document", "UPDATE balalyk_record SET xml = ''",
        "INSERT INTO balalyk_file VALUES (1, 0, 'x', 'x', 'x', 1)",
        "INSERT INTO balalyk_authorisation_document VALUES ('x', 'x', 'x')",
        "UPDATE balalyk_voucher_quota SET whole = 9"})
    BOOST_CHECK_MESSAGE(!may("pages", statement), statement);
}

BOOST_AUTO_TEST_CASE(the_portal_keeps_its_lists_with_its_role) {
  PortalTables tables(connection());
  tables.put(Commission{.id = "K1"});
  tables.put(Member{"M1", "K1", {"Төраев", "Төрө", ""}, "20101197012345", {}, CommissionRole::chairperson, true});
  auto& pages = openDatabaseAs("pages");
  const Permission by{.commissions = {"K1"}};
  auto member = pages.memberBook().member(by, "M1").value();
  member.member.phone = "996555123456";
  BOOST_CHECK(pages.memberBook().change(by, member.member, member.version, "a").outcome == MemberBook::Outcome::done);
  pages.memberBook().use(by, "M1");
  member.member.pin = "20101197054321";
  member.member.role = CommissionRole::member;
  const auto added = pages.memberBook().add(by, member.member, "a");
  BOOST_CHECK(pages.memberBook().remove(by, added.id, 1, "a").outcome == MemberBook::Outcome::done);
  const auto file = pages.mealBook().keepFile(by, "K1", {.name = "x.pdf", .content = "x", .digest = "d"}, "a").value();
  const MealSubsidy meal{
      .commission = {.id = "K1"}, .protocolNumber = "1", .ticked = {member.member}, .uploadId = file.id};
  const auto saved = pages.mealBook().save(by, meal, 0, "", "a");
  BOOST_CHECK(saved.outcome == MealBook::Outcome::done);
  BOOST_CHECK_EQUAL(pages.mealBook().meals(by, "K1", "", 10).size(), 1u);
  BOOST_CHECK(pages.records().mealSubsidy(saved.id));
  pages.voucherBook().organisations(by);
  using std::chrono::year;
  pages.voucherBook().totals(year(2026) / 11, {"G1"});
  BOOST_CHECK(!pages.records().voucherList("G1", year(2026) / 11));
  BOOST_CHECK(!may("pages", "UPDATE uploaded_file SET content = ''"));
  BOOST_CHECK(!may("pages", "DELETE FROM meal_subsidy"));
}

// So that no migration adds a table and forgets the roles.
BOOST_AUTO_TEST_CASE(every_table_of_the_pipeline_is_open_to_its_role_and_only_what_is_used_up_may_be_deleted) {
  const std::string tables =
      "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v') "
      "AND relname LIKE 'balalyk\\_%' AND ";
  BOOST_CHECK_GE(number(tables + "true"), 20);
  const std::string ofPeople = "relname ~ '^balalyk_(account|sign_in|commission_member|second_factor|recovery_code)'";
  const std::string ofMails = "relname ~ '^balalyk_notice' AND relname <> 'balalyk_notice_refusal'";
  BOOST_CHECK_EQUAL(number(tables + "NOT has_table_privilege('balalyk_pipeline', oid, 'SELECT') AND NOT " + ofPeople +
                           " AND relname !~ '^balalyk_notice'"),
                    0);
  BOOST_CHECK_GE(number(tables + ofMails), 5);
  BOOST_CHECK_EQUAL(number(tables + "NOT has_table_privilege('balalyk_mailer', oid, 'SELECT') AND " + ofMails), 0);
  BOOST_CHECK_GE(number(tables + ofPeople), 5);
  for (const std::string role : {"balalyk_pipeline", "balalyk_archive", "balalyk_authoriser"})
    BOOST_CHECK_EQUAL(number(tables + "has_table_privilege('" + role + "', oid, 'SELECT') AND " + ofPeople), 0);
  BOOST_CHECK_EQUAL(number(tables + "NOT has_table_privilege('balalyk_portal', oid, 'SELECT') AND " + ofPeople), 0);
  BOOST_CHECK_EQUAL(number(tables + "has_table_privilege('balalyk_pipeline', oid, 'DELETE') AND relname NOT IN "
                                    "('balalyk_protocol_number', 'balalyk_signature_journal', 'balalyk_approval', "
                                    "'balalyk_process')"),
                    0);
  BOOST_CHECK_EQUAL(number(tables + "has_table_privilege('balalyk_archive', oid, 'INSERT, UPDATE, DELETE')"), 0);
  for (const std::string table : {"balalyk_former_container", "balalyk_level_count", "balalyk_quota"})
    BOOST_CHECK(!may("nightly", "DELETE FROM " + table));
  BOOST_CHECK(!may("nightly", "UPDATE balalyk_former_container SET digest = ''"));
  BOOST_CHECK(!may("archivist", "SELECT 1 FROM balalyk_signature_journal"));
}

// The digest of a PIN hides no PIN: whoever may see it may see the record anyway.
BOOST_AUTO_TEST_CASE(whoever_of_the_pipeline_may_read_approvals_may_read_the_records) {
  int readers = 0;
  for (const std::string part : {"filler", "signer", "publisher", "pipeline", "authoriser", "secretary", "archive"}) {
    const auto may = [&](const std::string& table) {
      return number("SELECT has_table_privilege('balalyk_" + part + "', '" + table + "', 'SELECT')::int") == 1;
    };
    if (!may("balalyk_approval")) continue;
    ++readers;
    BOOST_CHECK_MESSAGE(may("balalyk_record"), part);
  }
  BOOST_CHECK_GE(readers, 3);
}

BOOST_AUTO_TEST_SUITE_END()
