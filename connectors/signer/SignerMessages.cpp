#include "connectors/signer/SignerMessages.h"

#include <algorithm>

#include "connectors/process/Frames.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk::signerwire {

namespace {

using frames::Reader;
using frames::Writer;

constexpr std::size_t kMostText = 200, kMostParams = 16, kMostKinds = 32;

[[noreturn]] void unusable(const char* detail) {
  throw Error("signerRequestUnusable", {{"detail", detail}});
}

void require(bool holds, const char* detail) {
  if (!holds) unusable(detail);
}

bool isHex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// 8-4-4-4-12 lower-case hex digits.
bool isUuid(const std::string& text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (text[i] == '-') || (!dash && !isHex(text.substr(i, 1)))) return false;
  }
  return true;
}

bool isDigest(const std::string& text) {
  return text.size() == 64 && isHex(text);
}

// Ids of the portal's own are whatever it likes; control characters are nobody's.
bool isId(const std::string& text) {
  return !text.empty() && text.size() <= kMostText &&
         std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

std::string text(Reader& reader) {
  std::string text;
  reader.get(text);
  require(text.size() <= kMostText && text.find('\0') == std::string::npos, "text");
  return text;
}

std::string id(Reader& reader) {
  auto id = text(reader);
  require(isId(id), "id");
  return id;
}

std::size_t count(Reader& reader, std::size_t most) {
  const auto count = reader.number(4);
  require(count <= most, "count");
  return static_cast<std::size_t>(count);
}

void put(Writer& writer, const BatchOrder& order) {
  writer.put(order.id);
  writer.put(order.memberId);
  writer.put(order.accountId);
  writer.put(order.digest);
  writer.number(order.documents.size(), 4);
  for (const auto& [document, content] : order.documents) {
    writer.put(document);
    writer.put(content);
  }
}

BatchOrder batchOrder(Reader& reader) {
  BatchOrder order{.id = text(reader), .memberId = id(reader), .accountId = text(reader), .digest = text(reader)};
  require(isUuid(order.id), "batch");
  require(order.accountId.empty() || isId(order.accountId), "account");
  require(isDigest(order.digest), "digest");
  for (auto left = count(reader, kMostDocuments); left > 0; --left) {
    auto& document = order.documents.emplace_back(AuthorisedContent{text(reader), text(reader)});
    require(isUuid(document.documentId) && isDigest(document.contentDigest), "document");
  }
  return order;
}

void put(Writer& writer, const StandingOrder& order) {
  writer.put(order.memberId);
  writer.put(order.commissionId);
  writer.put(isoDate(order.from));
  writer.put(isoDate(order.to));
  writer.number(order.kinds.size(), 4);
  for (const auto kind : order.kinds) writer.put(std::string(toString(kind)));
}

StandingOrder standingOrder(Reader& reader) {
  StandingOrder order{.memberId = id(reader), .commissionId = id(reader), .kinds = {}};
  const auto from = dateFromIso(text(reader)), to = dateFromIso(text(reader));
  require(from && to, "date");
  order.from = *from;
  order.to = *to;
  for (auto left = count(reader, kMostKinds); left > 0; --left) order.kinds.push_back(kindFrom(text(reader)));
  return order;
}

// A detail of somebody else's may be long: what is left of it is still valid UTF-8.
std::string shortened(std::string text) {
  if (text.size() <= kMostText) return text;
  std::size_t end = kMostText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

void put(Writer& writer, const Problem& problem) {
  writer.put(problem.code);
  writer.number(std::min(problem.params.size(), kMostParams), 4);
  std::size_t written = 0;
  for (const auto& [name, value] : problem.params) {
    if (written++ == kMostParams) return;
    writer.put(name);
    writer.put(shortened(value));
  }
}

Problem problem(Reader& reader) {
  Problem problem{.code = id(reader), .params = {}};
  for (auto left = count(reader, kMostParams); left > 0; --left) {
    auto name = id(reader);
    require(problem.params.empty() || problem.params.rbegin()->first < name, "params");
    problem.params[std::move(name)] = text(reader);
  }
  return problem;
}

bool flag(Reader& reader) {
  const auto value = reader.number(1);
  require(value <= 1, "flag");
  return value == 1;
}

void put(Writer& writer, const BatchProgress& progress) {
  writer.number(progress.authorised ? 1 : 0, 1);
  for (const int number : {progress.documents, progress.signed_, progress.failed, progress.skipped})
    writer.number(static_cast<std::uint64_t>(number), 4);
}

BatchProgress progress(Reader& reader) {
  BatchProgress progress{.authorised = flag(reader)};
  for (auto* number : {&progress.documents, &progress.signed_, &progress.failed, &progress.skipped})
    *number = static_cast<int>(count(reader, kMostDocuments));
  return progress;
}

void put(Writer& writer, const BatchReport& report) {
  writer.put(report.receiptDigest);
  writer.number(report.entries.size(), 4);
  for (const auto& entry : report.entries) {
    writer.put(entry.documentId);
    writer.put(std::string(toString(entry.outcome)));
    writer.number(entry.problem ? 1 : 0, 1);
    if (entry.problem) put(writer, *entry.problem);
  }
}

BatchReport report(Reader& reader) {
  BatchReport report{.entries = {}, .receiptDigest = text(reader)};
  for (auto left = count(reader, kMostDocuments); left > 0; --left) {
    auto& entry = report.entries.emplace_back();
    entry.documentId = id(reader);
    entry.outcome = receiptOutcomeFrom(text(reader));
    if (flag(reader)) entry.problem = problem(reader);
  }
  return report;
}

void put(Writer& writer, const Revocation& revocation) {
  writer.put(revocation.id);
  writer.put(revocation.memberId);
}

void put(Writer& writer, const Granted& granted) {
  writer.put(granted.id);
}

void put(Writer&, const Revoked&) {}

// A version, which alternative of the variant it is, and its parts.
template <class Message>
std::string bodyOf(const Message& message) {
  Writer writer;
  writer.number(kVersion, 1);
  writer.number(message.index(), 1);
  std::visit([&](const auto& part) { put(writer, part); }, message);
  return std::move(writer).frame().substr(4);
}

template <class Read>
auto decoded(std::string_view body, Read read) {
  try {
    Reader reader(body);
    require(reader.number(1) == kVersion, "version");
    auto message = read(reader, reader.number(1));
    require(reader.done(), "end");
    return message;
  } catch (const frames::Malformed&) {
    unusable("frame");
  } catch (const Error& error) {
    if (error.problem().code == "unknownWord") unusable("word");
    throw;
  }
}

}  // namespace

std::string encode(const Request& request) {
  auto body = bodyOf(request);
  require(body.size() <= kMostRequest, "count");
  decodeRequest(body);
  return body;
}

std::string encode(const Answer& answer) {
  return bodyOf(answer);
}

Request decodeRequest(std::string_view body) {
  return decoded(body, [](Reader& reader, std::uint64_t which) -> Request {
    if (which == 0) return batchOrder(reader);
    if (which == 1) return standingOrder(reader);
    require(which == 2, "verb");
    return Revocation{id(reader), id(reader)};
  });
}

Answer decodeAnswer(std::string_view body) {
  return decoded(body, [](Reader& reader, std::uint64_t which) -> Answer {
    if (which == 0) return progress(reader);
    if (which == 1) return report(reader);
    if (which == 2) return Granted{id(reader)};
    if (which == 3) return Revoked{};
    require(which == 4, "verb");
    return problem(reader);
  });
}

}  // namespace balalyk::signerwire
