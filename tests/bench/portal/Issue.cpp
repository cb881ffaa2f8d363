// Makes documents of the register published, each with a signed container in a document store, for the bench of the
// check page.
//
//   portal_issue CONNECTION STORE COUNT KEYRING CONTAINER 3< password
//
// Prints the ids, one a line. CONTAINER gets a container to be given to be checked: signed by the key ring's first key,
// with a PDF of 40 kB and one of 15 MB beside it as CONTAINER.large. PostgreSQL only.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>

#include "connectors/database/Database.h"
#include "connectors/database/session/Connection.h"
#include "connectors/store/Store.h"
#include "signing/keys/Pkcs12Key.h"
#include "signing/xades/PreparedSignature.h"

using namespace balalyk;
using namespace balalyk::signing;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPdf = 40'000, kLarge = 15'000'000;

std::string containerOf(SigningKey& key, std::size_t bytes, const std::string& text) {
  const DigestedFiles files({{"protocol-ky.pdf", "application/pdf", "%PDF-1.7 " + text + std::string(bytes, 'x')},
                             {"record.xml", "application/xml", "<record/>"}});
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto prepared = prepare(files, key.certificate(), key.chain(), {.signingTime = now, .role = "Төрага"});
  const Digest digest = digestToSign(prepared);
  return finish(prepared, files, key.sign({&digest, 1}).front());
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 6) return 2;
  const std::string connection = arguments[1];
  const auto store = openStore(arguments[2]);
  const fs::path ring = arguments[4], container = arguments[5];
  std::string password;
  std::getline(std::ifstream("/dev/fd/3"), password);
  const auto key = Pkcs12Key::open(ring / "M1.p12", Secret(password));
  std::ofstream(container, std::ios::binary) << containerOf(*key, kPdf, "small");
  std::ofstream(container.string() + ".large", std::ios::binary) << containerOf(*key, kLarge, "large");

  const auto engine = makeEngine(connection, {});
  const auto session = engine->connect(std::chrono::steady_clock::now() + std::chrono::minutes(2));
  const auto wanted = std::stoll(arguments[3]);
  for (const auto& row :
       session
           ->run({"", "SELECT id FROM balalyk_document WHERE state = 'published' ORDER BY sequence LIMIT $1"},
                 {std::int64_t{wanted}})
           .rows) {
    const auto id = row.text("id");
    const auto bytes = containerOf(*key, 5 * kPdf, id);
    session->run(
        {"",
         "UPDATE balalyk_document SET state = 'published', stage = NULL, level = 'B-B', sign_at = changed_at, "
         "published_at = changed_at, container_name = 'protocol.asice', "
         "container_media_type = 'application/vnd.etsi.asic-e+zip', container_digest = $2, container_size = $3 "
         "WHERE id = $1"},
        {id, store->put(bytes), static_cast<std::int64_t>(bytes.size())});
    std::cout << id << "\n";
  }
}
