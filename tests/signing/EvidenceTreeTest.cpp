#include <boost/test/unit_test.hpp>
#include <map>

#include "CraftedSignature.h"
#include "EvidenceNight.h"
#include "signing/crypto/Base64.h"
#include "signing/evidence/EvidenceContainer.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

BOOST_AUTO_TEST_SUITE(evidence_trees)

BOOST_AUTO_TEST_CASE(a_tree_s_files_give_each_leaf_its_path) {
  const auto& sha256Method = method("SHA-256");
  for (const std::size_t leaves : {1U, 2U, 3U, 4095U, 4096U, 4097U, 9000U}) {
    std::map<std::string, std::string> files;
    TreeWriter writer{sha256Method, [&](std::string_view content) {
                        const std::string address = toHex(sha256(content));
                        files[address] = content;
                        return address;
                      }};
    for (std::size_t i = 0; i < leaves; ++i)
      writer.add(sha256("s" + std::to_string(i)), bytesOf(sha256(std::to_string(i))));
    const auto tree = writer.finish();
    TreeReader reader{tree.address, [&](const std::string& address) { return files.at(address); }};
    BOOST_REQUIRE_EQUAL(reader.leaves(), leaves);
    std::size_t read = 0;
    for (const std::size_t leaf : {std::size_t{0}, leaves / 2, leaves - 1}) {
      const std::string hash{bytesOf(sha256(std::to_string(leaf)))};
      BOOST_TEST((reader.leaf(leaf).hash == hash));
      BOOST_TEST((reader.leaf(leaf).subject == sha256("s" + std::to_string(leaf))));
      const auto lists = reduceTree({hash}, reader.path(leaf));
      BOOST_TEST(((lists.empty() ? hash : rootOf(sha256Method, lists)) == tree.root));
      ++read;
    }
    BOOST_TEST(read == 3U);
    BOOST_CHECK_THROW(reader.path(leaves), SigningError);
  }
}

BOOST_AUTO_TEST_SUITE_END()
