#include "Material.h"

#include <Poco/JSON/Parser.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "signing/SigningError.h"
#include "signing/crypto/Certificate.h"
#include "signing/crypto/Secret.h"

namespace balalyk::test {

namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Several credentials for the two keys: what differs is how the service is set up for them.
constexpr const char* kService = R"({"client": "balalyk", "secret": "a&b=c %+ü", "atOnce": 3, "credentials": {
  "M1": {"key": "M1.key", "other": "M2.key", "certificates": ["M1.pem", "ring/intermediate.pem", "ring/anchors.pem"],
         "algo": ["1.2.840.10045.4.3.2"], "multisign": 4, "pin": "9753\"10\\"},
  "M2": {"key": "M2.key", "other": "M1.key", "certificates": ["M2.pem", "ring/intermediate.pem"],
         "algo": ["1.2.840.113549.1.1.1"], "multisign": 10, "pin": "9753\"10\\"},
  "named": {"key": "M2.key", "certificates": ["M2.pem"], "algo": ["1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11"],
         "multisign": 4, "pin": "9753\"10\\"},
  "otp": {"key": "M2.key", "certificates": ["M2.pem"], "algo": ["1.2.840.113549.1.1.11"], "multisign": 10,
         "pin": "9753\"10\\", "otp": ["111111"]},
  "disabled": {"status": "disabled", "key": "M2.key", "certificates": ["M2.pem"], "algo": [], "multisign": 1, "pin": ""},
  "browser": {"mode": "oauth2code", "key": "M2.key", "certificates": ["M2.pem"], "algo": ["1.2.840.113549.1.1.1"],
         "multisign": 1, "pin": ""},
  "foreign": {"key": "M2.key", "certificates": ["M2.pem"], "algo": ["1.2.643.7.1.1.3.2"], "multisign": 1,
         "pin": "9753\"10\\"}}})";

FaultyTokenControls* sharedControls(const fs::path& file) {
  setenv("FAULTY_TOKEN_CONTROLS", file.c_str(), 1);
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (::ftruncate(descriptor, sizeof(FaultyTokenControls)) != 0) throw std::runtime_error("no controls");
  void* memory = ::mmap(nullptr, sizeof(FaultyTokenControls), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  ::close(descriptor);
  return new (memory) FaultyTokenControls;
}

}  // namespace

Material& Material::get() {
  static Material material;
  return material;
}

Material::Material() {
  std::signal(SIGPIPE, SIG_IGN);
  std::string pattern = (fs::temp_directory_path() / "balalyk-keys-XXXXXX").string();
  folder_ = mkdtemp(pattern.data());
  std::ofstream(folder_ / "password") << kPassword << "\n";
  std::ofstream(folder_ / "people")
      << "M1|Асанов Үсөн|20101197012345|p256\nM2|Жээнбекова Айгүл|10202198012345|rsa2048\n";
  const auto quoted = [](const fs::path& path) { return " '" + path.string() + "'"; };
  const auto command = KEYS_TESTS "/make-keys" + quoted(folder_) + " 3 3<" + quoted(folder_ / "password") + " <" +
                       quoted(folder_ / "people") + " >" + quoted(folder_ / "said") + " 2>&1";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("no keys could be made: " + read(folder_ / "said"));
  setenv("SOFTHSM2_CONF", (folder_ / "softhsm2.conf").c_str(), 1);
  std::ofstream(folder_ / "csc.json") << kService;
  service_ = std::make_unique<PythonServer>(KEYS_TESTS "/csc.py", std::vector{folder_.string()});
  http_ = std::make_unique<HttpClient>(HttpOptions{.trustAnchors = folder_ / "anchors.pem"});
  token_ = sharedControls(folder_ / "token-controls");
}

Material::~Material() {
  http_.reset();
  service_.reset();
  fs::remove_all(folder_);
}

std::string Material::fingerprint(const std::string& member) const {
  return signing::toHex(signing::Certificate::fromPem(read(folder_ / (member + ".pem"))).fingerprint());
}

void Material::script(const std::string& json) {
  http_->send({.method = "POST", .url = "https://localhost:" + service_->said() + "/test/script", .body = json});
}

Poco::JSON::Object::Ptr Material::log() {
  const auto answer = http_->send({.url = "https://localhost:" + service_->said() + "/test/log"});
  return Poco::JSON::Parser().parse(answer.body).extract<Poco::JSON::Object::Ptr>();
}

std::string Material::pkcs12(const std::string& member) const {
  return R"("member": ")" + member + R"(", "file": "ring/)" + member + R"(.p12", "certificateSha256": ")" +
         fingerprint(member) + "\"";
}

std::string Material::pkcs11(const std::string& member, const std::string& more) const {
  return R"("member": ")" + member +
         R"(", "kind": "pkcs11", "module": ")" FAULTY_TOKEN R"(", "token": "balalyk-test", "key": ")" + member +
         R"(", "certificates": ")" + member + R"(.chain.pem", "certificateSha256": ")" + fingerprint(member) + "\"" +
         more;
}

std::string Material::csc(const std::string& member, const std::string& credential, const std::string& more) const {
  const auto address = "https://localhost:" + service_->said();
  return R"("member": ")" + member + R"(", "kind": "csc", "service": ")" + address + R"(/csc/v2", "tokens": ")" +
         address + R"(/oauth2/token", "credential": ")" + (credential.empty() ? member : credential) +
         R"(", "client": "balalyk", "anchors": "anchors.pem", "hashesAtOnce": 3, "certificateSha256": ")" +
         fingerprint(member) + "\"" + more;
}

fs::path ringWith(const std::vector<std::string>& entries) {
  static int number = 0;
  const auto file = Material::get().file("ring-" + std::to_string(++number) + ".json");
  std::string text;
  for (const auto& entry : entries) text += (text.empty() ? "{" : ", {") + entry + "}";
  std::ofstream(file) << "{\"keys\": [" << text << "]}";
  return file;
}

std::unique_ptr<KeyRing> ringOn(const fs::path& file, std::shared_ptr<PasswordSource> passwords,
                                std::shared_ptr<PasswordSource> services, std::chrono::milliseconds deadline,
                                std::chrono::milliseconds rest) {
  return openKeyRing(file, std::move(passwords), std::move(services),
                     {.deadline = deadline, .tokenProgram = [] { return fs::path(TOKEN_PROGRAM); }, .rest = rest});
}

std::optional<signing::Secret> Known::password(const std::string& name) {
  ++asked_[name];
  auto found = passwords_.find(name);
  if (found == passwords_.end() && name.find('.') == std::string::npos) found = passwords_.find("");
  return found == passwords_.end() ? std::nullopt : std::optional(signing::Secret(found->second));
}

std::shared_ptr<Known> everybodys(const std::string& password) {
  return std::make_shared<Known>(std::map<std::string, std::string>{{"", password}});
}

std::shared_ptr<Known> services() {
  return std::make_shared<Known>(std::map<std::string, std::string>{{kClient, kClientSecret}});
}

Problem problemOf(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.problem();
  } catch (const signing::SigningError& error) {
    return {error.code(), error.params()};
  }
  return {"nothing thrown", {}};
}

std::string codeOf(const std::function<void()>& work) {
  return problemOf(work).code;
}

std::vector<signing::Digest> digests(int count, const std::string& of) {
  std::vector<signing::Digest> made;
  for (int i = 0; i < count; ++i) made.push_back(signing::sha256(of + std::to_string(i)));
  return made;
}

}  // namespace balalyk::test
