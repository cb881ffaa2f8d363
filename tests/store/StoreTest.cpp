#define BOOST_TEST_MODULE store
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>
#include <thread>

#include "TestStore.h"

using namespace balalyk;
using namespace balalyk::tests;

BOOST_FIXTURE_TEST_SUITE(Store, TestStore)

BOOST_AUTO_TEST_CASE(what_is_put_is_got_back_by_its_sha256) {
  std::string bytes;
  for (int i = 0; i < 300'000; ++i) bytes += static_cast<char>(i * 31 + i / 256);
  for (const auto& content : {std::string(), std::string("x"), bytes}) {
    const auto digest = store->put(content);
    BOOST_CHECK_EQUAL(digest, addressOf(content));
    BOOST_CHECK(store->has(digest));
    BOOST_CHECK(store->get(digest) == content);
  }
}

BOOST_AUTO_TEST_CASE(several_are_put_at_once_in_order_also_those_that_are_there_or_come_twice) {
  store->put("there");
  const std::vector<std::string> contents{"new", "there", std::string(200'000, 'x'), "new", ""};
  const auto digests = store->putAll(contents);
  BOOST_REQUIRE_EQUAL(digests.size(), contents.size());
  for (std::size_t i = 0; i < contents.size(); ++i) {
    BOOST_CHECK_EQUAL(digests[i], addressOf(contents[i]));
    BOOST_CHECK(store->get(digests[i]) == contents[i]);
  }
  BOOST_CHECK(store->putAll({}).empty());
}

BOOST_AUTO_TEST_CASE(what_was_never_put_is_not_there) {
  BOOST_CHECK(!store->has(addressOf("absent")));
  BOOST_CHECK(!store->get(addressOf("absent")));
}

BOOST_AUTO_TEST_CASE(what_is_not_an_address_leads_nowhere) {
  for (const std::string digest : {"", "../../etc/passwd", "ABCDEF", "zz"}) {
    BOOST_CHECK_EQUAL(codeOf([&] { (void)store->get(digest); }), "storeUnreadable");
    BOOST_CHECK_EQUAL(codeOf([&] { (void)store->has(digest); }), "storeUnreadable");
  }
}

BOOST_AUTO_TEST_CASE(putting_again_changes_nothing) {
  const auto digest = store->put("content");
  BOOST_CHECK_EQUAL(store->put("content"), digest);
  int files = 0;
  store->forEach([&](const std::string&, std::uint64_t) { ++files; });
  BOOST_CHECK_EQUAL(files, 1);
}

BOOST_AUTO_TEST_CASE(what_is_removed_is_gone_and_can_be_put_again) {
  const auto digest = store->put("content"), other = store->put("other");
  store->remove(digest);
  store->remove(digest);
  BOOST_CHECK(!store->has(digest));
  BOOST_CHECK(!store->get(digest));
  BOOST_CHECK(store->get(other) == "other");
  BOOST_CHECK_EQUAL(store->put("content"), digest);
  BOOST_CHECK(store->get(digest) == "content");
}

BOOST_AUTO_TEST_CASE(every_address_is_listed_with_its_size) {
  std::map<std::string, std::uint64_t> expected;
  for (int i = 0; i < 50; ++i) {
    const std::string content(static_cast<std::size_t>(i), static_cast<char>('a' + i % 26));
    expected[store->put(content)] = content.size();
  }
  std::map<std::string, std::uint64_t> listed;
  store->forEach(
      [&](const std::string& digest, std::uint64_t size) { BOOST_CHECK(listed.emplace(digest, size).second); });
  BOOST_CHECK(listed == expected);
}

BOOST_AUTO_TEST_CASE(a_second_store_at_the_same_place_sees_the_same) {
  const auto digest = store->put("content");
  const auto second = open();
  BOOST_CHECK(second->get(digest) == "content");
}

BOOST_AUTO_TEST_CASE(many_threads_put_the_same_and_different_contents) {
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 40; ++i) {
          const auto content = std::string(10'000, 'x') + std::to_string(i);
          if (store->get(store->put(content)) != content) std::abort();
        }
      });
    }
  }
  int files = 0;
  store->forEach([&](const std::string&, std::uint64_t) { ++files; });
  BOOST_CHECK_EQUAL(files, 40);
}

BOOST_AUTO_TEST_CASE(what_was_damaged_is_noticed_when_it_is_read_and_when_it_is_put_again) {
  const std::string content = "the signed container";
  const auto digest = store->put(content);
  const auto replace = [&](const std::string& with) {
    std::filesystem::permissions(fileOf(digest), std::filesystem::perms::owner_all);
    std::ofstream(fileOf(digest), std::ios::binary) << with;
  };
  replace("the forged container");
  BOOST_CHECK_EQUAL(codeOf([&] { (void)store->get(digest); }), "storeDamaged");
  replace("the");
  BOOST_CHECK_EQUAL(codeOf([&] { (void)store->get(digest); }), "storeDamaged");
  BOOST_CHECK_EQUAL(codeOf([&] { (void)store->put(content); }), "storeDamaged");
  replace(content);
  BOOST_CHECK(store->get(digest) == content);
}

BOOST_AUTO_TEST_CASE(what_is_not_a_document_is_not_listed) {
  const auto digest = store->put("content");
  const auto place = fileOf(digest).parent_path();
  std::ofstream(place / "README.txt") << "x";
  std::ofstream(place / (fileOf(digest).filename().string() + "0")) << "x";
  int files = 0;
  store->forEach([&](const std::string& listed, std::uint64_t) {
    BOOST_CHECK_EQUAL(listed, digest);
    ++files;
  });
  BOOST_CHECK_EQUAL(files, 1);
}

BOOST_AUTO_TEST_CASE(a_probe_leaves_nothing) {
  store->probe();
  store->forEach([](const std::string&, std::uint64_t) { BOOST_ERROR("something was left"); });
}

BOOST_AUTO_TEST_CASE(a_location_of_an_unknown_form_is_refused) {
  BOOST_CHECK_EQUAL(codeOf([] { openStore("ftp://host/x"); }), "storeLocationUnreadable");
  BOOST_CHECK_EQUAL(codeOf([] { openStore(""); }), "storeLocationUnreadable");
  for (const auto* location :
       {"s3://", "s3:///prefix", "s3://Bucket", "s3://a..b", "s3://bucket/../x", "s3://bucket/a//b", "s3://bucket/a b",
        "s3://bucket/a%2fb", "s3://user@bucket", "s3://bucket:80/x"})
    BOOST_CHECK_EQUAL(codeOf([&] { openStore(location); }), "storeLocationUnreadable");
}

BOOST_AUTO_TEST_SUITE_END()
