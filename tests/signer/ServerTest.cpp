#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <future>
#include <mutex>
#include <thread>

#include "connectors/files/FrameSocket.h"
#include "connectors/signer/SignerClient.h"
#include "connectors/signer/SignerMessages.h"
#include "connectors/signer/SignerServer.h"

using namespace balalyk;
using namespace balalyk::signerwire;
using std::chrono::milliseconds;

namespace {

const std::string kBatch = "0192f0c4-0000-7000-8000-0000000000aa";
const std::string kDigest(64, 'c');

BatchOrder order() {
  return {.id = kBatch, .memberId = "M-101", .accountId = "", .digest = kDigest, .documents = {{kBatch, kDigest}}};
}

// Signs nothing; waits where a test wants it to.
class WrittenDown final : public Signer {
 public:
  BatchReport sign(const BatchOrder& order, signing::Secret password, const Heard& heard) override {
    std::unique_lock lock(mutex_);
    ++orders;
    lastPassword = std::string(password.reveal());
    changed_.notify_all();
    heard({.authorised = true, .documents = 1});
    changed_.wait(lock, [this] { return open_; });
    heard({.authorised = true, .documents = 1, .signed_ = 1});
    ++ended;
    changed_.notify_all();
    return {.entries = {{order.documents.at(0).documentId, ReceiptOutcome::signed_, std::nullopt}},
            .receiptDigest = kDigest};
  }
  std::string grant(const StandingOrder&, signing::Secret) override {
    throw Error("standingTermsWrong", {{"detail", "kinds"}});
  }
  void revoke(const std::string&, const std::string&, signing::Secret) override {}

  void hold() {
    const std::lock_guard lock(mutex_);
    open_ = false;
  }
  void letGo() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  bool waitFor(const std::function<bool()>& what) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), what);
  }

  int orders = 0, ended = 0;
  std::string lastPassword;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = true;
};

class Noted final : public SignerObserver {
 public:
  void refused(uid_t, pid_t) override { ++strangers; }
  void failed(const Problem& problem) override {
    const std::lock_guard lock(mutex);
    codes.push_back(problem.code);
  }
  std::atomic<int> strangers = 0;
  std::mutex mutex;
  std::vector<std::string> codes;
};

struct Served {
  explicit Served(SignerServer::Options options = {.peer = ::getuid()}) {
    std::string pattern = (std::filesystem::temp_directory_path() / "balalyk-signer-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    FileDescriptor listening(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const auto at = address();
    BOOST_REQUIRE(::bind(listening.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0);
    BOOST_REQUIRE(::listen(listening.get(), 64) == 0);
    server.emplace(std::move(listening), signer, noted, options);
    serving = std::jthread([this](std::stop_token stop) { server->serve(stop, milliseconds(0), [] {}); });
  }
  ~Served() {
    signer.letGo();
    serving.request_stop();
    serving.join();
    server.reset();
    std::filesystem::remove_all(folder);
  }

  sockaddr_un address() const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto name = (folder / "socket").string();
    std::memcpy(address.sun_path, name.c_str(), name.size() + 1);
    return address;
  }
  FileDescriptor connection() const {
    FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto at = address();
    BOOST_REQUIRE(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0);
    return socket;
  }
  std::unique_ptr<Signer> client() const { return makeSignerClient({.socket = folder / "socket"}); }

  // What the signer says to bytes as they are.
  std::string answerTo(const std::string& bytes) const {
    auto raw = connection();
    BOOST_REQUIRE(::send(raw.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
    FrameSocket socket(std::move(raw));
    try {
      const auto answer = decodeAnswer(socket.receive(kMostAnswer, std::chrono::seconds(5)));
      return toString(std::get<Problem>(answer));
    } catch (const FrameSocket::Closed&) {
      return "closed";
    }
  }

  std::filesystem::path folder;
  WrittenDown signer;
  Noted noted;
  std::optional<SignerServer> server;
  std::jthread serving;
};

std::string codeOf(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.problem().code;
  }
  return "nothing thrown";
}

std::string frame(const std::string& body) {
  std::string length;
  for (int shift = 0; shift < 32; shift += 8) length += static_cast<char>(body.size() >> shift);
  return length + body;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(TheSocketOfTheSigner)

BOOST_AUTO_TEST_CASE(an_order_arrives_with_its_password_and_progress_comes_back_before_the_end) {
  Served served;
  served.signer.hold();
  std::vector<int> heard;
  const auto report = served.client()->sign(order(), signing::Secret("сыр сөз"), [&](const BatchProgress& progress) {
    heard.push_back(progress.signed_);
    if (progress.authorised) served.signer.letGo();
    return true;
  });
  BOOST_TEST(served.signer.lastPassword == "сыр сөз");
  BOOST_TEST(!heard.empty());
  BOOST_TEST(report.count(ReceiptOutcome::signed_) == 1);
  BOOST_TEST(report.receiptDigest == kDigest);
  BOOST_TEST(codeOf([&] {
               served.client()->grant({"M", "K", {}, {}, {}}, signing::Secret("x"));
             }) == "signerRequestUnusable");  // no dates
  const auto day = std::chrono::year(2026) / 1 / 1;
  BOOST_TEST(codeOf([&] {
               served.client()->grant({"M", "K", {}, day, day}, signing::Secret("x"));
             }) == "standingTermsWrong");
}

BOOST_AUTO_TEST_CASE(a_client_that_goes_away_ends_no_batch) {
  Served served;
  served.signer.hold();
  const auto report =
      served.client()->sign(order(), signing::Secret("x"), [](const auto& progress) { return !progress.authorised; });
  BOOST_TEST(report.entries.empty());
  served.signer.letGo();
  BOOST_TEST(served.signer.waitFor([&] { return served.signer.ended == 1; }));
}

BOOST_AUTO_TEST_CASE(processes_of_another_user_are_not_heard) {
  Served served({.peer = ::getuid() + 1});
  BOOST_TEST(codeOf([&] { served.client()->sign(order(), signing::Secret("x"), {}); }) == "signerRefused");
  BOOST_TEST(served.signer.orders == 0);
  BOOST_TEST(served.noted.strangers == 1);
}

BOOST_AUTO_TEST_CASE(what_is_no_order_is_refused_and_the_next_one_is_heard) {
  Served served({.peer = ::getuid(), .request = milliseconds(300)});
  const auto good = frame(encode(Request(order())));
  const std::string unusable = "signerRequestUnusable(detail=";
  BOOST_TEST(served.answerTo(frame("hello") + frame("x")) == unusable + "version)");
  BOOST_TEST(served.answerTo(frame("") + frame("x")) == unusable + "frame)");
  BOOST_TEST(served.answerTo("\xff\xff\xff\xff") == unusable + "frame)");
  BOOST_TEST(served.answerTo(good + frame(std::string(1'025, 'p'))) == unusable + "frame)");
  BOOST_TEST(served.answerTo("") == unusable + "frame)");                  // nothing comes
  BOOST_TEST(served.answerTo(good.substr(0, 40)) == unusable + "frame)");  // half comes
  BOOST_TEST(served.answerTo(good) == unusable + "frame)");                // no password
  BOOST_TEST(served.answerTo(frame("GET / HTTP/1.1")) != "closed");
  BOOST_TEST(served.signer.orders == 0);
  BOOST_TEST(served.client()->sign(order(), signing::Secret("x"), {}).entries.size() == 1u);
}

BOOST_AUTO_TEST_CASE(more_orders_than_it_takes_at_once_are_refused_as_busy) {
  Served served({.peer = ::getuid(), .connections = 2});
  served.signer.hold();
  std::vector<std::future<std::string>> both;
  for (int i = 0; i < 2; ++i)
    both.push_back(std::async(
        std::launch::async, [&] { return codeOf([&] { served.client()->sign(order(), signing::Secret("x"), {}); }); }));
  BOOST_TEST(served.signer.waitFor([&] { return served.signer.orders == 2; }));
  BOOST_TEST(codeOf([&] { served.client()->sign(order(), signing::Secret("x"), {}); }) == "signerBusy");
  served.signer.letGo();
  for (auto& one : both) BOOST_TEST(one.get() == "nothing thrown");
}

BOOST_AUTO_TEST_CASE(orders_to_a_signer_that_hangs_hold_only_so_many_threads) {
  Served served;
  served.signer.hold();
  const auto client = makeSignerClient({.socket = served.folder / "socket", .atOnce = 2});
  const auto ask = [&] { return codeOf([&] { client->sign(order(), signing::Secret("x"), {}); }); };
  auto first = std::async(std::launch::async, ask), second = std::async(std::launch::async, ask);
  BOOST_TEST(served.signer.waitFor([&] { return served.signer.orders == 2; }));
  BOOST_TEST(ask() == "signerBusy");
  BOOST_TEST(codeOf([&] { client->revoke("an id", "b1-01", signing::Secret("x")); }) == "signerBusy");
  BOOST_TEST(served.signer.orders == 2);
  served.signer.letGo();
  BOOST_TEST(first.get() == "nothing thrown");
  BOOST_TEST(second.get() == "nothing thrown");
  BOOST_TEST(ask() == "nothing thrown");
}

BOOST_AUTO_TEST_CASE(a_signer_that_is_not_there_is_said_at_once) {
  const auto nobody = makeSignerClient({.socket = "/nonexistent/balalyk"});
  BOOST_TEST(codeOf([&] { nobody->sign(order(), signing::Secret("x"), {}); }) == "signerUnreachable");
  BOOST_TEST(codeOf([&] { nobody->sign(order(), signing::Secret(std::string(2'000, 'x')), {}); }) ==
             "signerRequestUnusable");
}

BOOST_AUTO_TEST_SUITE_END()
