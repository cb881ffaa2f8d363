#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/domain/Date.h"

// The texts inside statements and receipts, the same in both. Readers throw Error recordXmlUnreadable{detail}.
namespace balalyk {

inline constexpr std::string_view kDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

std::string utc(Timestamp at);  // "2026-11-02T21:05:00Z"
std::chrono::sys_seconds timeFrom(const std::string& text);
std::int64_t numberFrom(const std::string& text);

// A text as it comes back out of an attribute.
std::string asAttribute(std::string text);
// Identifiers come from the portal: nothing in them may become markup.
std::string escaped(const std::string& text);
// The tree takes no processing instructions, and cannot distinguish them from a declaration.
std::string_view withoutDeclaration(std::string_view xml);

}  // namespace balalyk
