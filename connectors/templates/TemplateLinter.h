#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/templates/LintFinding.h"
#include "pipeline/template/TemplateContract.h"

namespace balalyk {

// Judges a template: an .odt package or flat ODF (.fodt), distinguished by its bytes. Trusts nothing in them: size
// limits, no document type declarations, no entities, no access to files or the network.
//
// Forbidden content, found by both functions (all errors):
//   templateUnreadable{reason: notOdf | damagedPackage | damagedEntry | missingEntry | malformed; entry},
//   templateHostilePackage{reason: tooMany | unnamed | leadsOut | twice | tooLarge; entry}, templateWrongType{type},
//   templateTooLarge{limit}, templateEncrypted{entry}, templateDoctype{entry}, templateUnexpectedEntry{entry},
//   templateScript{element}, templateEmbeddedObject{element}, templateLinked{element}, templateDde{element},
//   templateExternalData{element}, templateForm{element}, templatePictureType{entry}
// Against the contract (errors); a name is given as the clerk must type it:
//   templateFieldUnknown{name}, templateFieldMissing{name}, templateFieldNotText{name}, templateFieldTyped{name},
//   templateLongTextOutside{name}, templateListMissing{list}, templateListWithoutPattern{list},
//   templateMarkOutside{mark}, templateColumnUnknown{list, column}, templateColumnMissing{list, column},
//   templatePatternRowHolds{list, element}, templateSectionUnknown{section}, templateSectionType{section, name},
//   templateImageMissing{image}, templateTextSectionHolds{section, element}, templateInDrawing{name},
//   templateIllegible{name, reason: colour | opacity | size | scale | spacing | lineHeight | rowHeight | frameHeight},
//   templateCodeUnscannable{image, reason: size | opacity | inversion | colourMode | colours | crop | mirror},
//   templateHidden{name}, templateHeaderSometimes{name}, templateShownSometimes{name, section}
// Form:
//   templateFontForbidden{font}, templateFontMissing{font}, templateCharacter{characters},
//   templateLanguage{expected, found}, templateHyphenation, templateTitleMissing, templateAlternateTextMissing{image},
//   templateTrackedChanges, templateOwnField{element}, templateReckonedField{element}, templateDrawing{element},
//   templateTransparent{element}, templateCovers{element}, templateLink{target}, templateHeadingLevel{level},
//   templateNote, templateStyleReserved{style} (errors); templateHeaderRowMissing{list}, templateLanguageMixed{found}
//   (warnings)
//
// Throws Error unknownKind, unknownLanguage.
std::vector<LintFinding> lint(std::string_view bytes, const std::string& kind, const std::string& language,
                              const TemplateContract& contract);

// Only the forbidden content, for whoever is about to give a template to the office. Not empty: do not load it there,
// whoever asks for it.
std::vector<LintFinding> refusals(std::string_view bytes);

}  // namespace balalyk
