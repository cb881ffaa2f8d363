#include "connectors/office/FontSet.h"

#include <fontconfig/fontconfig.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>

#include "connectors/office/Files.h"
#include "connectors/office/UnhintedFont.h"
#include "pipeline/Error.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

constexpr char32_t kCodePoints = 0x110000;
constexpr char32_t kBroken = 0xFFFD;

struct FontconfigFree {
  void operator()(FcConfig* config) const { FcConfigDestroy(config); }
  void operator()(FcPattern* pattern) const { FcPatternDestroy(pattern); }
  void operator()(FcObjectSet* objects) const { FcObjectSetDestroy(objects); }
  void operator()(FcFontSet* fonts) const { FcFontSetDestroy(fonts); }
};
template <class Type>
using Owned = std::unique_ptr<Type, FontconfigFree>;

std::string text(FcPattern* font, const char* object) {
  FcChar8* value = nullptr;
  return FcPatternGetString(font, object, 0, &value) == FcResultMatch ? reinterpret_cast<const char*>(value) : "";
}

std::vector<bool> codePoints(const FcCharSet* charset) {
  std::vector<bool> covered(kCodePoints);
  FcChar32 map[FC_CHARSET_MAP_SIZE];
  FcChar32 next = 0;
  for (auto base = FcCharSetFirstPage(charset, map, &next); base != FC_CHARSET_DONE;
       base = FcCharSetNextPage(charset, map, &next)) {
    for (FcChar32 i = 0; i < FC_CHARSET_MAP_SIZE * 32; ++i) {
      if (map[i / 32] >> (i % 32) & 1) covered.at(base + i) = true;
    }
  }
  return covered;
}

bool isControl(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF0 && c <= 0xFFFF) ||
         (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xE0000 && c <= 0xE0FFF);
}

std::string numberOf(char32_t c) {
  char text[16];
  std::snprintf(text, sizeof text, "U+%04X", static_cast<unsigned>(c));
  return text;
}

// Decodes one character and moves `text` past it.
char32_t takeCharacter(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const int length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (length == 0 || text.size() < static_cast<std::size_t>(length)) return kBroken;
  char32_t c = length == 1 ? first : first & (0x7F >> length);
  for (int i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return kBroken;
    c = c << 6 | (byte & 0x3F);
  }
  text.remove_prefix(length);
  const char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (c < smallest[length] || (c >= 0xD800 && c < 0xE000) || c >= kCodePoints) return kBroken;
  return c;
}

}  // namespace

FontSet::FontSet(const std::vector<std::string>& families) {
  const Owned<FcConfig> config(FcInitLoadConfigAndFonts());
  std::map<std::filesystem::path, std::string> digests;
  for (const auto& family : families) {
    const Owned<FcPattern> pattern(FcPatternCreate());
    FcPatternAddString(pattern.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>(family.c_str()));
    const Owned<FcObjectSet> objects(
        FcObjectSetBuild(FC_FILE, FC_POSTSCRIPT_NAME, FC_CHARSET, static_cast<const char*>(nullptr)));
    const Owned<FcFontSet> fonts(config ? FcFontList(config.get(), pattern.get(), objects.get()) : nullptr);
    if (!fonts || fonts->nfont == 0) throw Error("fontMissing", {{"font", family}});
    for (int i = 0; i < fonts->nfont; ++i) {
      FcPattern* font = fonts->fonts[i];
      postScriptNames_.insert(text(font, FC_POSTSCRIPT_NAME));
      const std::filesystem::path file = text(font, FC_FILE);
      if (!digests.contains(file)) digests[file] = signing::toHex(signing::sha256(withoutHinting(readFile(file))));
      FcCharSet* charset = nullptr;
      if (FcPatternGetCharSet(font, FC_CHARSET, 0, &charset) != FcResultMatch) continue;
      const auto covered = codePoints(charset);
      if (covered_.empty()) covered_ = covered;
      for (char32_t c = 0; c < kCodePoints; ++c) covered_[c] = covered_[c] && covered[c];
    }
  }
  if (covered_.empty()) covered_.resize(kCodePoints);
  std::vector<std::string> sorted;  // by content: where the fonts lie on this machine is not a difference
  for (const auto& [file, digest] : digests) {
    files_.push_back(file);
    sorted.push_back(digest);
  }
  std::sort(sorted.begin(), sorted.end());
  std::string all;
  for (const auto& digest : sorted) all += digest + "\n";
  digest_ = signing::toHex(signing::sha256(all));
}

std::vector<std::string> FontSet::unprintable(std::string_view text) const {
  std::vector<std::string> found;
  const auto keep = [&](const std::string& one) {
    if (std::find(found.begin(), found.end(), one) == found.end()) found.push_back(one);
  };
  while (!text.empty()) {
    const auto rest = text;
    const char32_t c = takeCharacter(text);
    if (text.size() == rest.size()) text.remove_prefix(1);  // a byte that begins no character
    // Writer draws these itself or not at all, whatever the font has.
    if (c == '\n' || c == 0xA0 || c == 0xAD || c == 0x202F) continue;
    if (c == kBroken || isControl(c)) {
      keep(numberOf(c));
    } else if (!covered_[c]) {
      keep(std::string(rest.substr(0, rest.size() - text.size())) + " (" + numberOf(c) + ")");
    }
  }
  return found;
}

std::filesystem::path FontSet::install(const std::filesystem::path& folder) const {
  std::filesystem::create_directories(folder);
  for (const auto& file : files_) {
    writeFile(folder / file.filename(), withoutHinting(readFile(file)));
  }
  auto config = folder / "fonts.conf";
  writeFile(config, "<?xml version=\"1.0\"?>\n<!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">\n<fontconfig>\n  <dir>" +
                        folder.string() + "</dir>\n  <cachedir>" + (folder / "cache").string() +
                        "</cachedir>\n</fontconfig>\n");
  return config;
}

}  // namespace balalyk
