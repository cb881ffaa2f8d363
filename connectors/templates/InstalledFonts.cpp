#include "connectors/templates/InstalledFonts.h"

#include <fontconfig/fontconfig.h>

#include <array>
#include <cstdio>
#include <set>

namespace balalyk {
namespace {

constexpr std::size_t kMostNamed = 10;  // characters: no clerk reads more

struct FontconfigFree {
  void operator()(FcConfig* config) const { FcConfigDestroy(config); }
  void operator()(FcPattern* pattern) const { FcPatternDestroy(pattern); }
  void operator()(FcObjectSet* objects) const { FcObjectSetDestroy(objects); }
  void operator()(FcFontSet* fonts) const { FcFontSetDestroy(fonts); }
  void operator()(FcCharSet* characters) const { FcCharSetDestroy(characters); }
};
template <class Type>
using Owned = std::unique_ptr<Type, FontconfigFree>;

// Null: fontconfig does not work here.
Owned<FcFontSet> fontsOf(const std::string& family) {
  static const Owned<FcConfig> config(FcInitLoadConfigAndFonts());
  const Owned<FcPattern> pattern(FcPatternCreate());
  const Owned<FcObjectSet> wanted(FcObjectSetBuild(FC_FAMILY, FC_CHARSET, nullptr));
  if (!config || !pattern || !wanted) return nullptr;
  FcPatternAddString(pattern.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>(family.c_str()));
  return Owned<FcFontSet>(FcFontList(config.get(), pattern.get(), wanted.get()));
}

// Spaces, and what Writer draws itself or nobody draws, whatever a font has.
bool isDrawn(FcChar32 c) {
  const bool isSpace =
      c <= 0x20 || c == 0xA0 || c == 0xAD || (c >= 0x2000 && c <= 0x200D) || c == 0x202F || c == 0x3000;
  return !isSpace && c != 0x2011 && c != 0x2060 && c != 0xFEFF;
}

std::string seen(std::string_view character, FcChar32 number) {
  std::array<char, 16> text;
  std::snprintf(text.data(), text.size(), " (U+%04X)", static_cast<unsigned>(number));
  return std::string(character) + text.data();
}

}  // namespace

struct Glyphs::Characters {
  Owned<FcCharSet> all;
};

bool isFontInstalled(const std::string& family) {
  const auto fonts = fontsOf(family);
  return fonts && fonts->nfont > 0;
}

Glyphs::Glyphs(const std::vector<std::string>& families)
    : characters_(new Characters{Owned<FcCharSet>(FcCharSetCreate())}) {
  for (const auto& family : families) {
    const auto fonts = fontsOf(family);
    for (int i = 0; fonts && i < fonts->nfont; ++i) {
      FcCharSet* characters = nullptr;
      if (FcPatternGetCharSet(fonts->fonts[i], FC_CHARSET, 0, &characters) == FcResultMatch)
        FcCharSetMerge(characters_->all.get(), characters, nullptr);
    }
  }
}

Glyphs::~Glyphs() = default;

std::string Glyphs::missing(std::string_view text) const {
  std::string found;
  std::set<FcChar32> numbers;
  while (!text.empty()) {
    FcChar32 c = 0;
    const int length = FcUtf8ToUcs4(reinterpret_cast<const FcChar8*>(text.data()), &c, static_cast<int>(text.size()));
    if (length <= 0) break;  // libxml2 lets no such text through
    if (isDrawn(c) && !FcCharSetHasChar(characters_->all.get(), c)) {
      if (numbers.size() == kMostNamed && !numbers.contains(c)) return found + ", …";
      if (numbers.insert(c).second)
        found += (found.empty() ? "" : ", ") + seen(text.substr(0, static_cast<std::size_t>(length)), c);
    }
    text.remove_prefix(static_cast<std::size_t>(length));
  }
  return found;
}

}  // namespace balalyk
