// What other systems may do by the API, and what they may not.
#include "ApiFixture.h"
#include "connectors/texts/Messages.h"
#include "connectors/texts/ProgramProblemText.h"
#include "pipeline/ports/ApiAnswers.h"

namespace balalyk::tests {
namespace {

using enum ApiScope;

BOOST_FIXTURE_TEST_SUITE(Api, ApiFixture)

BOOST_AUTO_TEST_CASE(without_a_valid_token_nothing_is_answered_but_the_description) {
  const auto described = ask("GET", "/api/v1/openapi.yaml", "");
  BOOST_TEST(described.status() == 200);
  BOOST_TEST(described.body().starts_with("openapi: 3.1.0"));
  for (const auto& bad : {std::string(), std::string("x"), "balalyk_" + std::string(64, 'a')}) {
    const auto answer = ask("GET", "/api/v1/events", bad);
    BOOST_TEST(answer.status() == 401);
    BOOST_TEST(code(answer) == "tokenUnknown");
    BOOST_TEST(answer.type() == "application/problem+json");
    BOOST_TEST(header(answer, "WWW-Authenticate") == "Bearer realm=\"balalyk\"");
  }
  const auto lower = ask("GET", "/api/v1/events", "", "", {{"Authorization", "bearer " + token({events})}});
  BOOST_TEST(lower.status() == 200);
  const auto narrow = ask("GET", "/api/v1/events", token({find}));
  BOOST_TEST(narrow.status() == 403);
  BOOST_TEST(code(narrow) == "tokenScopeMissing");
  BOOST_TEST(header(narrow, "WWW-Authenticate").find("scope=\"events\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(who_guesses_has_to_wait_and_who_has_a_token_does_not) {
  const auto good = token({events});
  int refused = 0;
  for (int i = 0; i < 60 && refused == 0; ++i)
    if (ask("GET", "/api/v1/events", "guess").status() == 429) refused = i;
  BOOST_TEST(refused >= 50);
  BOOST_TEST(!header(ask("GET", "/api/v1/events", "guess"), "Retry-After").empty());
  BOOST_TEST(ask("GET", "/api/v1/events", good).status() == 200);
}

BOOST_AUTO_TEST_CASE(a_revoked_token_opens_nothing_at_the_next_request) {
  const auto one = token({events});
  BOOST_TEST(ask("GET", "/api/v1/events", one).status() == 200);
  database->apiTokens().revoke(database->apiTokens().list().at(0).id, "test");
  BOOST_TEST(ask("GET", "/api/v1/events", one).status() == 401);
}

// When a token was last used is only marked: what reads does not wait for that.
BOOST_AUTO_TEST_CASE(what_reads_is_answered_while_nothing_can_be_written) {
  const auto one = token({events});
  tables.together([&] { BOOST_TEST(ask("GET", "/api/v1/events", one).status() == 200); });
}

BOOST_AUTO_TEST_CASE(problems_are_in_the_language_that_was_asked_for) {
  const auto answer = ask("GET", "/api/v1/events", "", "", {{"Accept-Language", "ru"}});
  BOOST_TEST(text(answer, "title") == "Токена нет, или он не действует.");
  BOOST_TEST(header(answer, "Content-Language") == "ru");
}

BOOST_AUTO_TEST_CASE(a_program_hears_of_requests_and_not_of_forms) {
  const auto one = token({records, intake});
  const Headers english{{"Accept-Language", "en"}};
  auto plain = english;
  plain.emplace_back("Content-Type", "text/plain");
  const auto unsupported = ask("POST", "/api/v1/applications", one, "{}", plain);
  BOOST_TEST(unsupported.status() == 415);
  BOOST_TEST(text(unsupported, "title").find("JSON") != std::string::npos);
  BOOST_TEST(text(unsupported, "remedy").find("application/json") != std::string::npos);
  const auto nowhere = ask("GET", "/api/v1/nowhere", one, "", english);
  BOOST_TEST(nowhere.status() == 404);
  BOOST_TEST(text(nowhere, "title") == "There is no such address.");
  for (const char* language : {"ky", "ru", "en"})
    for (const char* code : {"portalAway", "mediaTypeUnsupported", "requestTooSlow", "requestMalformed"}) {
      const auto words = describeForProgram(Messages(language), {code, {}});
      for (const char* of : {"форм", "form", "браузер", "browser"})
        BOOST_TEST((words.what + words.why + words.remedy).find(of) == std::string::npos, language << " " << code);
    }
}

BOOST_AUTO_TEST_CASE(a_cursor_that_is_of_no_list_is_refused) {
  const auto one = token({records});
  const std::string list = "/api/v1/applications?commission=bishkek-1may&limit=1";
  BOOST_TEST(ask("GET", list, one).status() == 200);
  const auto next = text(ask("GET", list, one), "next");
  BOOST_REQUIRE(!next.empty());
  BOOST_TEST(ask("GET", list + "&after=" + next, one).status() == 200);
  for (const char* wrong : {"zz", "w.", "w.nobody", "x.app-001", "%00"}) {
    const auto answer = ask("GET", list + "&after=" + wrong, one);
    BOOST_TEST(answer.status() == 400, wrong);
  }
  BOOST_TEST(code(ask("GET", list + "&after=zz", one)) == "queryWrong");
}

BOOST_AUTO_TEST_CASE(an_application_is_handed_in_once_and_read_again) {
  const auto one = token({intake, records});
  const auto first = ask("POST", "/api/v1/applications", one, kHandedIn, {{"Idempotency-Key", "k1"}});
  BOOST_REQUIRE_EQUAL(first.status(), 201);
  const auto id = text(first, "id");
  BOOST_TEST(header(first, "Location") == "/api/v1/applications/" + id);
  const auto replayed = ask("POST", "/api/v1/applications", one, kHandedIn, {{"Idempotency-Key", "k1"}});
  BOOST_TEST(replayed.status() == 201);
  BOOST_TEST(replayed.body() == first.body());
  BOOST_TEST(header(replayed, "Idempotency-Replayed") == "true");
  BOOST_TEST(header(replayed, "Location") == header(first, "Location"));
  const auto again = ask("POST", "/api/v1/applications", one, kHandedIn);
  BOOST_TEST(again.status() == 200);
  BOOST_TEST(text(again, "id") == id);
  auto changed = kHandedIn;
  changed.replace(changed.find("Үсөн"), 8, "Эсен");
  BOOST_TEST(code(ask("POST", "/api/v1/applications", one, changed, {{"Idempotency-Key", "k1"}})) ==
             "idempotencyKeyUsed");
  const auto used = ask("POST", "/api/v1/applications", one, changed);
  BOOST_TEST(used.status() == 409);
  BOOST_TEST(code(used) == "applicationNumberUsed");

  const auto read = ask("GET", "/api/v1/applications/" + id, one);
  BOOST_REQUIRE_EQUAL(read.status(), 200);
  BOOST_TEST(text(read, "state") == "waiting");
  BOOST_TEST(read.body().find("21505202290154") == std::string::npos);  // masked
  BOOST_TEST(read.body().find("996555123456") == std::string::npos);
  const auto tag = header(read, "ETag");
  BOOST_TEST(tag == "\"1\"");
  BOOST_TEST(ask("GET", "/api/v1/applications/" + id, one, "", {{"If-None-Match", tag}}).status() == 304);
  BOOST_REQUIRE_EQUAL(actorsOf("applicationReceived").size(), 1u);
  BOOST_TEST(actorsOf("applicationReceived")[0] == "token:" + database->apiTokens().list().at(0).id);
}

BOOST_AUTO_TEST_CASE(what_a_protocol_could_not_hold_is_not_taken_in) {
  const auto one = token({intake});
  const auto with = [&](const std::string& from, const std::string& to) {
    auto body = kHandedIn;
    body.replace(body.find(from), from.size(), to);
    return ask("POST", "/api/v1/applications", one, body);
  };
  for (const auto& [from, to, expected] : std::vector<std::array<std::string, 3>>{
           {"21505202290154", "21505202290", "pinImpossible"},
           {"21505202290154", "99999999999999", "pinImpossible"},
           {"Асанов\"", "\\u202eАсанов\"", "nameHasForbiddenCharacters"},
           {"a@example.org", "nowhere", "emailImpossible"},
           {"+996 555 123456", "12", "phoneImpossible"},
           {"low-income", "riches", "benefitUnknown"},
           {"bishkek-1may", "tokmok", "commissionUnknown"},
           {"\"synthetic\":true", "\"receivedAt\":\"2199-01-01T00:00:00Z\"", "receivedInFuture"},
           {"\"synthetic\":true", "\"receivedAt\":\"0001-01-01T00:00:00Z\"", "bodyMemberWrong"},
           {"\"mother\"", "\"aunt\"", "bodyMemberWrong"},
           {"\"synthetic\"", "\"surprise\"", "bodyMemberUnknown"},
           {"\"number\":\"Б1-2026/9001\"", "\"number\":\"\"", "bodyMemberMissing"},
           {"\"number\":\"Б1-2026/9001\"", "\"number\":7", "bodyMemberWrong"}}) {
    const auto answer = with(from, to);
    BOOST_TEST(answer.status() == 422, to);
    BOOST_TEST(code(answer) == expected);
  }
  BOOST_TEST(code(ask("POST", "/api/v1/applications", one, "[")) == "bodyNotJson");
  BOOST_TEST(code(ask("POST", "/api/v1/applications", one, std::string(20, '[') + std::string(20, ']'))) ==
             "bodyNotJson");
  BOOST_TEST(code(ask("POST", "/api/v1/applications", one, "{\"number\":\"\xff\"}")) == "bodyNotJson");
  BOOST_TEST(ask("POST", "/api/v1/applications", one, std::string(300 << 10, ' ')).status() == 413);
  BOOST_TEST(ask("POST", "/api/v1/applications", one, kHandedIn, {{"Content-Type", "text/plain"}}).status() == 415);
  // Nothing of it was kept, and no name is in the log.
  BOOST_TEST(actorsOf("applicationReceived").empty());
  for (const auto& trouble : log.all()) BOOST_TEST(toString(trouble.problem).find("Асан") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_decision_of_another_system_is_kept_whole_or_not_at_all) {
  const auto one = token({intake, records, decide, ApiScope::send});
  const auto id = text(ask("POST", "/api/v1/applications", one, kHandedIn), "id");
  const auto path = "/api/v1/applications/" + id + "/decision";
  BOOST_TEST(ask("PUT", path, one, kDecision).status() == 428);
  BOOST_TEST(ask("PUT", path, one, kDecision, {{"If-Match", "\"7\""}}).status() == 412);
  auto incomplete = kDecision;
  incomplete.replace(incomplete.find("\"b1-01\","), 8, "");
  const auto refused = ask("PUT", path, one, incomplete, {{"If-Match", "\"1\""}});
  BOOST_TEST(refused.status() == 422);
  BOOST_TEST(code(refused) == "chairpersonMissing");
  auto foreign = kDecision;
  foreign.replace(foreign.find("b1-03"), 5, "tk-03");
  BOOST_TEST(code(ask("PUT", path, one, foreign, {{"If-Match", "\"1\""}})) == "bodyMemberWrong");
  BOOST_TEST(header(ask("GET", "/api/v1/applications/" + id, one), "ETag") == "\"1\"");  // nothing was written

  const auto kept = ask("PUT", path, one, kDecision, {{"If-Match", "\"1\""}});
  BOOST_REQUIRE_EQUAL(kept.status(), 200);
  BOOST_TEST(text(kept, "state") == "approved");
  const Poco::JSON::Object::Ptr document = json(kept)->getObject("document");
  BOOST_REQUIRE(!document.isNull());
  BOOST_TEST(document->optValue<std::string>("state", "") == "decided");
  BOOST_TEST(ask("PUT", path, one, kDecision, {{"If-Match", "\"1\""}}).status() == 412);

  tables.setSending("bishkek-1may", PortalTables::Sending::bySecretary);
  const auto documentId = drafted(id);
  const auto sent = ask("POST", "/api/v1/documents/" + documentId + "/send", one);
  BOOST_REQUIRE_EQUAL(sent.status(), 200);
  BOOST_TEST(text(sent, "state") == "sent");
  BOOST_TEST(code(ask("PUT", path, one, kDecision, {{"If-Match", "\"2\""}})) == "documentFrozen");
  BOOST_TEST(text(ask("POST", "/api/v1/documents/" + documentId + "/recall", one), "state") == "drafted");
  const auto early = ask("POST", "/api/v1/documents/" + drafted("app-002") + "/send", one);
  BOOST_TEST(early.status() == 200);
  database->queue().withdraw({documentId}, {"recordWithdrawn", {}}, "test");
  for (const char* what : {"/send", "/recall"})
    BOOST_TEST(ask("POST", "/api/v1/documents/" + documentId + what, one).status() == 409, what);
  const auto latest = ask("GET", "/api/v1/applications/" + id + "/document", one);
  BOOST_TEST(text(latest, "id") == documentId);
  BOOST_TEST(latest.body().find("Асанов") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(documents_are_found_without_a_name_in_an_address_and_named_only_to_who_may_read_them) {
  const auto finder = token({find}), reader = token({find, records});
  const std::string query = R"({"name":"асанов","limit":5})";
  const auto anonymous = ask("POST", "/api/v1/documents/search", finder, query);
  BOOST_REQUIRE_EQUAL(anonymous.status(), 200);
  BOOST_TEST(json(anonymous)->getArray("documents")->size() > 0u);
  BOOST_TEST(anonymous.body().find("subject") == std::string::npos);
  BOOST_TEST(ask("POST", "/api/v1/documents/search", reader, query).body().find("Асанов") != std::string::npos);
  const auto none = ask("POST", "/api/v1/documents/search", finder, R"({"commission":"tokmok"})");
  BOOST_TEST(json(none)->getArray("documents")->size() == 0u);
  const auto everywhere = token({find}, {});
  const auto some = ask("POST", "/api/v1/documents/search", everywhere, R"({"commission":"tokmok"})");
  BOOST_TEST(json(some)->getArray("documents")->size() > 0u);
  BOOST_TEST(ask("POST", "/api/v1/documents/search", finder, R"({"state":"dreamt"})").status() == 422);
}

BOOST_AUTO_TEST_CASE(a_draft_is_fetched_by_its_digest) {
  const auto one = token({containers, records});
  const auto id = drafted("app-001");
  const auto path = "/api/v1/documents/" + id + "/files/protocol-ky";
  const auto answer = ask("GET", path, one);
  BOOST_REQUIRE_EQUAL(answer.status(), 200);
  BOOST_TEST(header(answer, "ETag") == "\"" + signing::toHex(signing::sha256(answer.body())) + "\"");
  BOOST_TEST(ask("GET", path, one, "", {{"If-None-Match", header(answer, "ETag")}}).status() == 304);
  BOOST_TEST(code(ask("GET", "/api/v1/documents/" + id + "/container", one)) == "containerNone");
  const auto record = ask("GET", "/api/v1/documents/" + id + "/record", one);
  BOOST_TEST(record.type() == "application/xml");
  BOOST_TEST(record.body().find("21505202190154") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_new_revision_takes_a_reason_and_a_key_and_is_made_once) {
  const auto one = token({regenerate, records});
  const auto id = drafted("app-001");
  const auto path = "/api/v1/documents/" + id + "/regenerate";
  BOOST_TEST(code(ask("POST", path, one, R"({"reason":"typing error"})")) == "idempotencyKeyMissing");
  BOOST_TEST(code(ask("POST", path, one, R"({"reason":" "})", {{"Idempotency-Key", "k"}})) == "reasonMissing");
  const auto made = ask("POST", path, one, R"({"reason":"typing error"})", {{"Idempotency-Key", "k"}});
  BOOST_REQUIRE_EQUAL(made.status(), 201);
  const auto again = ask("POST", path, one, R"({"reason":"typing error"})", {{"Idempotency-Key", "k"}});
  BOOST_TEST(again.body() == made.body());
  BOOST_TEST(database->archive().revisions(Source::application, "app-001").size() == 2u);
  BOOST_TEST(code(ask("POST", path, one, R"({"reason":"again"})", {{"Idempotency-Key", "k2"}})) == "documentNotLatest");
}

// Each has seen the same revision as the latest: of one that is new there are not two.
// That this holds at the same moment too is the conformance suite's matter: the taking transaction decides.
BOOST_AUTO_TEST_CASE(of_a_revision_one_new_one_is_made) {
  const auto one = token({regenerate, records});
  const auto id = drafted("app-001");
  const auto path = "/api/v1/documents/" + id + "/regenerate";
  const auto ask1 = [&](const std::string& key) {
    return ask("POST", path, one, R"({"reason":"typing error"})", {{"Idempotency-Key", key}});
  };
  BOOST_TEST(ask1("k1").status() == 201);
  const auto second = ask1("k2");
  BOOST_TEST(second.status() == 409);
  BOOST_TEST(code(second) == "documentNotLatest");
  BOOST_TEST(ask1("k1").status() == 201);  // the answer that it had
  BOOST_TEST(database->archive().revisions(Source::application, "app-001").size() == 2u);
}

// Readers take the first of two or the last: who looked at it may have seen the other decision.
BOOST_AUTO_TEST_CASE(a_body_that_says_a_thing_twice_is_refused) {
  const auto one = token({intake, records, decide});
  const auto twice = [](std::string body, const std::string& member, const std::string& again) {
    return body.replace(body.find(member), 0, again + ",");
  };
  for (const auto& body : {twice(kHandedIn, "\"number\"", R"("number":"Б1-2026/1")"),
                           twice(kHandedIn, "\"number\"", R"("n\u0075mber":"Б1-2026/1")"),
                           twice(kHandedIn, "\"givenName\"", R"("givenName":"Эсен")")})
    BOOST_TEST(code(ask("POST", "/api/v1/applications", one, body)) == "bodyNotJson", body);
  const auto id = text(ask("POST", "/api/v1/applications", one, kHandedIn), "id");
  const auto decision = twice(kDecision, "\"decision\"", R"("decision":"rejected")");
  const auto path = "/api/v1/applications/" + id + "/decision";
  BOOST_TEST(code(ask("PUT", path, one, decision, {{"If-Match", "\"1\""}})) == "bodyNotJson");
  BOOST_TEST(ask("PUT", path, one, kDecision, {{"If-Match", "\"1\""}}).status() == 200);
}

BOOST_AUTO_TEST_CASE(a_batch_is_confirmed_with_its_digest_and_the_password_and_by_nothing_less) {
  const auto one = token({authorise});
  const auto id = drafted("app-001");  // its commission sends at once
  const auto prepared = ask("POST", "/api/v1/batches", one, R"({"documents":[")" + id + R"("]})");
  BOOST_REQUIRE_EQUAL(prepared.status(), 201);
  const auto batch = text(prepared, "id"), tag = header(prepared, "ETag");
  BOOST_TEST(tag == "\"" + text(prepared, "digest") + "\"");
  const auto confirm = [&](const std::string& match, const std::string& password,
                           const std::string& type = "text/plain; charset=utf-8") {
    Headers headers{{"Content-Type", type}};
    if (!match.empty()) headers.emplace_back("If-Match", match);
    return ask("POST", "/api/v1/batches/" + batch + "/confirm", one, password, headers);
  };
  BOOST_TEST(confirm("", "дөбө").status() == 428);
  BOOST_TEST(confirm("\"" + std::string(64, '0') + "\"", "дөбө").status() == 412);
  BOOST_TEST(confirm(tag, "дөбө", "application/json").status() == 415);
  BOOST_TEST(confirm(tag, "").status() == 422);
  const auto wrong = confirm(tag, "талаа");
  BOOST_TEST(wrong.status() == 422);
  BOOST_TEST(code(wrong) == "keyPasswordWrong");
  BOOST_TEST(orders.empty());
  const auto confirmed = confirm(tag, "дөбө\n");
  BOOST_TEST(confirmed.status() == 202);
  BOOST_REQUIRE_EQUAL(orders.size(), 1u);
  BOOST_TEST(orders[0].memberId == "b1-01");
  BOOST_TEST(orders[0].accountId == chairperson);
  BOOST_TEST(orders[0].documents.at(0).documentId == id);
  BOOST_TEST(actorsOf("batchConfirmationByToken").at(0).starts_with("token:"));
  BOOST_TEST(text(ask("GET", "/api/v1/batches/" + batch, one), "id") == batch);
  BOOST_TEST(code(ask("GET", "/api/v1/batches/" + batch + "/receipt", one)) == "receiptNone");
  // Who is no chairperson any more authorises nothing by a token either.
  tables.setActive("b1-01", false);
  const auto late = confirm(tag, "дөбө");
  BOOST_TEST(late.status() == 403);
  BOOST_TEST(code(late) == "tokenAccountUnusable");
  BOOST_TEST(orders.size() == 1u);
}

BOOST_AUTO_TEST_CASE(events_are_read_by_cursor_and_only_of_the_tokens_commissions) {
  const auto one = token({events}), other = token({events}, {"tokmok"});
  const auto id = drafted("app-001");
  std::vector<std::string> seen;
  std::string after = "0";
  for (bool more = true; more;) {
    const auto page = json(ask("GET", "/api/v1/events?limit=7&after=" + after, one));
    for (const auto& entry : *page->getArray("events")) {
      const auto event = entry.extract<Poco::JSON::Object::Ptr>();
      BOOST_TEST(event->getValue<std::string>("commission") == "bishkek-1may");
      if (event->optValue<std::string>("document", "") == id) seen.push_back(event->getValue<std::string>("event"));
    }
    after = page->getValue<std::string>("next");
    more = page->getValue<bool>("more");
  }
  BOOST_TEST(seen == (std::vector<std::string>{"taken", "drafted", "sent"}), boost::test_tools::per_element());
  BOOST_TEST(ask("GET", "/api/v1/events?after=0&limit=500", other).body().find(id) == std::string::npos);
  const auto now = json(ask("GET", "/api/v1/events?after=now", one));
  BOOST_TEST(now->getArray("events")->size() == 0u);
  BOOST_TEST(ask("GET", "/api/v1/events?after=-1", one).status() == 400);
  // Behind all that has happened: whoever continued from there would miss what comes.
  const auto end = std::stoll(now->getValue<std::string>("next"));
  BOOST_TEST(ask("GET", "/api/v1/events?after=" + std::to_string(end), one).status() == 200);
  BOOST_TEST(ask("GET", "/api/v1/events?after=" + std::to_string(end + 1), one).status() == 400);
  BOOST_TEST(ask("GET", "/api/v1/events?after=9223372036854775807", one).status() == 400);
  BOOST_TEST(ask("GET", "/api/v1/events?limit=0", one).status() == 400);
  BOOST_TEST(ask("GET", "/api/v1/events?event=dreamt", one).status() == 400);
}

BOOST_AUTO_TEST_CASE(the_verdict_names_nobody) {
  const auto id = drafted("app-001");
  const auto answer = ask("GET", "/api/v1/check/" + id, token({check}));
  BOOST_REQUIRE_EQUAL(answer.status(), 200);
  BOOST_TEST(text(answer, "verdict") == "notYet");
  BOOST_TEST(text(answer, "number") == "12/34");
  BOOST_TEST(answer.body().find("Асанов") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_token_cannot_be_of_both_sides_nor_write_everywhere) {
  const auto refused = [&](ManageTokens::Wanted wanted) -> std::string {
    wanted.name = "x";
    if (wanted.life == std::chrono::days(0)) wanted.life = std::chrono::days(1);
    try {
      ManageTokens(*database, "test").add(wanted);
    } catch (const Error& error) {
      return error.problem().code;
    }
    return "";
  };
  BOOST_TEST(refused({.scopes = {decide, authorise}, .commissions = {"tokmok"}, .account = "chair"}) ==
             "tokenBothSides");
  BOOST_TEST(refused({.scopes = {decide}}) == "tokenCommissionsMissing");
  BOOST_TEST(refused({.scopes = {authorise}}) == "tokenAccountMissing");
  BOOST_TEST(refused({.scopes = {find}, .account = "chair"}) == "tokenAccountUnneeded");
  BOOST_TEST(refused({.scopes = {find}, .commissions = {"nowhere"}}) == "commissionNotFound");
  BOOST_TEST(refused({.scopes = {}}) == "tokenScopesMissing");
  BOOST_TEST(refused({.scopes = {find}, .life = std::chrono::days(10'000)}) == "tokenLifeWrong");
  const auto archivist = database->accounts().add({{kLocalIssuer, "arch"}, "", ""}, "test").value();
  database->accounts().grant(archivist, {Role::archivist, "", ""}, "test");
  BOOST_TEST(refused({.scopes = {authorise}, .account = "arch"}) == "tokenAccountNotChair");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
