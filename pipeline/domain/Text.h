#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Texts as people type them, made fit for a document. All input may be any bytes: what is not UTF-8 becomes U+FFFD.
namespace balalyk {

// One line: NFC, look-alikes of Kyrgyz letters folded (ӊ → ң), every run of white space one space, none at the ends.
std::string normaliseLine(std::string_view text);

// Several lines: the same within each line; line ends become '\n', at most one empty line in a row, none at the ends.
std::string normaliseText(std::string_view text);

// A word that mixes Cyrillic letters with Latin ones: most often a look-alike typed on the wrong keyboard.
bool latinInsideCyrillic(std::string_view text);

// Latin letters that look like Cyrillic ones, as capitals: a text of them is read as Cyrillic.
bool hasCyrillicLookAlikes(std::string_view text);
// Small Cyrillic letters by the Latin ones that their capitals look like.
std::string latinTwins(std::string_view text);

// Characters that no reader sees: controls (white space aside), bidirectional and zero-width marks, soft hyphens.
// They can make a text look other than it is.
bool hasInvisibleMarks(std::string_view text);
std::string withoutInvisibleMarks(std::string_view text);

// Characters whose meaning is lost: bytes that are not UTF-8, U+FFFD, private use and unassigned code points.
bool hasUnreadableCharacters(std::string_view text);

// The same with U+FFFD for what is not UTF-8 and for zero bytes: what every database keeps as text.
std::string storable(std::string_view text);

bool hasLetters(std::string_view text);

// With a capital letter at its beginning.
std::string beginningLarge(std::string_view text);

// Code points.
std::size_t length(std::string_view text);

// The beginning, at most so many bytes, no letter cut in two.
std::string shortened(std::string text, std::size_t bytes);

}  // namespace balalyk
