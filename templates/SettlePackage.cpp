// settle_package IN OUT: copies an .odt that the office has saved without what differs from one saving to the next (the
// times of the entries, the random revision marks in the settings), so that equal templates have equal digests.
#include <zip.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <regex>
#include <stdexcept>
#include <string>

namespace {

constexpr zip_uint16_t kDay = (2000 - 1980) << 9 | 1 << 5 | 1;  // 2000-01-01 as DOS writes it

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, Discard>;

Archive open(const char* path, int flags) {
  int error = 0;
  Archive archive(zip_open(path, flags, &error));
  if (!archive) throw std::runtime_error(std::string(path) + " cannot be opened as a package");
  return archive;
}

std::string read(zip_t* archive, zip_uint64_t index, zip_uint64_t size) {
  const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(zip_fopen_index(archive, index, 0), zip_fclose);
  std::string content(size, '\0');
  if (!file || zip_fread(file.get(), content.data(), size) != static_cast<zip_int64_t>(size))
    throw std::runtime_error(zip_strerror(archive));
  return content;
}

zip_int64_t add(zip_t* archive, const std::string& name, const std::string& content) {
  if (name.ends_with('/')) return zip_dir_add(archive, name.c_str(), ZIP_FL_ENC_UTF_8);
  // Lives until the package is written: libzip frees it.
  char* bytes = static_cast<char*>(std::malloc(content.size() + 1));
  std::ranges::copy(content, bytes);
  zip_source_t* source = zip_source_buffer(archive, bytes, content.size(), 1);
  return zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
}

void copy(zip_t* from, zip_t* to) {
  static const std::regex mark(
      R"(<config:config-item config:name="Rsid(Root)?" config:type="int">[0-9]*</config:config-item>)");
  for (zip_int64_t index = 0; index < zip_get_num_entries(from, 0); ++index) {
    zip_stat_t stat;
    if (zip_stat_index(from, index, 0, &stat) != 0) throw std::runtime_error(zip_strerror(from));
    const std::string name = stat.name;
    std::string content = read(from, index, stat.size);
    if (name == "settings.xml") content = std::regex_replace(content, mark, "");
    const auto added = add(to, name, content);
    const auto method = stat.comp_method == ZIP_CM_STORE ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
    if (added < 0 || zip_file_set_dostime(to, added, 0, kDay, 0) != 0 ||
        zip_set_file_compression(to, added, method, 9) != 0)
      throw std::runtime_error(zip_strerror(to));
  }
}

}  // namespace

int main(int count, char** arguments) {
  try {
    if (count != 3) throw std::runtime_error("usage: settle_package IN OUT");
    const auto from = open(arguments[1], ZIP_RDONLY);
    auto to = open(arguments[2], ZIP_CREATE | ZIP_TRUNCATE);
    copy(from.get(), to.get());
    if (zip_close(to.get()) != 0) throw std::runtime_error(zip_strerror(to.get()));
    static_cast<void>(to.release());  // closed
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "settle_package: %s\n", error.what());
    return 1;
  }
}
