// A process as the portal's: it gives an order to `balalyk signer` and says what it hears, then waits for the end of
// its standard input, so that somebody can look into its memory.
//
//   signer_client SOCKET PASSWORD-FD < order
//
// Order, one a line: "batch ID MEMBER DIGEST" and "document ID DIGEST" …, or "grant MEMBER COMMISSION FROM TO", or
// "revoke ID MEMBER"; then an empty line.
#include <iostream>
#include <sstream>

#include "connectors/signer/SignerClient.h"
#include "pipeline/domain/IsoDate.h"
#include "signing/SigningError.h"

using namespace balalyk;

namespace {

std::string textOf(const std::optional<Problem>& problem) {
  return problem ? toString(*problem) : "-";
}

void fulfil(Signer& signer, const std::vector<std::vector<std::string>>& lines, signing::Secret password) {
  const auto& first = lines.at(0);
  if (first[0] == "grant") {
    const StandingOrder order{first.at(1), first.at(2), allKinds(), *dateFromIso(first.at(3)),
                              *dateFromIso(first.at(4))};
    const auto id = signer.grant(order, std::move(password));
    std::cout << "granted " << id << std::endl;
  } else if (first[0] == "revoke") {
    signer.revoke(first.at(1), first.at(2), std::move(password));
    std::cout << "revoked" << std::endl;
  } else {
    BatchOrder order{.id = first.at(1), .memberId = first.at(2), .accountId = "", .digest = first.at(3)};
    for (std::size_t i = 1; i < lines.size(); ++i) order.documents.push_back({lines[i].at(1), lines[i].at(2)});
    const auto report = signer.sign(order, std::move(password), [](const BatchProgress& progress) {
      std::cout << "progress " << progress.authorised << ' ' << progress.documents << ' ' << progress.signed_ << ' '
                << progress.failed << ' ' << progress.skipped << std::endl;
      return true;
    });
    for (const auto& entry : report.entries)
      std::cout << "outcome " << entry.documentId << ' ' << toString(entry.outcome) << ' ' << textOf(entry.problem)
                << std::endl;
    std::cout << "receipt " << (report.receiptDigest.empty() ? "-" : report.receiptDigest) << std::endl;
  }
}

}  // namespace

int main(int, char** arguments) {
  std::vector<std::vector<std::string>> lines;
  for (std::string line; std::getline(std::cin, line) && !line.empty();) {
    std::istringstream words(line);
    auto& split = lines.emplace_back();
    for (std::string word; words >> word;) split.push_back(word);
  }
  try {
    auto password = signing::Secret::fromFileDescriptor(std::stoi(arguments[2]));
    const auto signer = makeSignerClient({.socket = arguments[1]});
    fulfil(*signer, lines, std::move(password));
  } catch (const Error& error) {
    std::cout << "error " << toString(error.problem()) << std::endl;
  } catch (const std::exception& error) {
    std::cout << "error " << error.what() << std::endl;
  }
  std::cout << "end" << std::endl;
  std::cin.clear();
  for (char c = 0; std::cin.get(c);) {
  }
}
