#include <fcntl.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "TestStore.h"

using namespace balalyk;
using namespace balalyk::tests;

// The linker puts these between the store and the C library (-Wl,--wrap).
namespace {

std::vector<std::string>* heard = nullptr;

// As some shared folders are: NFS, and those that have no hard links either.
bool withoutRenaming = false, withoutHardLinks = false, otherHostIsFaster = false;

std::string kindOf(int descriptor) {
  const auto target = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(descriptor));
  if (std::filesystem::is_directory(target)) {
    return target.filename().string().size() == 2 ? "folder" : "other folder";
  }
  return "file";
}

}  // namespace

extern "C" {
ssize_t __real_write(int descriptor, const void* bytes, size_t size);
int __real_fsync(int descriptor);
int __real_link(const char* from, const char* to);
int __real_renameat2(int fromFolder, const char* from, int toFolder, const char* to, unsigned flags);

ssize_t __wrap_write(int descriptor, const void* bytes, size_t size) {
  if (heard) heard->push_back("write");
  return __real_write(descriptor, bytes, size);
}

int __wrap_fsync(int descriptor) {
  if (heard) heard->push_back("flush " + kindOf(descriptor));
  return __real_fsync(descriptor);
}

int __wrap_renameat2(int fromFolder, const char* from, int toFolder, const char* to, unsigned flags) {
  if (withoutRenaming) {
    errno = EINVAL;
    return -1;
  }
  if (heard) heard->push_back("name");
  if (otherHostIsFaster) {
    std::filesystem::copy_file(from, to);
    std::filesystem::permissions(to, std::filesystem::perms::owner_read);  // shows whose it is
  }
  return __real_renameat2(fromFolder, from, toFolder, to, flags);
}

int __wrap_link(const char* from, const char* to) {
  if (heard) heard->push_back("link");
  if (withoutHardLinks) {
    errno = EPERM;
    return -1;
  }
  return __real_link(from, to);
}
}

BOOST_FIXTURE_TEST_SUITE(FlushOrder, TestFolderStore)

BOOST_AUTO_TEST_CASE(content_is_on_the_disk_before_it_has_its_name_and_the_name_before_put_returns) {
  const auto first = store->put("so that the folders are there");
  std::filesystem::remove(fileOf(first));
  std::vector<std::string> calls;
  heard = &calls;
  store->put("so that the folders are there");
  heard = nullptr;
  const std::vector<std::string> expected{"write", "flush file", "name", "flush folder"};
  BOOST_CHECK_EQUAL_COLLECTIONS(calls.begin(), calls.end(), expected.begin(), expected.end());
}

BOOST_AUTO_TEST_CASE(new_folders_are_flushed_into_their_parents) {
  std::vector<std::string> calls;
  heard = &calls;
  store->put("content");
  heard = nullptr;
  const std::vector<std::string> expected{"write",        "flush file",  "name", "flush other folder",
                                          "flush folder", "flush folder"};
  BOOST_CHECK_EQUAL_COLLECTIONS(calls.begin(), calls.end(), expected.begin(), expected.end());
}

BOOST_AUTO_TEST_CASE(of_several_each_content_is_on_the_disk_before_the_first_name) {
  const std::vector<std::string> contents{"one", "another", "one"};
  std::vector<std::string> calls;
  heard = &calls;
  const auto digests = store->putAll(contents);
  heard = nullptr;
  BOOST_REQUIRE_EQUAL(digests.size(), 3U);
  for (std::size_t i = 0; i < contents.size(); ++i) BOOST_CHECK(store->get(digests[i]) == contents[i]);
  const std::vector<std::string> expected{
      "write",        "write",        "write",        "flush file",  "flush file",
      "flush file",   "name",         "name",         "name",        "flush other folder",
      "flush folder", "flush folder", "flush folder", "flush folder"};
  BOOST_CHECK_EQUAL_COLLECTIONS(calls.begin(), calls.end(), expected.begin(), expected.end());
  BOOST_CHECK(std::filesystem::is_empty(folder / "store" / "incoming"));
}

BOOST_AUTO_TEST_CASE(where_nothing_is_renamed_without_overwriting_it_is_linked) {
  withoutRenaming = true;
  const auto digest = store->put("content");
  BOOST_CHECK_EQUAL(store->put("content"), digest);
  withoutRenaming = false;
  BOOST_CHECK(store->get(digest) == "content");
  BOOST_CHECK(std::filesystem::is_empty(folder / "store" / "incoming"));
}

BOOST_AUTO_TEST_CASE(what_another_host_names_at_the_same_moment_is_not_overwritten) {
  otherHostIsFaster = true;
  const auto digest = store->put("of two hosts");
  otherHostIsFaster = false;
  BOOST_CHECK(store->get(digest) == "of two hosts");
  BOOST_CHECK(std::filesystem::status(fileOf(digest)).permissions() == std::filesystem::perms::owner_read);
  BOOST_CHECK(std::filesystem::is_empty(folder / "store" / "incoming"));
}

BOOST_AUTO_TEST_CASE(where_neither_works_the_content_is_put_in_its_place_all_the_same) {
  withoutRenaming = withoutHardLinks = true;
  const auto digest = store->put("content");
  withoutRenaming = withoutHardLinks = false;
  BOOST_CHECK(store->get(digest) == "content");
  BOOST_CHECK(std::filesystem::is_empty(folder / "store" / "incoming"));
}

BOOST_AUTO_TEST_SUITE_END()
