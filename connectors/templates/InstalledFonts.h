#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace balalyk {

// True if fontconfig knows a font of exactly this family: no substitute counts.
bool isFontInstalled(const std::string& family);

// The characters that the fonts of some families have.
class Glyphs {
 public:
  explicit Glyphs(const std::vector<std::string>& families);
  ~Glyphs();
  Glyphs(const Glyphs&) = delete;
  Glyphs& operator=(const Glyphs&) = delete;

  // The characters of a UTF-8 text that none of the fonts has, each once and as people see them: «☐ (U+2610)». What is
  // not drawn, spaces and places where a line may break, is not among them.
  std::string missing(std::string_view text) const;

 private:
  struct Characters;
  std::unique_ptr<Characters> characters_;
};

}  // namespace balalyk
