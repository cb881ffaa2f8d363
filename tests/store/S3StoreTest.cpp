#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <ctime>
#include <fstream>
#include <set>

#include "FaultProxy.h"
#include "S3Server.h"
#include "TestStore.h"
#include "pipeline/Error.h"

using namespace balalyk;
using namespace balalyk::tests;
using Kind = Fault::Kind;

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::time_t clockIsWrongBy = 0;

std::map<std::string, std::string> paramsOf(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.problem().params;
  }
  return {};
}

std::string errorXml(const std::string& code) {
  return "<?xml version='1.0'?><Error><Code>" + code + "</Code><Message>x</Message></Error>";
}

// Through the proxy, once the store has found out that the server knows conditional puts.
struct Proxied : TestStore {
  Proxied() : TestStore(StoreKind::s3) {
    options.endpoint = S3Server::shared().optionsAt(proxy.port()).endpoint;
    store = open();
    store->probe();
    before = proxy.requests().size();
  }
  std::vector<std::string> requests() {
    const auto all = proxy.requests();
    return {all.begin() + static_cast<std::ptrdiff_t>(before), all.end()};
  }
  // Where nothing gets through, waiting long proves nothing.
  void impatient() {
    options.deadline = 600ms;
    options.silence = 200ms;
    store = open();
  }
  FaultProxy proxy;
  std::size_t before = 0;
};

struct Direct : TestStore {
  Direct() : TestStore(StoreKind::s3) {}
  // The store with our own credentials file.
  void writeCredentials(const std::string& keyId, const std::string& secret) {
    options.credentials = folder / "credentials";
    std::ofstream(options.credentials) << "aws_access_key_id=" << keyId << "\naws_secret_access_key=" << secret << "\n";
    fs::permissions(options.credentials, fs::perms::owner_read | fs::perms::owner_write);
  }
};

using Lines = std::vector<std::string>;

}  // namespace

extern "C" {
std::time_t __real_time(std::time_t* result);
std::time_t __wrap_time(std::time_t* result) {
  const auto now = __real_time(nullptr) + clockIsWrongBy;
  if (result) *result = now;
  return now;
}
}

BOOST_FIXTURE_TEST_SUITE(S3StoreItself, Direct)

BOOST_AUTO_TEST_CASE(a_bucket_can_be_named_in_the_path_and_in_the_host) {
  const auto digest = store->put("content");
  options.addressing = S3Addressing::virtualHost;
  const auto other = open();
  BOOST_CHECK(other->get(digest) == "content");
  const auto second = other->put("more");
  other->probe();
  std::set<std::string> listed;
  other->forEach([&](const std::string& one, std::uint64_t) { listed.insert(one); });
  BOOST_CHECK(listed == std::set({digest, second}));
  BOOST_CHECK(store->get(second) == "more");
}

BOOST_AUTO_TEST_CASE(a_listing_is_read_page_by_page_and_only_below_the_prefix) {
  std::set<std::string> expected, listed;
  for (int i = 0; i < 10; ++i) expected.insert(store->put(std::to_string(i)));
  openStore(location.substr(0, location.find('/', 5)), options)->put("elsewhere in the bucket");
  options.pageSize = 3;
  open()->forEach([&](const std::string& digest, std::uint64_t) { BOOST_CHECK(listed.insert(digest).second); });
  BOOST_CHECK(listed == expected);
}

BOOST_AUTO_TEST_CASE(an_object_is_never_overwritten_by_two_writers_at_once_either) {
  const std::string content(100'000, 'x');
  std::vector<pid_t> writers;
  for (int writer = 0; writer < 2; ++writer) {
    const pid_t child = fork();
    if (child == 0) {
      try {
        const auto own = open();
        for (int i = 0; i < 20; ++i) own->put(content + std::to_string(i));
      } catch (...) {
        _exit(1);
      }
      _exit(0);
    }
    writers.push_back(child);
  }
  for (const pid_t writer : writers) {
    int status = 0;
    waitpid(writer, &status, 0);
    BOOST_CHECK_EQUAL(status, 0);
  }
  const auto digest = addressOf(content + "0");
  struct stat before {
  }, after{};
  BOOST_REQUIRE_EQUAL(stat(fileOf(digest).c_str(), &before), 0);
  BOOST_CHECK_EQUAL(store->put(content + "0"), digest);
  BOOST_REQUIRE_EQUAL(stat(fileOf(digest).c_str(), &after), 0);
  BOOST_CHECK_EQUAL(before.st_ino, after.st_ino);
  BOOST_CHECK_EQUAL(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
}

BOOST_AUTO_TEST_CASE(a_large_file_is_kept_too) {
  std::string content(6'000'000, 'x');
  for (std::size_t i = 0; i < content.size(); i += 997) content[i] = static_cast<char>(i);
  const auto digest = store->put(content);
  BOOST_CHECK(store->get(digest) == content);
}

BOOST_AUTO_TEST_CASE(wrong_credentials_are_refused_with_the_reason) {
  writeCredentials("balalyk-tests", "not the secret");
  const auto work = [&] { open()->put("content"); };
  BOOST_CHECK_EQUAL(codeOf(work), "storeRefused");
  BOOST_CHECK_EQUAL(paramsOf(work).at("reason"), "SignatureDoesNotMatch");
  writeCredentials("somebody", "not the secret");
  const auto reading = [&] { (void)open()->get(addressOf("content")); };
  BOOST_CHECK_EQUAL(codeOf(reading), "storeRefused");
  BOOST_CHECK_EQUAL(paramsOf(reading).at("reason"), "InvalidAccessKeyId");
  BOOST_CHECK_EQUAL(codeOf([&] { (void)open()->has(addressOf("content")); }), "storeRefused");
}

BOOST_AUTO_TEST_CASE(credentials_that_were_replaced_are_read_again) {
  writeCredentials("balalyk-tests", "an old secret");
  const auto own = open();
  BOOST_CHECK_EQUAL(codeOf([&] { own->put("content"); }), "storeRefused");
  fs::copy_file(S3Server::shared().credentials(), options.credentials, fs::copy_options::overwrite_existing);
  BOOST_CHECK_EQUAL(own->put("content"), addressOf("content"));
}

BOOST_AUTO_TEST_CASE(credentials_come_from_a_pipe_too_and_not_from_a_file_that_everybody_reads) {
  int ends[2];
  BOOST_REQUIRE_EQUAL(pipe(ends), 0);
  std::ifstream file(S3Server::shared().credentials());
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  BOOST_REQUIRE_EQUAL(write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  close(ends[1]);
  options.credentials = "/dev/fd/" + std::to_string(ends[0]);
  const auto own = open();
  own->put("content");
  BOOST_CHECK(own->get(own->put("more")) == "more");
  close(ends[0]);

  writeCredentials("balalyk-tests", "secret");
  fs::permissions(options.credentials, fs::perms::others_read, fs::perm_options::add);
  BOOST_CHECK_EQUAL(codeOf([&] { open()->put("content"); }), "storeCredentialsExposed");
  options.credentials = folder / "absent";
  BOOST_CHECK_EQUAL(codeOf([&] { open()->put("content"); }), "storeCredentialsUnreadable");
  writeCredentials("", "");
  BOOST_CHECK_EQUAL(codeOf([&] { open()->put("content"); }), "storeCredentialsUnreadable");
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_wrong_is_reported) {
  clockIsWrongBy = 3600;
  BOOST_CHECK_EQUAL(codeOf([&] { open()->put("content"); }), "storeClockWrong");
  clockIsWrongBy = 0;
  open()->put("content");
}

BOOST_AUTO_TEST_CASE(a_bucket_that_is_not_there_is_reported) {
  const auto none = openStore("s3://no-such-bucket/x", options);
  BOOST_CHECK_EQUAL(codeOf([&] { none->probe(); }), "storeBucketMissing");
  BOOST_CHECK_EQUAL(codeOf([&] { none->put("content"); }), "storeBucketMissing");
  BOOST_CHECK_EQUAL(codeOf([&] { (void)none->get(addressOf("content")); }), "storeBucketMissing");
  BOOST_CHECK_EQUAL(codeOf([&] { none->forEach([](const std::string&, std::uint64_t) {}); }), "storeBucketMissing");
}

BOOST_AUTO_TEST_CASE(a_server_whose_certificate_nobody_vouches_for_gets_nothing) {
  options.trustAnchors.clear();
  BOOST_CHECK_EQUAL(codeOf([&] { open()->put("content"); }), "storeServerUntrusted");
}

BOOST_AUTO_TEST_CASE(an_endpoint_without_tls_or_with_a_path_is_refused) {
  for (const auto* endpoint : {"http://s3.test", "https://s3.test/path", "s3.test", "https://key:secret@s3.test"}) {
    options.endpoint = endpoint;
    BOOST_CHECK_EQUAL(codeOf([&] { open(); }), "storeLocationUnreadable");
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(S3StoreInTrouble, Proxied)

BOOST_AUTO_TEST_CASE(what_passes_by_itself_is_tried_again) {
  const auto slow = Fault{Kind::answer, 503, errorXml("SlowDown")};
  proxy.next({slow, {Kind::answer, 429, ""}, {Kind::answer, 500, errorXml("InternalError")}});
  BOOST_CHECK(store->put("content") == addressOf("content"));
  proxy.next({slow, {Kind::cutAnswer}, {Kind::loseAnswer}});
  BOOST_CHECK(store->get(addressOf("content")) == "content");
  proxy.next({slow});
  int files = 0;
  store->forEach([&](const std::string&, std::uint64_t) { ++files; });
  BOOST_CHECK_EQUAL(files, 1);
}

BOOST_AUTO_TEST_CASE(a_connection_cut_amid_an_upload_leaves_nothing_half) {
  const std::string content(900'000, 'x');
  proxy.next({{Kind::cutUpload}, {Kind::cutUpload}});
  const auto digest = store->put(content);
  BOOST_CHECK(store->get(digest) == content);
  BOOST_CHECK_EQUAL(fs::file_size(fileOf(digest)), content.size());

  impatient();
  proxy.next({{}, {}, {}});  // the probe gets through
  proxy.always({Kind::cutUpload});
  BOOST_CHECK_EQUAL(codeOf([&] { store->put(content + "y"); }), "storeUnreachable");
  proxy.always({});
  BOOST_CHECK(!store->has(addressOf(content + "y")));
}

BOOST_AUTO_TEST_CASE(a_put_whose_answer_was_lost_is_found_done) {
  proxy.next({{Kind::loseAnswer}});
  const auto digest = store->put("content");
  BOOST_CHECK(store->get(digest) == "content");
  BOOST_CHECK(requests() == Lines({"PUT if-none-match", "PUT if-none-match", "HEAD", "GET"}));
}

BOOST_AUTO_TEST_CASE(a_server_that_says_nothing_more_is_waited_for_until_the_deadline) {
  impatient();
  proxy.always({Kind::stall});
  BOOST_CHECK_EQUAL(codeOf([&] { (void)store->get(addressOf("content")); }), "storeUnreachable");
  BOOST_CHECK_EQUAL(paramsOf([&] { (void)store->has(addressOf("content")); }).at("reason"), "httpTimeout");
  BOOST_CHECK_EQUAL(codeOf([&] { store->put("content"); }), "storeUnreachable");
}

BOOST_AUTO_TEST_CASE(a_wrong_region_is_named_with_the_right_one) {
  const std::string malformed =
      "<Error><Code>AuthorizationHeaderMalformed</Code><Message>x</Message><Region>eu-west-1</Region></Error>";
  proxy.next({{}, {Kind::answer, 400, malformed}});
  store->put("first");
  const auto params = paramsOf([&] { (void)store->get(addressOf("first")); });
  BOOST_CHECK_EQUAL(params.at("wanted"), "eu-west-1");
  BOOST_CHECK_EQUAL(params.at("region"), "us-east-1");
}

BOOST_AUTO_TEST_CASE(a_server_that_stays_overloaded_or_is_away_is_reported) {
  impatient();
  proxy.always({Kind::answer, 503, errorXml("SlowDown")});
  const auto params = paramsOf([&] { store->probe(); });
  BOOST_CHECK_EQUAL(params.at("reason"), "SlowDown");
  options.endpoint = "https://127.0.0.1:1";
  store = open();
  BOOST_CHECK_EQUAL(codeOf([&] { store->probe(); }), "storeUnreachable");
}

BOOST_AUTO_TEST_CASE(what_a_server_said_before_it_fell_silent_is_reported) {
  impatient();
  proxy.next({{Kind::answer, 503, errorXml("SlowDown")}});
  proxy.always({Kind::stall});
  BOOST_CHECK_EQUAL(paramsOf([&] { (void)store->get(addressOf("content")); }).at("reason"), "SlowDown");
}

BOOST_AUTO_TEST_CASE(a_body_that_was_changed_on_its_way_is_fetched_again_and_believed_never) {
  const auto digest = store->put("the signed container");
  proxy.next({{Kind::corrupt}});
  BOOST_CHECK(store->get(digest) == "the signed container");
  proxy.always({Kind::corrupt});
  BOOST_CHECK_EQUAL(codeOf([&] { (void)store->get(digest); }), "storeDamaged");
}

BOOST_AUTO_TEST_CASE(where_conditional_puts_are_not_known_what_is_there_is_asked_for_first) {
  for (const auto& unknowing : {Fault{Kind::ignoreCondition}, Fault{Kind::answer, 501, errorXml("NotImplemented")}}) {
    BOOST_TEST_CONTEXT(static_cast<int>(unknowing.kind)) {
      store = open();
      proxy.next({unknowing, unknowing});
      const auto content = "content of " + std::to_string(static_cast<int>(unknowing.kind));
      store->put(content);
      before = proxy.requests().size();
      BOOST_CHECK_EQUAL(store->put(content), addressOf(content));
      BOOST_CHECK(requests() == Lines({"HEAD"}));
      BOOST_CHECK_EQUAL(store->put(content + "!"), addressOf(content + "!"));
      BOOST_CHECK(requests() == Lines({"HEAD", "HEAD", "PUT"}));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_small_file_goes_out_at_once_and_a_large_one_only_when_it_is_new) {
  store->put("small");
  store->put("small");
  BOOST_CHECK(requests() == Lines({"PUT if-none-match", "PUT if-none-match", "HEAD"}));
  const std::string large(2'000'000, 'x');
  store->put(large);
  store->put(large);
  const auto all = requests();
  BOOST_CHECK(Lines(all.begin() + 3, all.end()) == Lines({"HEAD", "PUT if-none-match", "HEAD"}));
}

BOOST_AUTO_TEST_CASE(a_bucket_that_forbids_removing_can_be_probed) {
  proxy.next({{}, {}, {Kind::answer, 403, errorXml("AccessDenied")}});
  BOOST_CHECK_NO_THROW(store->probe());
}

BOOST_AUTO_TEST_CASE(a_redirection_is_not_followed_and_a_full_store_is_reported) {
  proxy.next({{Kind::answer, 301, errorXml("PermanentRedirect")}, {Kind::answer, 507, ""}});
  BOOST_CHECK_EQUAL(codeOf([&] { store->put("content"); }), "storeUnwritable");
  BOOST_CHECK_EQUAL(codeOf([&] { store->put("content"); }), "storeFull");
}

BOOST_AUTO_TEST_CASE(a_listing_that_is_none_or_never_ends_is_refused) {
  const auto page = [](const std::string& inside) { return "<ListBucketResult>" + inside + "</ListBucketResult>"; };
  const std::string entry = "<Contents><Key>x</Key><Size>1</Size></Contents>";
  const std::string more = "<IsTruncated>true</IsTruncated><NextContinuationToken>same</NextContinuationToken>";
  for (const auto& body :
       {std::string("no XML"), std::string("<html/>"), page(""), page("<IsTruncated>true</IsTruncated>"),
        page("<Contents><Key>x</Key><Size>-1</Size></Contents><IsTruncated>false</IsTruncated>"),
        page("<Contents><Key>x</Key><Size>99999999999999999999</Size></Contents><IsTruncated>false</IsTruncated>"),
        page(more), page(entry + more),
        "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + page("<IsTruncated>false</IsTruncated>"),
        page(std::string(5'000'000, ' ') + "<IsTruncated>false</IsTruncated>")}) {
    proxy.always({Kind::answer, 200, body});
    BOOST_TEST_CONTEXT(body.substr(0, 200)) {
      BOOST_CHECK_EQUAL(codeOf([&] { store->forEach([](const std::string&, std::uint64_t) {}); }), "storeUnreadable");
    }
  }
}

BOOST_AUTO_TEST_CASE(what_a_server_says_of_itself_is_repeated_only_when_it_reads_like_a_code) {
  proxy.next({{Kind::answer, 400, errorXml("<b>x</b>")},
              {Kind::answer, 400, errorXml("Кат")},
              {Kind::answer, 400, errorXml(std::string(100, 'a'))},
              {Kind::answer, 400, "<!DOCTYPE x>"}});
  for (int i = 0; i < 4; ++i)
    BOOST_CHECK_EQUAL(paramsOf([&] { (void)store->get(addressOf("content")); }).at("detail"), i == 0 ? "x" : "400");
}

BOOST_AUTO_TEST_SUITE_END()
