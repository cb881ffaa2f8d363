#pragma once

#include <string>
#include <string_view>

namespace balalyk::signing {

inline constexpr std::string_view kMimetypeName = "mimetype";
inline constexpr std::string_view kMetaFolder = "META-INF/";
inline constexpr std::string_view kManifestName = "META-INF/manifest.xml";
inline constexpr std::string_view kSignatureName = "META-INF/signatures0.xml";
inline constexpr std::string_view kEvidenceManifestName = "META-INF/ASiCEvidenceRecordManifest.xml";
inline constexpr std::string_view kEvidenceRecordName = "META-INF/evidencerecord.ers";
inline constexpr std::string_view kAsicEMediaType = "application/vnd.etsi.asic-e+zip";
inline constexpr std::string_view kAsicSMediaType = "application/vnd.etsi.asic-s+zip";

// Whether a name stays inside the folder a container is unpacked into, on any system: UTF-8 in NFC, relative, no empty,
// "." or ".." part, no backslash, colon or control character.
bool isSafeEntryName(std::string_view name);

// Names with the same key would meet on a file system that ignores case or Unicode form.
std::string entryNameKey(std::string_view name);

// A name as the URI of a ds:Reference, and back (RFC 3986). Empty when the URI is not a plain relative path.
std::string entryNameToUri(std::string_view name);
std::string entryNameFromUri(std::string_view uri);

}  // namespace balalyk::signing
