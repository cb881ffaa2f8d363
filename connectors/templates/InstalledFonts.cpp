#include "connectors/templates/InstalledFonts.h"

#include <fontconfig/fontconfig.h>

#include <memory>

namespace balalyk {

bool isFontInstalled(const std::string& family) {
  static const std::unique_ptr<FcConfig, decltype(&FcConfigDestroy)> config(FcInitLoadConfigAndFonts(),
                                                                            FcConfigDestroy);
  const std::unique_ptr<FcPattern, decltype(&FcPatternDestroy)> pattern(FcPatternCreate(), FcPatternDestroy);
  const std::unique_ptr<FcObjectSet, decltype(&FcObjectSetDestroy)> wanted(FcObjectSetBuild(FC_FAMILY, nullptr),
                                                                           FcObjectSetDestroy);
  if (!config || !pattern || !wanted) return false;
  FcPatternAddString(pattern.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>(family.c_str()));
  const std::unique_ptr<FcFontSet, decltype(&FcFontSetDestroy)> fonts(
      FcFontList(config.get(), pattern.get(), wanted.get()), FcFontSetDestroy);
  return fonts && fonts->nfont > 0;
}

}  // namespace balalyk
