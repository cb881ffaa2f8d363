#include "Variants.h"

#include <ostream>

#include "Edits.h"
#include "Material.h"

namespace balalyk {
namespace {

const std::string kStyles = "styles.xml", kMeta = "meta.xml";

std::string section(const std::string& attributes, const std::string& content) {
  return "<text:section " + attributes + ">" + content + "</text:section>";
}

std::string named(const std::string& name) {
  return "text:name=\"" + name + "\"";
}

std::string comment(const std::string& text) {
  return "<office:annotation><dc:creator>Токтогулова Бермет</dc:creator><dc:date>2026-01-01T00:00:00</dc:date>"
         "<text:p>" +
         text + "</text:p></office:annotation>";
}

std::string link(const std::string& content) {
  return "<text:a xlink:type=\"simple\" xlink:href=\"https://example.kg/\">" + content + "</text:a>";
}

Edit appended(const std::string& content) {
  return [=](EditedTemplate& one) { one.append(content); };
}

// A field of every document that is nowhere but there.
Edit moved(const std::string& name, const std::string& content) {
  return [=](EditedTemplate& one) { one.replaceAll(kContentPart, field(name), "").append(content); };
}

Edit inText(const std::string& content) {
  return appended(paragraph(content));
}

Edit inFooter(const std::string& content) {
  return [=](EditedTemplate& one) { one.replace(kStyles, "</style:footer>", paragraph(content) + "</style:footer>"); };
}

std::string line(const std::string& title) {
  return "<draw:line text:anchor-type=\"as-char\" svg:x1=\"0cm\" svg:y1=\"0cm\" svg:x2=\"5cm\" svg:y2=\"0cm\">" +
         title + "</draw:line>";
}

// In the name's cell of the list of members.
Edit inPatternRow(const std::string& content) {
  return [=](EditedTemplate& one) {
    one.tables().style(textStyle("Tbold", "fo:font-weight=\"bold\"")).replace(kContentPart, "{fullName}", content);
  };
}

Edit header(const std::string& more, const std::string& name) {
  return [=](EditedTemplate& one) {
    one.replaceAll(kContentPart, field(name), "")
        .replace(kStyles, "</style:header>", paragraph(field(name)) + "</style:header>" + more);
  };
}

std::string namedStyle(const std::string& name, const std::string& more) {
  return "<style:style style:name=\"" + name + "\" " + more +
         " style:family=\"paragraph\" style:parent-style-name=\"Standard\"/>";
}

// A style of the text that names another font somewhere inside.
Edit font(const std::string& style, const std::string& content) {
  return [=](EditedTemplate& one) {
    one.style(
           "<style:style style:name=\"Tmono\" style:family=\"text\"><style:text-properties "
           "fo:font-family=\"'Liberation Mono'\"/></style:style>" +
           style)
        .append(content);
  };
}

const char* const kForeign = "templateFontForbidden(font=Liberation Mono)";

std::vector<Variant> makeVariants() {
  const auto benefit = field("benefit.name");
  const std::string frame =
      "<draw:frame text:anchor-type=\"as-char\" svg:width=\"1cm\" svg:height=\"1cm\"><draw:text-box><text:p>x</text:p>"
      "</draw:text-box></draw:frame>";
  const std::string footnote =
      "<text:note text:id=\"ftn9\" "
      "text:note-class=\"footnote\"><text:note-citation>1</text:note-citation><text:note-body>"
      "<text:p>x</text:p></text:note-body></text:note>";
  const std::string table =
      "<table:table table:name=\"inner\"><table:table-column/><table:table-row><table:table-cell><text:p>x</text:p>"
      "</table:table-cell></table:table-row></table:table>";
  return {
      // What stops no document.
      {"a property of the office that wrote it",
       [](EditedTemplate& one) {
         one.replace(kMeta, "</office:meta>",
                     "<meta:user-defined meta:name=\"Отдел\">Социальный</meta:user-defined><meta:user-defined "
                     "meta:name=\"Срок\" meta:value-type=\"date\">2026-01-01</meta:user-defined></office:meta>");
       },
       "made"},
      {"folders in the package", [](EditedTemplate& one) { one.add("META-INF/", "").add("Pictures/", ""); }, "made"},
      {"a name in capitals", styledName("fo:text-transform=\"uppercase\""), "made"},
      {"a name in small capitals", styledName("fo:font-variant=\"small-caps\""), "made"},
      {"a name with capital first letters", styledName("fo:text-transform=\"capitalize\""), "made"},
      {"a name of wide letters in another language",
       styledName("fo:letter-spacing=\"0.1cm\" fo:language=\"en\" fo:country=\"US\" style:text-scale=\"90%\""), "made"},
      {"a bold word in the pattern row",
       inPatternRow("<text:span text:style-name=\"Tbold\">{fullName}</text:span>, присутствует"), "made"},
      {"two paragraphs in the pattern row",
       inPatternRow("{fullName}</text:p><text:p text:style-name=\"Check\">(<text:span "
                    "text:style-name=\"Tbold\">{position}</text:span>)"),
       "made"},
      {"a mark in two parts", inPatternRow("{full<text:span text:style-name=\"Tbold\">Name</text:span>}"), "made"},
      {"a field in the pattern row", inPatternRow("{fullName} " + field("protocol.number")), "made"},
      {"one of two sections always shows it",
       moved("benefit.name", section(named("when comments 2"), paragraph(benefit)) +
                                 section(named("unless comments 2"), paragraph(benefit))),
       "made"},
      {"a section of the field itself", moved("benefit.name", section(named("when benefit.name"), paragraph(benefit))),
       "made"},
      {"a comment of a colleague", inText("Текст" + comment("проверить")), "made"},
      {"a link of the text", inText(link("example.kg")), "made"},
      {"another header from the second page on",
       [](EditedTemplate& one) {
         one.replace(
             kStyles, "</style:header>",
             paragraph(field("protocol.number")) + "</style:header><style:header-first><text:p/></style:header-first>");
       },
       "made"},
      {"bullets that no paragraph has",
       font(
           "<text:list-style style:name=\"Lx\"><text:list-level-style-bullet text:level=\"1\" text:bullet-char=\"•\"/>"
           "<text:list-level-style-bullet text:level=\"2\" text:style-name=\"Tplain\" text:bullet-char=\"\"/>"
           "</text:list-style>",
           "<text:list text:style-name=\"Lx\"><text:list-item>" + paragraph("Пункт") + "</text:list-item></text:list>"),
       "made"},
      {"fonts of a style that nothing has", font("", ""), "made"},

      // What must be shown.
      {"a field is missing", moved("benefit.name", ""), "templateFieldMissing(name=benefit.name)"},
      {"a field under a condition that does not follow from it",
       moved("benefit.name", section(named("when secretary.fullName 2"), paragraph(benefit))),
       "templateShownSometimes(name=benefit.name, section=when secretary.fullName)"},
      {"a field under the absence of another",
       moved("benefit.name", section(named("unless comments 2"), paragraph(benefit))),
       "templateShownSometimes(name=benefit.name, section=unless comments)"},
      {"a field in sections within each other",
       moved("benefit.name",
             section(named("when benefit.name"), section(named("when comments 2"), paragraph(benefit)))),
       "templateShownSometimes(name=benefit.name, section=when comments)"},
      {"a field in a comment", moved("benefit.name", paragraph("Льгота" + comment(benefit))),
       "templateFieldMissing(name=benefit.name)"},
      {"the code under a condition",
       [](EditedTemplate& one) {
         one.around("draw:name=\"verifyQr\"", "<text:section text:name=\"when document.revision 2\">",
                    "</text:section><text:p/>");
       },
       "templateShownSometimes(name=verifyQr, section=when document.revision)"},
      {"a list under a condition",
       [](EditedTemplate& one) {
         one.tables()
             .replace(kContentPart, "<table:table table:name=\"attendees\"",
                      "<text:section text:name=\"when comments 2\"><table:table table:name=\"attendees\"")
             .replace(kContentPart, "</table:table>", "</table:table></text:section>");
       },
       "templateShownSometimes(name=attendees, section=when comments)"},

      // What LibreOffice hides.
      {"an invisible field",
       [](EditedTemplate& one) {
         one.replace(kContentPart, field("benefit.name"),
                     "<text:user-field-get text:display=\"none\" text:name=\"benefit.name\"/>");
       },
       "templateHidden(name=benefit.name)"},
      {"hidden letters", styledName("text:display=\"none\""), "templateHidden(name=child.fullName)"},
      {"hidden letters in the pattern row",
       [](EditedTemplate& one) {
         one.tables()
             .style(textStyle("Thidden", "text:display=\"none\""))
             .replace(kContentPart, "{fullName}", "<text:span text:style-name=\"Thidden\">{fullName}</text:span>");
       },
       "templateHidden(name=attendees.fullName)"},
      {"a hidden section",
       moved("benefit.name", section(named("Раздел") + " text:display=\"none\"", paragraph(benefit))),
       "templateHidden(name=benefit.name)"},
      {"a section under a condition of LibreOffice",
       moved("benefit.name",
             section(named("Раздел") + " text:display=\"condition\" text:condition=\"ooow:1==1\"", paragraph(benefit))),
       "templateHidden(name=benefit.name)"},
      {"a hidden paragraph",
       moved("benefit.name", paragraph("<text:hidden-paragraph text:condition=\"ooow:1==1\"/>" + benefit)),
       "templateHidden(name=benefit.name)"},
      {"a header that the first page does not have",
       header("<style:header-first><text:p/></style:header-first>", "benefit.name"),
       "templateHeaderSometimes(name=benefit.name)"},
      {"a header of even pages",
       [](EditedTemplate& one) {
         one.replaceAll(kContentPart, field("benefit.name"), "")
             .replace(kStyles, "</style:header>",
                      "</style:header><style:header-left>" + paragraph(field("benefit.name")) + "</style:header-left>");
       },
       "templateHeaderSometimes(name=benefit.name)"},
      {"a header that is switched off",
       [](EditedTemplate& one) {
         one.replaceAll(kContentPart, field("benefit.name"), "")
             .replace(kStyles, "</style:header>",
                      "</style:header><style:header-left style:display=\"false\">" + paragraph(field("benefit.name")) +
                          "</style:header-left>");
       },
       "templateFieldMissing(name=benefit.name)"},
      {"a page style of no page",
       [](EditedTemplate& one) {
         one.replaceAll(kContentPart, field("benefit.name"), "")
             .replace(kStyles, "</office:master-styles>",
                      "<style:master-page style:name=\"Other\" style:page-layout-name=\"Mpm1\"><style:header>" +
                          paragraph(field("benefit.name")) +
                          "</style:header></style:master-page></office:master-styles>");
       },
       "templateHeaderSometimes(name=benefit.name)"},

      {"hidden letters beside the mark in the pattern row",
       [](EditedTemplate& one) {
         one.tables()
             .style(textStyle("Thidden", "text:display=\"none\""))
             .replace(kContentPart, "{fullName}",
                      "{fullName}<text:span text:style-name=\"Thidden\"> (черновик)</text:span>");
       },
       "templateHidden(name=attendees)"},
      {"a hidden paragraph in the pattern row",
       [](EditedTemplate& one) {
         one.tables()
             .style(
                 "<style:style style:name=\"Phidden\" style:family=\"paragraph\"><style:text-properties "
                 "text:display=\"none\"/></style:style>")
             .replace(kContentPart, "{fullName}", "{fullName}</text:p><text:p text:style-name=\"Phidden\">черновик");
       },
       "templateHidden(name=attendees)"},

      // What the pattern row cannot repeat.
      {"a frame in the pattern row", inPatternRow("{fullName}" + frame),
       "templatePatternRowHolds(element=draw:frame, list=attendees)"},
      {"a footnote in the pattern row", inPatternRow("{fullName}" + footnote),
       "templatePatternRowHolds(element=text:note, list=attendees)"},
      {"a table in the pattern row", inPatternRow("{fullName}</text:p>" + table + "<text:p>"),
       "templatePatternRowHolds(element=table:table, list=attendees)"},
      {"a link in the pattern row", inPatternRow(link("{fullName}")),
       "templatePatternRowHolds(element=text:a, list=attendees)"},
      {"a list in the pattern row",
       inPatternRow(
           "{fullName}</text:p><text:list><text:list-item><text:p>x</text:p></text:list-item></text:list><text:p>"),
       "templatePatternRowHolds(element=text:list, list=attendees)"},
      {"a page number in the pattern row", inPatternRow("{fullName} <text:page-number>1</text:page-number>"),
       "templatePatternRowHolds(element=text:page-number, list=attendees)"},

      // What nobody fills.
      {"a field in brackets, typed", inText("[child.fullName]: заявление"), "templateFieldTyped(name=child.fullName)"},
      {"a mark in a comment", inText("Текст" + comment("тут {fullName}")), "templateMarkOutside(mark=fullName)"},
      {"the author's name", inText("<text:author-name text:fixed=\"false\"/>"),
       "templateOwnField(element=text:author-name)"},
      {"the author's initials", inText("<text:author-initials/>"), "templateOwnField(element=text:author-initials)"},
      {"the sender's telephone", inText("<text:sender-phone-private/>"),
       "templateOwnField(element=text:sender-phone-private)"},
      {"the sender's city", inText("<text:sender-city/>"), "templateOwnField(element=text:sender-city)"},
      {"who created it", inText("<text:initial-creator/>"), "templateOwnField(element=text:initial-creator)"},
      {"who changed it", inText("<text:creator/>"), "templateOwnField(element=text:creator)"},
      {"who printed it", inText("<text:printed-by/>"), "templateOwnField(element=text:printed-by)"},
      {"the template's name", inText("<text:template-name text:display=\"full\"/>"),
       "templateOwnField(element=text:template-name)"},
      {"a property of the document", inText("<text:user-defined text:name=\"Info\"/>"),
       "templateOwnField(element=text:user-defined)"},
      {"hidden text", inText("<text:hidden-text text:condition=\"ooow:1\" text:string-value=\"x\"/>"),
       "templateReckonedField(element=text:hidden-text)"},
      {"conditional text",
       inText("<text:conditional-text text:condition=\"ooow:1\" text:string-value-if-true=\"x\" "
              "text:string-value-if-false=\"y\"/>"),
       "templateReckonedField(element=text:conditional-text)"},
      {"a placeholder", inText("<text:placeholder text:placeholder-type=\"text\">&lt;имя&gt;</text:placeholder>"),
       "templateReckonedField(element=text:placeholder)"},
      {"an input field", inText("<text:text-input>имя</text:text-input>"),
       "templateReckonedField(element=text:text-input)"},
      {"a formula",
       inText("<text:expression text:formula=\"ooow:1+1\" office:value-type=\"float\" "
              "office:value=\"2\">2</text:expression>"),
       "templateReckonedField(element=text:expression)"},

      // What PDF/UA does not allow: each was judged by veraPDF.
      {"a link on a field", inText(link(field("document.checkAddress"))), "templateLink(target=https://example.kg/)"},
      {"a link on a page number", inText(link("<text:page-number>1</text:page-number>")),
       "templateLink(target=https://example.kg/)"},
      {"a link in the footer", inFooter(link("example.kg")), "templateLink(target=https://example.kg/)"},
      {"a drawn line", inText(line("")), "templateDrawing(element=draw:line)"},
      {"a drawn line in the footer", inFooter(line("")), "templateDrawing(element=draw:line)"},
      {"a drawn line that says what it is", inText(line("<svg:title>линия</svg:title>")), "made"},
      {"a group that says what it is, and its shapes do not",
       inText("<draw:g text:anchor-type=\"paragraph\"><svg:title>рамка</svg:title>" + line("") + "</draw:g>"),
       "templateDrawing(element=draw:line)"},
      {"a watermark",
       inFooter("<draw:custom-shape draw:name=\"PowerPlusWaterMarkObject\" svg:width=\"9cm\" "
                "svg:height=\"3cm\"><text:p>ЧЕРНОВИК</text:p></draw:custom-shape>"),
       "templateDrawing(element=draw:custom-shape)"},
      {"a transparent shape that says what it is",
       [](EditedTemplate& one) {
         one.style(graphicStyle("Gfaint", "draw:opacity=\"50%\""))
             .append(paragraph("<draw:rect draw:style-name=\"Gfaint\" text:anchor-type=\"as-char\" svg:width=\"2cm\" "
                               "svg:height=\"1cm\"><svg:title>рамка</svg:title></draw:rect>"));
       },
       "templateTransparent(element=draw:rect)"},
      {"a footnote", inText("Текст" + footnote), "templateNote"},
      {"a paragraph style named as a type of structure",
       [](EditedTemplate& one) {
         one.replace(kStyles, "</office:styles>", namedStyle("Code", "") + "</office:styles>")
             .append("<text:p text:style-name=\"Code\">Код</text:p>");
       },
       "templateStyleReserved(style=Code)"},
      {"an automatic style that is made from one with such a name",
       [](EditedTemplate& one) {
         one.replace(kStyles, "</office:styles>",
                     namedStyle("Quote_20_2", "style:display-name=\"Quote\"") + "</office:styles>")
             .style(
                 "<style:style style:name=\"Pq\" style:family=\"paragraph\" style:parent-style-name=\"Quote_20_2\"/>")
             .append("<text:p text:style-name=\"Pq\">Цитата</text:p>");
       },
       "templateStyleReserved(style=Quote)"},
      {"a paragraph style whose name only holds one",
       [](EditedTemplate& one) {
         one.replace(kStyles, "</office:styles>",
                     namedStyle("Note_20_mine", "style:display-name=\"Note mine\"") + "</office:styles>")
             .append("<text:p text:style-name=\"Note_20_mine\">Эскертүү</text:p>");
       },
       "made"},
      {"a heading of the tenth level", appended("<text:h text:outline-level=\"10\">Справка</text:h>"),
       "templateHeadingLevel(level=10)"},
      {"a heading whose level leaves one out", appended("<text:h text:outline-level=\"5\">Справка</text:h>"),
       "templateHeadingLevel(level=5)"},

      // Characters and fonts.
      {"characters that no font has", inText("☐ Заявление 中"),
       "templateCharacter(characters=☐ (U+2610), 中 (U+4E2D))"},
      {"a bullet that no font has",
       font(
           "<text:list-style style:name=\"Lx\"><text:list-level-style-bullet text:level=\"1\" text:bullet-char=\"☞\"/>"
           "</text:list-style>",
           "<text:list text:style-name=\"Lx\"><text:list-item>" + paragraph("Пункт") + "</text:list-item></text:list>"),
       "templateCharacter(characters=☞ (U+261E))"},
      {"the font of a list's numbers",
       font(
           "<text:list-style style:name=\"Lx\"><text:list-level-style-number text:level=\"1\" "
           "text:style-name=\"Tmono\" "
           "style:num-format=\"1\"/></text:list-style>",
           "<text:list text:style-name=\"Lx\"><text:list-item>" + paragraph("Пункт") + "</text:list-item></text:list>"),
       kForeign},
      {"the font of a conditional style",
       font("<style:style style:name=\"Pcond\" style:family=\"paragraph\"><style:map style:condition=\"table()\" "
            "style:apply-style-name=\"Pmono\"/></style:style><style:style style:name=\"Pmono\" "
            "style:family=\"paragraph\"><style:text-properties fo:font-family=\"'Liberation Mono'\"/></style:style>",
            "<text:p text:style-name=\"Pcond\">Текст</text:p>"),
       kForeign},
      {"the font of first letters",
       font("<style:style style:name=\"Pdrop\" style:family=\"paragraph\"><style:paragraph-properties><style:drop-cap "
            "style:lines=\"2\" style:style-name=\"Tmono\"/></style:paragraph-properties></style:style>",
            "<text:p text:style-name=\"Pdrop\">Текст</text:p>"),
       kForeign},
      {"the font of footnote numbers",
       [=](EditedTemplate& one) {
         font("", paragraph("Текст" + footnote))(one);
         one.replace(kStyles, "text:note-class=\"footnote\"",
                     "text:note-class=\"footnote\" text:citation-body-style-name=\"Tmono\"");
       },
       kForeign},
  };
}

}  // namespace

std::ostream& operator<<(std::ostream& stream, const Variant& variant) {
  return stream << variant.name;
}

const std::vector<Variant>& variants() {
  static const auto all = [] {
    auto made = makeVariants();
    const auto unreadable = unreadableVariants();
    made.insert(made.end(), unreadable.begin(), unreadable.end());
    return made;
  }();
  return all;
}

std::string variantBytes(const Variant& variant) {
  EditedTemplate one(builtTemplate("voucher-approval", "ru"));
  variant.edit(one);
  return one.bytes();
}

}  // namespace balalyk
