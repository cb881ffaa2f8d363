#include <fcntl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>
#include <iostream>

#include "TestStore.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

namespace fs = std::filesystem;

int filesIn(const fs::path& folder) {
  return static_cast<int>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// A tmpfs on the store's place; nothing where mounting is not allowed.
struct SmallDisk {
  SmallDisk(const fs::path& place, const char* options)
      : place(place), mounted(mount("tmpfs", place.c_str(), "tmpfs", 0, options) == 0) {
    if (!mounted)
      std::cerr << "SKIPPED " << boost::unit_test::framework::current_test_case().p_name
                << ": mounting is not allowed here\n";
  }
  ~SmallDisk() {
    if (mounted) umount2(place.c_str(), MNT_DETACH);
  }
  const fs::path place;
  const bool mounted;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(FolderStore, TestStore)

BOOST_AUTO_TEST_CASE(a_file_that_was_damaged_is_noticed_when_it_is_read) {
  const auto digest = store->put("the signed container");
  fs::permissions(fileOf(digest), fs::perms::owner_all);
  std::ofstream(fileOf(digest), std::ios::binary) << "the forged container";
  BOOST_CHECK_EQUAL(codeOf([&] { (void)store->get(digest); }), "storeDamaged");
  fs::resize_file(fileOf(digest), 3);
  BOOST_CHECK_EQUAL(codeOf([&] { (void)store->get(digest); }), "storeDamaged");
}

BOOST_AUTO_TEST_CASE(a_file_is_never_overwritten_and_is_read_only) {
  const auto digest = store->put("content");
  struct stat before {
  }, after{};
  BOOST_REQUIRE_EQUAL(stat(fileOf(digest).c_str(), &before), 0);
  store->put("content");
  BOOST_REQUIRE_EQUAL(stat(fileOf(digest).c_str(), &after), 0);
  BOOST_CHECK_EQUAL(before.st_ino, after.st_ino);
  BOOST_CHECK_EQUAL(before.st_mode & 0777, 0440u);
}

BOOST_AUTO_TEST_CASE(nothing_is_left_beside_the_files) {
  for (int i = 0; i < 10; ++i) store->put(std::to_string(i));
  store->put("1");
  BOOST_CHECK_EQUAL(filesIn(folder / "store" / "incoming"), 0);
}

BOOST_AUTO_TEST_CASE(a_writer_killed_at_any_moment_leaves_only_whole_files_and_its_leftovers_are_removed) {
  for (int round = 0; round < 10; ++round) {
    int pipes[2];
    BOOST_REQUIRE_EQUAL(pipe(pipes), 0);
    const pid_t child = fork();
    if (child == 0) {
      const auto own = openStore(location);
      for (int i = 0;; ++i) {
        own->put(std::string(200'000, static_cast<char>('a' + round)) + std::to_string(i));
        if (write(pipes[1], "x", 1) != 1) _exit(1);
      }
    }
    char byte = 0;
    for (int i = 0; i <= round; ++i) BOOST_REQUIRE_EQUAL(read(pipes[0], &byte, 1), 1);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(pipes[0]);
    close(pipes[1]);
  }
  int files = 0;
  store->forEach([&](const std::string& digest, std::uint64_t) {
    BOOST_CHECK(store->get(digest).has_value());
    ++files;
  });
  BOOST_CHECK_GE(files, 55);
  openStore(location);
  BOOST_CHECK_EQUAL(filesIn(folder / "store" / "incoming"), 0);
}

BOOST_AUTO_TEST_CASE(temporary_files_of_living_processes_are_left_alone) {
  const auto mine = folder / "store" / "incoming" / (std::to_string(getpid()) + ".0.1");
  const auto gone = folder / "store" / "incoming" / "4194399.0.1";
  std::ofstream(mine) << "half";
  std::ofstream(gone) << "half";
  openStore(location);
  BOOST_CHECK(fs::exists(mine));
  BOOST_CHECK(!fs::exists(gone));
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_told_and_leaves_nothing_half) {
  const SmallDisk disk(folder, "size=1m");
  if (!disk.mounted) return;
  store = openStore(location);
  const auto small = store->put("small");
  BOOST_CHECK_EQUAL(codeOf([&] { store->put(std::string(2'000'000, 'x')); }), "storeFull");
  BOOST_CHECK_EQUAL(filesIn(folder / "store" / "incoming"), 0);
  BOOST_CHECK(!store->has(addressOf(std::string(2'000'000, 'x'))));
  BOOST_CHECK(store->get(small) == "small");
  const auto filler = folder / "filler";
  std::ofstream stream(filler);
  while (stream << std::string(4'096, 'x') << std::flush) {
  }
  stream.close();
  BOOST_CHECK_EQUAL(codeOf([&] { store->probe(); }), "storeFull");
  fs::remove(filler);
  store->probe();
  BOOST_CHECK_EQUAL(store->put("after"), addressOf("after"));
}

BOOST_AUTO_TEST_CASE(a_disk_that_is_read_only_is_told) {
  const SmallDisk disk(folder, "size=1m");
  if (!disk.mounted) return;
  store = openStore(location);
  const auto digest = store->put("content");
  BOOST_REQUIRE_EQUAL(mount(nullptr, folder.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr), 0);
  BOOST_CHECK_EQUAL(codeOf([&] { store->put("more"); }), "storeUnwritable");
  BOOST_CHECK_EQUAL(codeOf([&] { store->probe(); }), "storeUnwritable");
  BOOST_CHECK(store->get(digest) == "content");
}

BOOST_AUTO_TEST_CASE(a_place_that_is_no_folder_is_told) {
  std::ofstream(folder / "file") << "x";
  BOOST_CHECK_EQUAL(codeOf([&] { openStore((folder / "file").string()); }), "storeUnwritable");
  BOOST_CHECK_EQUAL(codeOf([&] { openStore((folder / "file" / "below").string()); }), "storeUnwritable");
}

BOOST_AUTO_TEST_CASE(a_store_whose_folder_was_taken_away_is_told) {
  fs::rename(folder / "store", folder / "moved");
  BOOST_CHECK_EQUAL(codeOf([&] { store->put("content"); }), "storeUnwritable");
  BOOST_CHECK_EQUAL(codeOf([&] { store->probe(); }), "storeUnwritable");
  BOOST_CHECK_EQUAL(codeOf([&] { store->forEach([](const std::string&, std::uint64_t) {}); }), "storeUnreadable");
}

BOOST_AUTO_TEST_SUITE_END()
