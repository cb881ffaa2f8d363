#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace balalyk {

// The fonts that templates may use, and nothing else: their files, their names in a PDF, the characters that every
// one of them has. soffice sees these fonts only, so no other can slip in for a missing glyph.
class FontSet {
 public:
  // Throws Error fontMissing{font}.
  explicit FontSet(const std::vector<std::string>& families);

  const std::vector<std::filesystem::path>& files() const { return files_; }
  const std::set<std::string>& postScriptNames() const { return postScriptNames_; }
  // SHA-256, hex, over the digests of the files as install() writes them.
  const std::string& digest() const { return digest_; }
  // The characters of a UTF-8 text that cannot be printed, each once and as people can see it: "😀 (U+1F600)" without a
  // glyph in some font; "U+202E", a control or direction mark, which has none anywhere; "U+FFFD" for broken UTF-8. Line
  // feed and no-break spaces are fine.
  std::vector<std::string> unprintable(std::string_view text) const;
  // Writes the fonts into `folder`, without hinting, with a fontconfig file that names no others; returns that file.
  std::filesystem::path install(const std::filesystem::path& folder) const;

 private:
  std::vector<std::filesystem::path> files_;
  std::set<std::string> postScriptNames_;
  std::string digest_;
  std::vector<bool> covered_;  // by code point
};

}  // namespace balalyk
