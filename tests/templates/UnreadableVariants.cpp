#include "Edits.h"
#include "Variants.h"

namespace balalyk {
namespace {

// What a row of fixed height, or a frame, holds of a field.
Edit framed(const std::string& style, const std::string& before, const std::string& after) {
  return [=](EditedTemplate& one) {
    const auto name = field("benefit.name");
    one.style(style).replaceAll(kContentPart, name, "").append(before + paragraph(name) + after);
  };
}

// The code's picture, changed as LibreOffice's toolbar does.
Edit changedCode(const std::string& from, const std::string& to) {
  return [=](EditedTemplate& one) { one.replace(kContentPart, from, to); };
}

// A frame of that style over the code.
Edit overCode(const std::string& properties) {
  return [=](EditedTemplate& one) {
    one.style(graphicStyle("Gover", properties))
        .around("draw:name=\"verifyQr\"",
                "<text:p><draw:frame draw:style-name=\"Gover\" text:anchor-type=\"paragraph\" svg:width=\"7in\" "
                "svg:height=\"1.2in\"><draw:text-box><text:p>.</text:p></draw:text-box></draw:frame></text:p>",
                "");
  };
}

}  // namespace

std::vector<Variant> unreadableVariants() {
  const auto benefit = field("benefit.name");
  return {
      {"white letters", styledName("fo:color=\"#ffffff\""), "templateIllegible(name=child.fullName, reason=colour)"},
      {"pale letters", styledName("fo:color=\"#dddddd\""), "templateIllegible(name=child.fullName, reason=colour)"},
      {"letters of their background's colour", styledName("fo:color=\"#000000\" fo:background-color=\"#101010\""),
       "templateIllegible(name=child.fullName, reason=colour)"},
      {"white letters on black", styledName("fo:color=\"#ffffff\" fo:background-color=\"#000000\""), "made"},
      {"red letters", styledName("fo:color=\"#a4001d\""), "made"},
      {"transparent letters", styledName("fo:color=\"#000000\" loext:opacity=\"0%\""),
       "templateIllegible(name=child.fullName, reason=opacity)"},
      {"letters of one point", styledName("fo:font-size=\"1pt\""),
       "templateIllegible(name=child.fullName, reason=size)"},
      {"letters of a share of the size", styledName("fo:font-size=\"20%\""),
       "templateIllegible(name=child.fullName, reason=size)"},
      {"tiny letters above the line", styledName("style:text-position=\"super 10%\""),
       "templateIllegible(name=child.fullName, reason=size)"},
      {"letters of a hundredth of their width", styledName("style:text-scale=\"1%\""),
       "templateIllegible(name=child.fullName, reason=scale)"},
      {"letters on each other", styledName("fo:letter-spacing=\"-0.2in\""),
       "templateIllegible(name=child.fullName, reason=spacing)"},
      {"white letters in the pattern row",
       [](EditedTemplate& one) {
         one.tables()
             .style(textStyle("Twhite", "fo:color=\"#ffffff\""))
             .replace(kContentPart, "{fullName}", "<text:span text:style-name=\"Twhite\">{fullName}</text:span>");
       },
       "templateIllegible(name=attendees, reason=colour)"},
      {"a line of no height",
       [=](EditedTemplate& one) {
         one.style(
                "<style:style style:name=\"Pflat\" style:family=\"paragraph\"><style:paragraph-properties "
                "fo:line-height=\"0.01in\"/></style:style>")
             .replaceAll(kContentPart, benefit, "")
             .append("<text:p text:style-name=\"Pflat\">" + benefit + "</text:p>");
       },
       "templateIllegible(name=benefit.name, reason=lineHeight)"},
      {"a row of fixed height",
       framed("<style:style style:name=\"Rflat\" style:family=\"table-row\"><style:table-row-properties "
              "style:row-height=\"0.01in\"/></style:style>",
              "<table:table table:name=\"flat\"><table:table-column/><table:table-row "
              "table:style-name=\"Rflat\"><table:table-cell>",
              "</table:table-cell></table:table-row></table:table>"),
       "templateIllegible(name=benefit.name, reason=rowHeight)"},
      {"a row of least height",
       framed("<style:style style:name=\"Rleast\" style:family=\"table-row\"><style:table-row-properties "
              "style:min-row-height=\"0.01in\"/></style:style>",
              "<table:table table:name=\"least\"><table:table-column/><table:table-row "
              "table:style-name=\"Rleast\"><table:table-cell>",
              "</table:table-cell></table:table-row></table:table>"),
       "made"},
      {"a code of half a millimetre",
       changedCode("svg:width=\"0.6693in\" svg:height=\"0.6693in\"", "svg:width=\"0.01in\" svg:height=\"0.01in\""),
       "templateCodeUnscannable(image=verifyQr, reason=size)"},
      {"a stretched code", changedCode("svg:height=\"0.6693in\"", "svg:height=\"0.05in\""),
       "templateCodeUnscannable(image=verifyQr, reason=size)"},
      {"a transparent code", changedCode("draw:image-opacity=\"100%\"", "draw:image-opacity=\"5%\""),
       "templateCodeUnscannable(image=verifyQr, reason=opacity)"},
      {"an inverted code", changedCode("draw:color-inversion=\"false\"", "draw:color-inversion=\"true\""),
       "templateCodeUnscannable(image=verifyQr, reason=inversion)"},
      {"a code in black and white", changedCode("draw:color-mode=\"standard\"", "draw:color-mode=\"mono\""),
       "templateCodeUnscannable(image=verifyQr, reason=colourMode)"},
      {"a pale code", changedCode("draw:luminance=\"0%\"", "draw:luminance=\"90%\""),
       "templateCodeUnscannable(image=verifyQr, reason=colours)"},
      {"a cropped code",
       changedCode("fo:clip=\"rect(0in, 0in, 0in, 0in)\"", "fo:clip=\"rect(0.3in, 0.3in, 0.3in, 0.3in)\""),
       "templateCodeUnscannable(image=verifyQr, reason=crop)"},
      {"a mirrored code", changedCode("style:mirror=\"none\"", "style:mirror=\"horizontal\""),
       "templateCodeUnscannable(image=verifyQr, reason=mirror)"},
      {"a frame over the code", overCode("style:wrap=\"run-through\" fo:background-color=\"#ffffff\""),
       "templateCovers(element=draw:frame)"},
  };
}

}  // namespace balalyk
