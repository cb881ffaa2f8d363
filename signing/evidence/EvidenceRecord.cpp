#include "signing/evidence/EvidenceRecord.h"

#include <openssl/asn1t.h>
#include <openssl/err.h>

#include "signing/Handles.h"
#include "signing/crypto/AlgorithmTable.h"

namespace {

// The types of RFC 4998's module in OpenSSL's terms (implicit tags). Their names are also those of OpenSSL's items.
// NOLINTBEGIN(readability-identifier-naming)
struct ERS_TIME_STAMP {
  X509_ALGOR* digestAlgorithm;
  OPENSSL_STACK* attributes;
  OPENSSL_STACK* reducedHashTree;
  ASN1_TYPE* timeStamp;  // kept as the bytes it has: they are hashed
};

struct ERS_RECORD {
  ASN1_INTEGER* version;
  OPENSSL_STACK* digestAlgorithms;
  OPENSSL_STACK* cryptoInfos;
  ASN1_STRING* encryptionInfo;
  OPENSSL_STACK* chains;
};
// NOLINTEND(readability-identifier-naming)

// clang-format off
ASN1_ITEM_TEMPLATE(ERS_HASHES) =
  ASN1_EX_TEMPLATE_TYPE(ASN1_TFLG_SEQUENCE_OF, 0, hashes, ASN1_OCTET_STRING)
static_ASN1_ITEM_TEMPLATE_END(ERS_HASHES)

ASN1_SEQUENCE(ERS_TIME_STAMP) = {
  ASN1_IMP_OPT(ERS_TIME_STAMP, digestAlgorithm, X509_ALGOR, 0),
  ASN1_IMP_SET_OF_OPT(ERS_TIME_STAMP, attributes, X509_ATTRIBUTE, 1),
  ASN1_IMP_SEQUENCE_OF_OPT(ERS_TIME_STAMP, reducedHashTree, ERS_HASHES, 2),
  ASN1_SIMPLE(ERS_TIME_STAMP, timeStamp, ASN1_ANY)
} static_ASN1_SEQUENCE_END(ERS_TIME_STAMP)

ASN1_ITEM_TEMPLATE(ERS_CHAIN) =
  ASN1_EX_TEMPLATE_TYPE(ASN1_TFLG_SEQUENCE_OF, 0, chain, ERS_TIME_STAMP)
static_ASN1_ITEM_TEMPLATE_END(ERS_CHAIN)

ASN1_SEQUENCE(ERS_RECORD) = {
  ASN1_SIMPLE(ERS_RECORD, version, ASN1_INTEGER),
  ASN1_SEQUENCE_OF(ERS_RECORD, digestAlgorithms, X509_ALGOR),
  ASN1_IMP_SEQUENCE_OF_OPT(ERS_RECORD, cryptoInfos, X509_ATTRIBUTE, 0),
  ASN1_IMP_OPT(ERS_RECORD, encryptionInfo, ASN1_SEQUENCE, 1),
  ASN1_SEQUENCE_OF(ERS_RECORD, chains, ERS_CHAIN)
} static_ASN1_SEQUENCE_END(ERS_RECORD)
// clang-format on

}  // namespace

namespace balalyk::signing {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{64} << 20;
constexpr std::size_t kMaxTimeStamps = 1000;
constexpr std::size_t kMaxHashes = 200'000;

void freeRecord(ERS_RECORD* record) {
  ASN1_item_free(reinterpret_cast<ASN1_VALUE*>(record), ERS_RECORD_it());
}
void freeTimeStamp(ERS_TIME_STAMP* timeStamp) {
  ASN1_item_free(reinterpret_cast<ASN1_VALUE*>(timeStamp), ERS_TIME_STAMP_it());
}
void freeChain(OPENSSL_STACK* chain) {
  ASN1_item_free(reinterpret_cast<ASN1_VALUE*>(chain), ERS_CHAIN_it());
}
using RecordPtr = std::unique_ptr<ERS_RECORD, Deleter<freeRecord>>;
using TimeStampPtr = std::unique_ptr<ERS_TIME_STAMP, Deleter<freeTimeStamp>>;
using ChainPtr = std::unique_ptr<OPENSSL_STACK, Deleter<freeChain>>;
using AlgorithmPtr = std::unique_ptr<X509_ALGOR, Deleter<X509_ALGOR_free>>;

[[noreturn]] void refuse(const char* reason) {
  ERR_clear_error();
  throw EvidenceError("evidenceRecordUnreadable", {{"reason", reason}});
}

[[noreturn]] void failEncoding() {
  ERR_clear_error();
  throw SigningError("evidenceRecordNotEncoded");
}

std::string encode(const void* value, const ASN1_ITEM* item) {
  unsigned char* der = nullptr;
  const int size = ASN1_item_i2d(static_cast<const ASN1_VALUE*>(value), &der, item);
  if (size <= 0) failEncoding();
  std::string bytes{reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  return bytes;
}

template <class T>
T* at(const OPENSSL_STACK* stack, int index) {
  return static_cast<T*>(OPENSSL_sk_value(stack, index));
}

std::string bytesOf(const ASN1_STRING* value) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
          static_cast<std::size_t>(ASN1_STRING_length(value))};
}

std::string algorithmOf(const X509_ALGOR* algorithm) {
  const ASN1_OBJECT* object = nullptr;
  int parametersType = V_ASN1_UNDEF;
  X509_ALGOR_get0(&object, &parametersType, nullptr, algorithm);
  const int nid = OBJ_obj2nid(object);
  const auto* method = nid != NID_undef ? findDigestMethodByOpenSslName(OBJ_nid2sn(nid)) : nullptr;
  const bool plain = parametersType == V_ASN1_UNDEF || parametersType == V_ASN1_NULL;
  if (method != nullptr && plain) return std::string{method->name};
  std::string text(128, '\0');  // an identifier that the policy will not know
  const int size = OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
  text.resize(size > 0 && size < 128 ? static_cast<std::size_t>(size) : 0);
  return text.empty() ? "unknown" : text;
}

ArchiveTimeStamp readTimeStamp(const ERS_TIME_STAMP& read, std::size_t& hashes) {
  ArchiveTimeStamp stamp;
  if (read.digestAlgorithm != nullptr) stamp.digestAlgorithm = algorithmOf(read.digestAlgorithm);
  for (int i = 0; i < OPENSSL_sk_num(read.reducedHashTree); ++i) {
    const auto* list = at<OPENSSL_STACK>(read.reducedHashTree, i);
    HashList& values = stamp.reducedHashTree.emplace_back();
    for (int j = 0; j < OPENSSL_sk_num(list); ++j) values.push_back(bytesOf(at<ASN1_OCTET_STRING>(list, j)));
    if (values.empty()) refuse("empty list");
    hashes += values.size();
    if (hashes > kMaxHashes) refuse("too large");
  }
  if (read.reducedHashTree != nullptr && stamp.reducedHashTree.empty()) refuse("empty tree");
  if (read.timeStamp->type != V_ASN1_SEQUENCE) refuse("time stamp");
  stamp.timeStamp = bytesOf(read.timeStamp->value.sequence);
  return stamp;
}

std::vector<ArchiveTimeStampChain> readChains(const OPENSSL_STACK* read) {
  std::vector<ArchiveTimeStampChain> chains;
  std::size_t timeStamps = 0, hashes = 0;
  for (int i = 0; i < OPENSSL_sk_num(read); ++i) {
    const auto* list = at<OPENSSL_STACK>(read, i);
    auto& chain = chains.emplace_back();
    for (int j = 0; j < OPENSSL_sk_num(list); ++j) {
      if (++timeStamps > kMaxTimeStamps) refuse("too large");
      chain.timeStamps.push_back(readTimeStamp(*at<ERS_TIME_STAMP>(list, j), hashes));
    }
    if (chain.timeStamps.empty()) refuse("empty chain");
    chain.der = encode(list, ERS_CHAIN_it());
  }
  if (chains.empty()) refuse("empty sequence");
  return chains;
}

std::string oidOf(X509_ATTRIBUTE* attribute) {
  std::string text(128, '\0');
  const int size = OBJ_obj2txt(text.data(), static_cast<int>(text.size()), X509_ATTRIBUTE_get0_object(attribute), 1);
  text.resize(size > 0 && size < 128 ? static_cast<std::size_t>(size) : 0);
  return text;
}

// What is built below belongs to the structure it is pushed into.
void push(OPENSSL_STACK* stack, void* value) {
  if (value == nullptr || OPENSSL_sk_push(stack, value) <= 0) failEncoding();
}

X509_ALGOR* newAlgorithm(const std::string& name) {
  const auto* method = findDigestMethodByName(name);
  AlgorithmPtr algorithm{X509_ALGOR_new()};
  // RFC 5754, 2: without parameters.
  if (method == nullptr || !algorithm ||
      X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(OBJ_sn2nid(method->openSslName.data())), V_ASN1_UNDEF, nullptr) !=
          1) {
    failEncoding();
  }
  return algorithm.release();
}

void fillTree(OPENSSL_STACK* tree, const std::vector<HashList>& lists) {
  for (const auto& list : lists) {
    auto* values = OPENSSL_sk_new_null();
    push(tree, values);
    for (const auto& hash : list) {
      auto* value = ASN1_OCTET_STRING_new();
      push(values, value);
      ASN1_OCTET_STRING_set(value, reinterpret_cast<const unsigned char*>(hash.data()), static_cast<int>(hash.size()));
    }
  }
}

ERS_TIME_STAMP* newTimeStamp(const ArchiveTimeStamp& stamp) {
  TimeStampPtr made{reinterpret_cast<ERS_TIME_STAMP*>(ASN1_item_new(ERS_TIME_STAMP_it()))};
  if (!made) failEncoding();
  if (!stamp.digestAlgorithm.empty()) made->digestAlgorithm = newAlgorithm(stamp.digestAlgorithm);
  if (!stamp.reducedHashTree.empty()) {
    made->reducedHashTree = OPENSSL_sk_new_null();
    fillTree(made->reducedHashTree, stamp.reducedHashTree);
  }
  auto* token = ASN1_STRING_type_new(V_ASN1_SEQUENCE);
  if (token == nullptr) failEncoding();
  ASN1_STRING_set(token, stamp.timeStamp.data(), static_cast<int>(stamp.timeStamp.size()));
  ASN1_TYPE_set(made->timeStamp, V_ASN1_SEQUENCE, token);
  return made.release();
}

std::string sequenceOf(std::string_view content) {
  unsigned char header[16];
  unsigned char* next = header;
  ASN1_put_object(&next, 1, static_cast<int>(content.size()), V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
  std::string der{reinterpret_cast<const char*>(header), static_cast<std::size_t>(next - header)};
  return der.append(content);
}

// A chain that was read keeps its bytes, whatever it holds beside what is known here.
std::string chainBytes(const ArchiveTimeStampChain& chain) {
  if (!chain.der.empty()) return chain.der;
  const ChainPtr made{OPENSSL_sk_new_null()};
  for (const auto& stamp : chain.timeStamps) push(made.get(), newTimeStamp(stamp));
  return encode(made.get(), ERS_CHAIN_it());
}

}  // namespace

EvidenceRecord parseEvidenceRecord(std::string_view der) {
  if (der.empty() || der.size() > kMaxBytes) refuse(der.empty() ? "empty" : "too large");
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  const RecordPtr read{
      reinterpret_cast<ERS_RECORD*>(ASN1_item_d2i(nullptr, &next, static_cast<long>(der.size()), ERS_RECORD_it()))};
  if (!read) refuse("syntax");
  if (ASN1_INTEGER_get(read->version) != 1) refuse("version");
  // Hashes are made of these bytes: there must be one way to write them, with nothing after it.
  if (encode(read.get(), ERS_RECORD_it()) != der) refuse("not DER");
  EvidenceRecord record;
  for (int i = 0; i < OPENSSL_sk_num(read->digestAlgorithms); ++i) {
    record.digestAlgorithms.push_back(algorithmOf(at<X509_ALGOR>(read->digestAlgorithms, i)));
  }
  for (int i = 0; i < OPENSSL_sk_num(read->cryptoInfos); ++i) {
    record.cryptoInfos.push_back(oidOf(at<X509_ATTRIBUTE>(read->cryptoInfos, i)));
  }
  record.encrypted = read->encryptionInfo != nullptr;
  record.chains = readChains(read->chains);
  ERR_clear_error();
  return record;
}

std::string encodeEvidenceRecord(const EvidenceRecord& record) {
  std::string algorithms;
  for (const auto& name : record.digestAlgorithms) {
    const AlgorithmPtr algorithm{newAlgorithm(name)};
    algorithms += encode(algorithm.get(), ASN1_ITEM_rptr(X509_ALGOR));
  }
  const std::string version{"\x02\x01\x01", 3};
  return sequenceOf(version + sequenceOf(algorithms) + encodeChains(record.chains));
}

std::string encodeChains(std::span<const ArchiveTimeStampChain> chains) {
  std::string content;
  for (const auto& chain : chains) content += chainBytes(chain);
  return sequenceOf(content);
}

}  // namespace balalyk::signing
