#include <fcntl.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "TestStore.h"

using namespace balalyk;
using namespace balalyk::tests;

// The linker puts these between the store and the C library (-Wl,--wrap).
namespace {

std::vector<std::string>* heard = nullptr;

// As some shared folders are.
bool withoutHardLinks = false, otherHostIsFaster = false;

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

ssize_t __wrap_write(int descriptor, const void* bytes, size_t size) {
  if (heard) heard->push_back("write");
  return __real_write(descriptor, bytes, size);
}

int __wrap_fsync(int descriptor) {
  if (heard) heard->push_back("flush " + kindOf(descriptor));
  return __real_fsync(descriptor);
}

int __wrap_link(const char* from, const char* to) {
  if (heard) heard->push_back("link");
  if (withoutHardLinks) {
    if (otherHostIsFaster) {
      std::filesystem::copy_file(from, to);
      std::filesystem::permissions(to, std::filesystem::perms::owner_read);  // shows whose it is
    }
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
  const std::vector<std::string> expected{"write", "flush file", "link", "flush folder"};
  BOOST_CHECK_EQUAL_COLLECTIONS(calls.begin(), calls.end(), expected.begin(), expected.end());
}

BOOST_AUTO_TEST_CASE(new_folders_are_flushed_into_their_parents) {
  std::vector<std::string> calls;
  heard = &calls;
  store->put("content");
  heard = nullptr;
  const std::vector<std::string> expected{"flush other folder", "flush folder", "write",
                                          "flush file",         "link",         "flush folder"};
  BOOST_CHECK_EQUAL_COLLECTIONS(calls.begin(), calls.end(), expected.begin(), expected.end());
}

BOOST_AUTO_TEST_CASE(where_there_are_no_hard_links_nothing_is_overwritten_either) {
  withoutHardLinks = true;
  BOOST_CHECK(store->get(store->put("content")) == "content");
  otherHostIsFaster = true;
  const auto digest = store->put("of two hosts");
  withoutHardLinks = otherHostIsFaster = false;
  BOOST_CHECK(store->get(digest) == "of two hosts");
  BOOST_CHECK(std::filesystem::status(fileOf(digest)).permissions() == std::filesystem::perms::owner_read);
  BOOST_CHECK(std::filesystem::is_empty(folder / "store" / "incoming"));
}

BOOST_AUTO_TEST_SUITE_END()
