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

// As the store of that process names its temporary files here: it shows in one that was left.
std::string temporaryOf(pid_t process) {
  std::string boot;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
  const auto numbering = addressOf(boot + fs::read_symlink("/proc/self/ns/pid").string()).substr(0, 16);
  return numbering + "." + std::to_string(process) + ".0.1";
}

// A tmpfs on the store's place; nothing where mounting is not allowed.
struct SmallDisk {
  SmallDisk(const fs::path& place, const char* options)
      : place(place), mounted(mount("tmpfs", place.c_str(), "tmpfs", 0, options) == 0) {
    if (!mounted) std::cerr << "SKIPPED: mounting a small file system (it needs root)\n";
  }
  ~SmallDisk() {
    if (mounted) umount2(place.c_str(), MNT_DETACH);
  }
  const fs::path place;
  const bool mounted;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(FolderStore, TestFolderStore)

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
      const auto own = open();
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
  open();
  BOOST_CHECK_EQUAL(filesIn(folder / "store" / "incoming"), 0);
}

BOOST_AUTO_TEST_CASE(temporary_files_are_removed_of_processes_that_are_gone_and_when_they_are_old) {
  const auto incoming = folder / "store" / "incoming";
  const pid_t child = fork();
  if (child == 0) {
    kill(getpid(), SIGSTOP);
    _exit(0);
  }
  waitpid(child, nullptr, WUNTRACED);
  const auto mine = incoming / temporaryOf(getpid()), living = incoming / temporaryOf(child);
  // A number that no process here has says nothing of another host's, which may be writing just now.
  const auto otherHosts = incoming / "0123456789abcdef.4194399.0.1", old = incoming / "0123456789abcdef.4194399.0.2";
  const auto gone = incoming / temporaryOf(4194399);
  for (const auto& file : {mine, living, otherHosts, old, gone}) std::ofstream(file) << "half";
  fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(25));
  open();
  BOOST_CHECK(fs::exists(mine) && fs::exists(living) && fs::exists(otherHosts));
  BOOST_CHECK(!fs::exists(gone) && !fs::exists(old));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  open();
  BOOST_CHECK(fs::exists(mine) && !fs::exists(living));
}

BOOST_AUTO_TEST_CASE(two_processes_put_the_same_contents_at_once_and_each_is_there_once) {
  constexpr int kContents = 60;
  int start[2];
  BOOST_REQUIRE_EQUAL(pipe(start), 0);
  std::vector<pid_t> writers;
  for (int writer = 0; writer < 2; ++writer) {
    const pid_t child = fork();
    if (child == 0) {
      char byte = 0;
      close(start[1]);
      const auto own = open();
      if (read(start[0], &byte, 1) != 0) _exit(1);  // the end, for both at the same moment
      try {
        for (int i = 0; i < kContents; ++i) own->put(std::string(50'000, 'x') + std::to_string(i));
      } catch (...) {
        _exit(2);
      }
      _exit(0);
    }
    writers.push_back(child);
  }
  close(start[0]);
  close(start[1]);
  for (const pid_t writer : writers) {
    int status = 0;
    waitpid(writer, &status, 0);
    BOOST_CHECK_EQUAL(status, 0);
  }
  int files = 0;
  store->forEach([&](const std::string& digest, std::uint64_t) {
    BOOST_CHECK(store->get(digest).has_value());
    struct stat file {};
    BOOST_CHECK(stat(fileOf(digest).c_str(), &file) == 0 && file.st_nlink == 1);
    ++files;
  });
  BOOST_CHECK_EQUAL(files, kContents);
  BOOST_CHECK_EQUAL(filesIn(folder / "store" / "incoming"), 0);
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_reported_and_leaves_nothing_half) {
  const SmallDisk disk(folder, "size=1m");
  if (!disk.mounted) return;
  store = open();
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

BOOST_AUTO_TEST_CASE(a_disk_that_is_read_only_is_reported) {
  const SmallDisk disk(folder, "size=1m");
  if (!disk.mounted) return;
  store = open();
  const auto digest = store->put("content");
  BOOST_REQUIRE_EQUAL(mount(nullptr, folder.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr), 0);
  BOOST_CHECK_EQUAL(codeOf([&] { store->put("more"); }), "storeUnwritable");
  BOOST_CHECK_EQUAL(codeOf([&] { store->probe(); }), "storeUnwritable");
  BOOST_CHECK(store->get(digest) == "content");
}

BOOST_AUTO_TEST_CASE(a_place_that_is_not_a_folder_is_reported) {
  std::ofstream(folder / "file") << "x";
  BOOST_CHECK_EQUAL(codeOf([&] { openStore((folder / "file").string()); }), "storeUnwritable");
  BOOST_CHECK_EQUAL(codeOf([&] { openStore((folder / "file" / "below").string()); }), "storeUnwritable");
}

BOOST_AUTO_TEST_CASE(a_store_whose_folder_was_taken_away_is_reported) {
  fs::rename(folder / "store", folder / "moved");
  BOOST_CHECK_EQUAL(codeOf([&] { store->put("content"); }), "storeUnwritable");
  BOOST_CHECK_EQUAL(codeOf([&] { store->probe(); }), "storeUnwritable");
  BOOST_CHECK_EQUAL(codeOf([&] { store->forEach([](const std::string&, std::uint64_t) {}); }), "storeUnreadable");
}

BOOST_AUTO_TEST_SUITE_END()
