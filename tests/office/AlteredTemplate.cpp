#include "AlteredTemplate.h"

#include <unistd.h>
#include <zip.h>

#include <filesystem>
#include <functional>
#include <stdexcept>

#include "connectors/office/Files.h"

namespace sheets {

namespace fs = std::filesystem;

namespace {

std::string read(zip_t* archive, const char* name) {
  zip_stat_t about;
  zip_stat(archive, name, 0, &about);
  std::string text(about.size, '\0');
  zip_file_t* in = zip_fopen(archive, name, 0);
  zip_fread(in, text.data(), text.size());
  zip_fclose(in);
  return text;
}

std::string withContent(const std::function<void(std::string&)>& change,
                        const std::map<std::string, std::string>& entries) {
  const auto copy = fs::temp_directory_path() / ("office-altered-" + std::to_string(::getpid()) + ".odt");
  fs::copy_file(fs::path(TEST_TEMPLATES) / "sheet.ky.odt", copy, fs::copy_options::overwrite_existing);
  zip_t* archive = zip_open(copy.c_str(), 0, nullptr);
  auto text = read(archive, "content.xml");
  change(text);
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

}  // namespace

std::string altered(const std::string& inserted, const std::map<std::string, std::string>& entries,
                    const std::string& styles) {
  return withContent(
      [&](std::string& text) {
        text.insert(text.find("</office:text>"), inserted);
        text.insert(text.find("</office:automatic-styles>"), styles);
      },
      entries);
}

std::string replaced(const std::string& part, const std::string& other) {
  return withContent(
      [&](std::string& text) {
        const auto at = text.find(part);
        if (at == std::string::npos) throw std::runtime_error("no such part: " + part);
        text.replace(at, part.size(), other);
      },
      {});
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
