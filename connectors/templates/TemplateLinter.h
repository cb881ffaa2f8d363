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
// Against the contract (errors):
//   templateFieldUnknown{field}, templateFieldMissing{field}, templateFieldNotText{field},
//   templateLongTextOutside{field}, templateListMissing{list}, templateListWithoutPattern{list},
//   templateMarkOutside{mark}, templateColumnUnknown{list, column}, templateColumnMissing{list, column},
//   templateSectionUnknown{section}, templateSectionType{section, field}, templateImageMissing{image},
//   templateTextSectionHolds{section, element}, templateInDrawing{name}
// Form:
//   templateFontForbidden{font}, templateFontMissing{font}, templateLanguage{expected, found}, templateHyphenation,
//   templateTitleMissing, templateAlternateTextMissing{image}, templateTrackedChanges, templateOwnField{element}
//   (errors);
//   templateHeaderRowMissing{list}, templateLanguageMixed{found} (warnings)
//
// Throws Error unknownKind, unknownLanguage.
std::vector<LintFinding> lint(std::string_view bytes, const std::string& kind, const std::string& language,
                              const TemplateContract& contract);

// Only the forbidden content: cheap, for whoever is about to give a template to the office. Not empty means: refuse it
// (StageError quarantined templateRefused{kind, language, reason = the first finding's problem.code}) and do not load
// it.
std::vector<LintFinding> refusals(std::string_view bytes);

}  // namespace balalyk
