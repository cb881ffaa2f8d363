#include "connectors/store/S3Store.h"

#include <fmt/format.h>

#include <charconv>
#include <random>

#include "connectors/store/Address.h"
#include "connectors/store/S3Xml.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

constexpr const char* kReading = "storeUnreadable";
constexpr const char* kWriting = "storeUnwritable";

// The most that one PUT may carry; parts would make more possible, a protocol has some hundred kilobytes.
constexpr std::uint64_t kLargest = std::uint64_t{5} << 30;
// From here on asking first costs less than sending in vain.
constexpr std::size_t kAskFirst = std::size_t{1} << 20;
constexpr int kConditionFailed = 412, kNotFound = 404;

std::string hashOf(std::string_view content) {
  return signing::toHex(signing::sha256(content));
}

const std::string& hashOfNothing() {
  static const auto hash = hashOf({});
  return hash;
}

bool refusesCondition(const S3Answer& answer) {
  return answer.status == 501 || answer.code == "NotImplemented";
}

}  // namespace

S3Store::S3Store(const S3Place& place, const S3Options& options)
    : place_(place), pageSize_(options.pageSize), client_(place.bucket, options) {}

std::string S3Store::put(std::string_view content) {
  if (content.size() > kLargest) throw Error("storeTooLarge");
  auto digest = hashOf(content);
  const bool guarded = keepsWhatIsThere();
  if ((!guarded || content.size() >= kAskFirst) && isThere(digest, content.size())) return digest;
  const auto answer = putObject(place_.prefix + placeOf(digest), digest, content, guarded);
  if (answer.status == kConditionFailed && isThere(digest, content.size())) return digest;
  if (!answer.good()) fail(answer, kWriting);
  return digest;
}

S3Answer S3Store::putObject(const std::string& key, const std::string& digest, std::string_view content,
                            bool onlyNew) const {
  S3Call call{.method = "PUT", .key = key, .body = content, .payloadHash = digest};
  call.headers["content-type"] = "application/octet-stream";
  if (onlyNew) call.headers["if-none-match"] = "*";
  return client_.call(call);
}

// One that is there with another size was damaged: nobody must rely on it.
bool S3Store::isThere(const std::string& digest, std::uint64_t size) const {
  const auto found = sizeOf(digest);
  if (found && *found != size) throw Error("storeDamaged", {{"digest", digest}});
  return found.has_value();
}

std::optional<std::uint64_t> S3Store::sizeOf(const std::string& digest) const {
  const auto answer =
      client_.call({.method = "HEAD", .key = place_.prefix + placeOf(digest), .payloadHash = hashOfNothing()});
  if (answer.status == kNotFound) return std::nullopt;
  if (!answer.good()) fail(answer, kReading);
  const auto found = answer.headers.find("content-length");
  std::uint64_t size = 0;
  if (found == answer.headers.end() ||
      std::from_chars(found->second.data(), found->second.data() + found->second.size(), size).ec != std::errc())
    throw Error(kReading, {{"detail", "Content-Length"}});
  return size;
}

void S3Store::remove(const std::string& digest) {
  removeObject(place_.prefix + placeOf(digest));
}

// A write-once bucket may forbid it.
void S3Store::removeObject(const std::string& key) const {
  const auto removed = client_.call({.method = "DELETE", .key = key, .payloadHash = hashOfNothing()});
  if (!removed.good() && removed.code != "AccessDenied" && removed.status != kNotFound) fail(removed, kWriting);
}

bool S3Store::has(const std::string& digest) const {
  return sizeOf(digest).has_value();
}

std::optional<std::string> S3Store::get(const std::string& digest) const {
  const S3Call call{
      .method = "GET", .key = place_.prefix + placeOf(digest), .payloadHash = hashOfNothing(), .answerLimit = kLargest};
  // Once more before anybody is alarmed: it may have been changed on its way only.
  for (int attempt = 0; attempt < 2; ++attempt) {
    auto answer = client_.call(call);
    if (answer.status == kNotFound && answer.code != "NoSuchBucket") return std::nullopt;
    if (!answer.good()) fail(answer, kReading);
    if (hashOf(answer.body) == digest) return std::move(answer.body);
  }
  throw Error("storeDamaged", {{"digest", digest}});
}

void S3Store::forEach(const std::function<void(const std::string& digest, std::uint64_t size)>& visit) const {
  S3Call call{.method = "GET",
              .query = {{"list-type", "2"}, {"encoding-type", "url"}, {"max-keys", std::to_string(pageSize_)}},
              .payloadHash = hashOfNothing()};
  if (!place_.prefix.empty()) call.query["prefix"] = place_.prefix;
  while (true) {
    const auto answer = client_.call(call);
    if (!answer.good()) fail(answer, kReading);
    const auto page = parseS3Page(answer.body);
    for (const auto& [key, size] : page.entries) {
      if (!key.starts_with(place_.prefix)) continue;
      if (const auto digest = digestAt(std::string_view(key).substr(place_.prefix.size()))) visit(*digest, size);
    }
    if (page.next.empty()) return;
    // A listing that does not get on would never end.
    if (page.entries.empty() || page.next == call.query["continuation-token"])
      throw Error(kReading, {{"detail", "ListObjectsV2"}});
    call.query["continuation-token"] = page.next;
  }
}

void S3Store::probe() {
  const bool keeps = tryCondition();
  const std::lock_guard lock(mutex_);
  keepsWhatIsThere_ = keeps;
}

// Held while it is found out: it is asked once in a process.
bool S3Store::keepsWhatIsThere() {
  const std::lock_guard lock(mutex_);
  if (!keepsWhatIsThere_) keepsWhatIsThere_ = tryCondition();
  return *keepsWhatIsThere_;
}

// Puts a probe twice; the second must be refused. Then it is removed.
bool S3Store::tryCondition() const {
  static constexpr std::string_view kProbe = "probe";
  std::random_device random;
  const auto key = fmt::format("{}probe/{:08x}{:08x}", place_.prefix, random(), random());
  const auto put = [&](bool onlyNew) {
    auto answer = putObject(key, hashOf(kProbe), kProbe, onlyNew);
    const bool expected = answer.good() || (onlyNew && (answer.status == kConditionFailed || refusesCondition(answer)));
    if (!expected) fail(answer, kWriting);
    return answer.status;
  };
  bool keeps = put(true) == kConditionFailed;  // our own, whose first answer was lost
  if (!keeps) keeps = put(true) == kConditionFailed;
  if (!keeps) put(false);
  removeObject(key);
  return keeps;
}

void S3Store::fail(const S3Answer& answer, const char* code) const {
  const auto reason = answer.code.empty() ? std::to_string(answer.status) : answer.code;
  if (answer.code == "RequestTimeTooSkewed") throw Error("storeClockWrong", {{"host", client_.host()}});
  if (answer.code == "NoSuchBucket") throw Error("storeBucketMissing", {{"bucket", place_.bucket}});
  // 400 AuthorizationHeaderMalformed and 301 PermanentRedirect name the region; so does the 403 of some servers.
  if (!answer.region.empty() && answer.region != client_.region()) {
    throw Error("storeRegionWrong",
                {{"host", client_.host()}, {"region", client_.region()}, {"wanted", answer.region}});
  }
  if (answer.code == "QuotaExceeded" || answer.status == 507) throw Error("storeFull");
  if (answer.status == 401 || answer.status == 403)
    throw Error("storeRefused", {{"host", client_.host()}, {"reason", reason}});
  throw Error(code, {{"detail", reason}});
}

}  // namespace balalyk
