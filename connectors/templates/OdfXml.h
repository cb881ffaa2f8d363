#pragma once

#include <libxml/tree.h>

#include <functional>
#include <string>
#include <string_view>

#include "signing/xml/Document.h"

namespace balalyk {

// Parses without network, entities or document type declarations.
// Throws Error templateDoctype{entry}, templateUnreadable{reason = malformed, entry}.
signing::xml::Document parseOdfXml(std::string_view bytes, const std::string& entry);

// "text:p": the local name behind the prefix that ODF uses for the name space, whatever the file calls it.
std::string odfName(const xmlNode* element);

// The value of an attribute by its ODF name ("text:style-name"); empty if absent.
std::string odfAttribute(const xmlNode* element, std::string_view name);

std::string odfText(const xmlNode* element);

// The text of a paragraph itself: without that of comments, footnotes and frames, which have other paragraphs,
// and without elements of which `skip` is true.
std::string odfParagraphText(
    const xmlNode* paragraph, const std::function<bool(const xmlNode*)>& skip = [](const xmlNode*) { return false; });

// The first descendant of that name, or null.
const xmlNode* findOdf(const xmlNode* root, std::string_view name);
bool hasChildElements(const xmlNode* element);

}  // namespace balalyk
