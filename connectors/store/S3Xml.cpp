#include "connectors/store/S3Xml.h"

#include <algorithm>
#include <charconv>

#include "pipeline/Error.h"
#include "signing/xml/Document.h"

namespace balalyk {

namespace {

namespace xml = signing::xml;

constexpr xml::Limits kLimits{.bytes = std::size_t{4} << 20, .depth = 6};
constexpr std::size_t kLongestCode = 64;

[[noreturn]] void refuse() {
  throw Error("storeUnreadable", {{"detail", "ListObjectsV2"}});
}

// By its name only: servers differ in whether they give a namespace.
const xmlNode* childNamed(const xmlNode* node, std::string_view name) {
  for (const auto* child : xml::children(node)) {
    if (reinterpret_cast<const char*>(child->name) == name) return child;
  }
  return nullptr;
}

std::string textOf(const xmlNode* node, std::string_view name) {
  const auto* child = childNamed(node, name);
  return child ? xml::trimmed(child) : std::string();
}

// The listing is asked for with encoding-type=url, so that any key can be in XML.
std::string decoded(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    unsigned char byte = 0;
    const auto* const hex = text.data() + at + 1;
    if (text[at] == '%' && at + 2 < text.size() && std::from_chars(hex, hex + 2, byte, 16).ptr == hex + 2) {
      result += static_cast<char>(byte);
      at += 2;
    } else {
      result += text[at];
    }
  }
  return result;
}

S3Page::Entry parseEntry(const xmlNode* node) {
  S3Page::Entry entry{.key = decoded(textOf(node, "Key"))};
  const auto size = textOf(node, "Size");
  const auto* const end = size.data() + size.size();
  const auto read = std::from_chars(size.data(), end, entry.size);
  if (entry.key.empty() || size.empty() || read.ec != std::errc() || read.ptr != end) refuse();
  return entry;
}

}  // namespace

S3Page parseS3Page(std::string_view text) {
  try {
    const auto document = xml::Document::parse(text, kLimits);
    if (reinterpret_cast<const char*>(document.root()->name) != std::string_view("ListBucketResult")) refuse();
    S3Page page;
    for (const auto* node : xml::children(document.root())) {
      if (reinterpret_cast<const char*>(node->name) == std::string_view("Contents"))
        page.entries.push_back(parseEntry(node));
    }
    const auto truncated = textOf(document.root(), "IsTruncated");
    if (truncated == "true") page.next = textOf(document.root(), "NextContinuationToken");
    if ((truncated == "true") != !page.next.empty() || (truncated != "true" && truncated != "false")) refuse();
    return page;
  } catch (const xml::XmlError&) {
    refuse();
  }
}

S3Refusal parseS3Refusal(std::string_view text) {
  try {
    const auto document = xml::Document::parse(text, kLimits);
    if (reinterpret_cast<const char*>(document.root()->name) != std::string_view("Error")) return {};
    S3Refusal refusal{textOf(document.root(), "Code"), textOf(document.root(), "Region")};
    const bool readable = refusal.code.size() <= kLongestCode && std::ranges::all_of(refusal.code, [](char c) {
                            return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
                          });
    if (!readable) refusal.code.clear();
    if (!isRegionName(refusal.region)) refusal.region.clear();
    return refusal;
  } catch (const xml::XmlError&) {
    return {};
  }
}

bool isRegionName(std::string_view text) {
  return !text.empty() && text.size() <= kLongestCode &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

}  // namespace balalyk
