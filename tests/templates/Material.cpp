#include "Material.h"

#include <zip.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

namespace balalyk {

const TemplateContract& realContract() {
  static const TemplateContract contract = TemplateContract::load(FLAT_TEMPLATES "/contract.json");
  return contract;
}

std::string readFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  BOOST_REQUIRE_MESSAGE(stream, "cannot read " + path);
  std::ostringstream content;
  content << stream.rdbuf();
  return content.str();
}

std::string flatTemplate(const std::string& kind, const std::string& language) {
  return readFile(FLAT_TEMPLATES "/" + kind + "." + language + ".fodt");
}
std::string builtTemplate(const std::string& kind, const std::string& language) {
  return readFile(BUILT_TEMPLATES "/" + kind + "." + language + ".odt");
}

namespace {

std::string replacedSection(std::string xml, const std::string& name, const std::string& with) {
  const std::string end = "</text:section>";
  const auto at = xml.find("text:name=\"" + name + "\"");
  BOOST_REQUIRE_MESSAGE(at != xml.npos, "the template has no section " + name);
  const auto begin = xml.rfind("<text:section", at);
  return xml.replace(begin, xml.find(end, at) + end.size() - begin, with);
}

std::string row(std::initializer_list<const char*> texts) {
  std::string cells;
  for (const auto* text : texts)
    cells += std::string("<table:table-cell office:value-type=\"string\"><text:p text:style-name=\"Text_20_body\">") +
             text + "</text:p></table:table-cell>";
  return "<table:table-row>" + cells + "</table:table-row>";
}

std::string table(const std::string& name, std::initializer_list<const char*> head,
                  std::initializer_list<const char*> pattern) {
  std::string columns;
  for (std::size_t i = 0; i < head.size(); ++i) columns += "<table:table-column/>";
  return "<table:table table:name=\"" + name + "\">" + columns + "<table:table-header-rows>" + row(head) +
         "</table:table-header-rows>" + row(pattern) + "</table:table>";
}

}  // namespace

std::string withTables(std::string xml) {
  const std::string comments =
      "<text:section text:name=\"when comments\"><text:p text:style-name=\"Text_20_body\">КОММЕНТАРИИ</text:p>"
      "<text:section text:name=\"text comments\"><text:p text:style-name=\"Text_20_body\">"
      "<text:user-field-get text:name=\"comments\">[comments]</text:user-field-get></text:p></text:section>"
      "</text:section>";
  xml = replacedSection(
      std::move(xml), "text members.lines",
      table("attendees", {"№", "Имя", "Должность", "Роль"}, {"{number}", "{fullName}", "{position}", "{role}"}));
  xml = replacedSection(std::move(xml), "text documents.lines",
                        table("documents", {"№", "Документ"}, {"{number}", "{name}"}));
  xml = replacedSection(std::move(xml), "text comments.beforeLast", comments);
  return edited(std::move(xml), "</text:user-field-decls>",
                "<text:user-field-decl office:value-type=\"string\" office:string-value=\"\" "
                "text:name=\"comments\"/></text:user-field-decls>");
}

std::string edited(std::string text, std::string_view what, std::string_view with) {
  const auto at = text.find(what);
  BOOST_REQUIRE_MESSAGE(at != text.npos, "the template does not hold: " + std::string(what));
  return text.replace(at, what.size(), with);
}

std::vector<ZipEntry> unzip(const std::string& bytes) {
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY, nullptr);
  BOOST_REQUIRE(archive);
  std::vector<ZipEntry> entries;
  for (zip_int64_t index = 0; index < zip_get_num_entries(archive, 0); ++index) {
    zip_stat_t stat;
    BOOST_REQUIRE_EQUAL(zip_stat_index(archive, index, 0, &stat), 0);
    ZipEntry entry{stat.name, std::string(stat.size, '\0')};
    zip_file_t* file = zip_fopen_index(archive, index, 0);
    BOOST_REQUIRE_EQUAL(zip_fread(file, entry.content.data(), stat.size), static_cast<zip_int64_t>(stat.size));
    zip_fclose(file);
    entries.push_back(std::move(entry));
  }
  zip_discard(archive);
  return entries;
}

std::string zip(const std::vector<ZipEntry>& entries) {
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  zip_source_keep(target);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, nullptr);
  BOOST_REQUIRE(archive);
  for (const auto& entry : entries) {
    zip_source_t* content = zip_source_buffer(archive, entry.content.data(), entry.content.size(), 0);
    const auto index = zip_file_add(archive, entry.name.c_str(), content, ZIP_FL_ENC_UTF_8);
    BOOST_REQUIRE_GE(index, 0);
    if (entry.encrypted) BOOST_REQUIRE_EQUAL(zip_file_set_encryption(archive, index, ZIP_EM_AES_256, "secret"), 0);
  }
  BOOST_REQUIRE_EQUAL(zip_close(archive), 0);
  BOOST_REQUIRE_EQUAL(zip_source_open(target), 0);
  zip_stat_t stat;
  BOOST_REQUIRE_EQUAL(zip_source_stat(target, &stat), 0);
  std::string bytes(stat.size, '\0');
  BOOST_REQUIRE_EQUAL(zip_source_read(target, bytes.data(), stat.size), static_cast<zip_int64_t>(stat.size));
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

bool holds(const std::vector<LintFinding>& findings, const std::string& problem) {
  return std::any_of(findings.begin(), findings.end(),
                     [&](const LintFinding& finding) { return toString(finding.problem) == problem; });
}

std::string list(const std::vector<LintFinding>& findings) {
  std::string text;
  for (const auto& finding : findings)
    text += "\n  " + toString(finding.problem) + " in " + finding.element + ", paragraph " +
            std::to_string(finding.paragraph) + ": " + finding.excerpt;
  return text.empty() ? "nothing found" : text;
}

}  // namespace balalyk
