#include "AlteredTemplate.h"

#include <unistd.h>
#include <zip.h>

#include <filesystem>

#include "connectors/office/Files.h"

namespace sheets {

namespace fs = std::filesystem;

std::string altered(const std::string& inserted, const std::map<std::string, std::string>& entries,
                    const std::string& styles) {
  const auto copy = fs::temp_directory_path() / ("office-altered-" + std::to_string(::getpid()) + ".odt");
  fs::copy_file(fs::path(TEST_TEMPLATES) / "sheet.ky.odt", copy, fs::copy_options::overwrite_existing);
  zip_t* archive = zip_open(copy.c_str(), 0, nullptr);
  zip_stat_t about;
  zip_stat(archive, "content.xml", 0, &about);
  std::string text(about.size, '\0');
  zip_file_t* in = zip_fopen(archive, "content.xml", 0);
  zip_fread(in, text.data(), text.size());
  zip_fclose(in);
  text.insert(text.find("</office:text>"), inserted);
  text.insert(text.find("</office:automatic-styles>"), styles);
  const auto put = [&](const std::string& name, const std::string& data) {
    zip_file_add(archive, name.c_str(), zip_source_buffer(archive, data.data(), data.size(), 0), ZIP_FL_OVERWRITE);
  };
  put("content.xml", text);
  for (const auto& [name, content] : entries) put(name, content);
  zip_close(archive);
  auto bytes = balalyk::readFile(copy);
  fs::remove(copy);
  return bytes;
}

std::string withEntry(const std::string& package, const std::string& name, const std::string& content) {
  const auto copy = fs::temp_directory_path() / ("office-entry-" + std::to_string(::getpid()) + ".odt");
  balalyk::writeFile(copy, package);
  zip_t* archive = zip_open(copy.c_str(), 0, nullptr);
  zip_file_add(archive, name.c_str(), zip_source_buffer(archive, content.data(), content.size(), 0), ZIP_FL_OVERWRITE);
  zip_close(archive);
  auto bytes = balalyk::readFile(copy);
  fs::remove(copy);
  return bytes;
}

}  // namespace sheets
