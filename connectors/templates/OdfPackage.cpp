#include "connectors/templates/OdfPackage.h"

#include <zip.h>

#include <array>
#include <memory>
#include <optional>

namespace balalyk {
namespace {

// Far above what a template needs (they have about 30 KB), far below what hurts.
constexpr std::size_t kLargestTemplate = std::size_t{16} << 20;
constexpr std::size_t kLargestEntry = std::size_t{16} << 20;
constexpr std::size_t kLargestUnpacked = std::size_t{64} << 20;
constexpr zip_int64_t kMostEntries = 300;
constexpr std::string_view kTextType = "application/vnd.oasis.opendocument.text";

struct ZipCloser {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct ZipFileCloser {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, ZipCloser>;

void report(OdfPackage& package, Problem problem, const std::string& entry = {}) {
  package.findings.push_back({.problem = std::move(problem), .element = entry});
}
void hostile(OdfPackage& package, const std::string& entry, const std::string& reason) {
  report(package, {"templateHostilePackage", {{"entry", entry}, {"reason", reason}}}, entry);
}

Archive openArchive(std::string_view bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : nullptr;
  if (source && !archive) zip_source_free(source);
  zip_error_fini(&error);
  return Archive(archive);
}

// To the end, where libzip compares the check sum. Nothing if it is damaged or longer than it says.
std::optional<std::string> readEntry(zip_t* archive, zip_uint64_t index) {
  const std::unique_ptr<zip_file_t, ZipFileCloser> file(zip_fopen_index(archive, index, 0));
  if (!file) return std::nullopt;
  std::string content;
  std::array<char, 16384> block;
  for (;;) {
    const auto count = zip_fread(file.get(), block.data(), block.size());
    if (count < 0 || content.size() > kLargestEntry) return std::nullopt;
    if (count == 0) break;
    content.append(block.data(), static_cast<std::size_t>(count));
  }
  return content;
}

bool isPlainName(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find('\\') != name.npos || name.find(':') != name.npos) return false;
  for (const char letter : name)
    if (static_cast<unsigned char>(letter) < 0x20) return false;
  return ("/" + std::string(name) + "/").find("/../") == std::string::npos;
}

bool isParsed(const std::string& name) {
  return name == "content.xml" || name == "styles.xml" || name == "meta.xml" || name == "settings.xml" ||
         name == "META-INF/manifest.xml";
}

void judgeEntry(OdfPackage& package, const std::string& name, std::uint64_t size, const std::string& start) {
  if (name.ends_with('/') && size == 0) return;  // a folder, as other programs than LibreOffice note them
  const auto in = [&](std::string_view folder) { return name.starts_with(folder); };
  if (isParsed(name) || name == "mimetype" || name == "manifest.rdf" || name == "layout-cache" || in("Thumbnails/"))
    return;
  if (in("Pictures/")) {
    if (size && !start.starts_with("\x89PNG\r\n\x1a\n") && !start.starts_with("\xff\xd8\xff"))
      report(package, {"templatePictureType", {{"entry", name}}}, name);
    return;
  }
  // Menus, tool bars and keys can call macros. LibreOffice itself leaves empty folders and files there.
  if (in("Configurations2/") && size == 0) return;
  if (in("Configurations2/") || in("Basic/") || in("Scripts/") || in("Dialogs/"))
    return report(package, {"templateScript", {{"element", name}}}, name);
  if (in("Object")) return report(package, {"templateEmbeddedObject", {{"element", name}}}, name);
  report(package, {"templateUnexpectedEntry", {{"entry", name}}}, name);
}

void parsePart(OdfPackage& package, std::string_view content, const std::string& name) {
  try {
    package.parts.push_back({name, parseOdfXml(content, name)});
  } catch (const Error& error) {
    report(package, error.problem(), name);
  }
}

void readArchive(OdfPackage& package, std::string_view bytes) {
  const Archive archive = openArchive(bytes);
  if (!archive) return report(package, {"templateUnreadable", {{"reason", "damagedPackage"}, {"entry", ""}}});
  const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
  if (count > kMostEntries) return hostile(package, "", "tooMany");
  std::size_t unpacked = 0;
  std::string type;
  for (zip_int64_t index = 0; index < count; ++index) {
    zip_stat_t stat;
    if (zip_stat_index(archive.get(), index, 0, &stat) != 0 || !(stat.valid & ZIP_STAT_NAME) ||
        !(stat.valid & ZIP_STAT_SIZE))
      return hostile(package, "", "unnamed");
    const std::string name = stat.name;
    if (!isPlainName(name)) return hostile(package, "", "leadsOut");
    if (!package.entries.insert(name).second) return hostile(package, name, "twice");
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE)
      return report(package, {"templateEncrypted", {{"entry", name}}}, name);
    if (stat.size > kLargestEntry || (unpacked += stat.size) > kLargestUnpacked)
      return hostile(package, name, "tooLarge");
    const auto content = readEntry(archive.get(), index);
    if (!content) return report(package, {"templateUnreadable", {{"reason", "damagedEntry"}, {"entry", name}}}, name);
    if (name == "mimetype") type = *content;
    judgeEntry(package, name, stat.size, *content);
    if (isParsed(name)) parsePart(package, *content, name);
  }
  if (type != kTextType) report(package, {"templateWrongType", {{"type", type.substr(0, 80)}}}, "mimetype");
  for (const char* needed : {"content.xml", "styles.xml", "META-INF/manifest.xml"})
    if (!package.entries.contains(needed))
      report(package, {"templateUnreadable", {{"reason", "missingEntry"}, {"entry", needed}}}, needed);
}

void readFlat(OdfPackage& package, std::string_view bytes) {
  package.flat = true;
  parsePart(package, bytes, "");
  if (package.parts.empty()) return;
  const xmlNode* root = package.parts.front().document.root();
  if (odfName(root) != "office:document")
    return report(package, {"templateUnreadable", {{"reason", "notOdf"}, {"entry", ""}}});
  if (const auto type = odfAttribute(root, "office:mimetype"); type != kTextType)
    report(package, {"templateWrongType", {{"type", type.substr(0, 80)}}});
}

}  // namespace

OdfPackage openOdf(std::string_view bytes) {
  OdfPackage package;
  if (bytes.size() > kLargestTemplate)
    report(package, {"templateTooLarge", {{"limit", std::to_string(kLargestTemplate)}}});
  else if (bytes.starts_with("PK"))
    readArchive(package, bytes);
  else
    readFlat(package, bytes);
  return package;
}

}  // namespace balalyk
