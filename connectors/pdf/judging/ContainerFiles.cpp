#include "connectors/pdf/judging/ContainerFiles.h"

namespace balalyk::judging {

namespace {

constexpr zip_uint64_t kLargestXml = 4u << 20;

}  // namespace

ContainerFiles::ContainerFiles(std::string_view bytes) {
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
  if (source == nullptr) return;
  archive_.reset(zip_open_from_source(source, ZIP_RDONLY, nullptr));
  if (!archive_) {
    zip_source_free(source);
    return;
  }
  const auto count = zip_get_num_entries(archive_.get(), 0);
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
    const char* name = zip_get_name(archive_.get(), i, ZIP_FL_ENC_RAW);
    if (name == nullptr || !indices_.emplace(name, i).second) {
      archive_.reset();
      return;
    }
  }
}

bool ContainerFiles::isData(std::string_view name) const {
  return isOpen() && !name.empty() && name != "mimetype" && !name.starts_with("META-INF/") && !name.ends_with('/') &&
         indices_.contains(name);
}

zip_file_t* ContainerFiles::open(std::string_view name) const {
  const auto found = indices_.find(name);
  return found == indices_.end() ? nullptr : zip_fopen_index(archive_.get(), found->second, 0);
}

std::optional<std::string> ContainerFiles::read(std::string_view name) const {
  const auto found = indices_.find(name);
  if (found == indices_.end()) return std::nullopt;
  zip_stat_t stat;
  if (zip_stat_index(archive_.get(), found->second, 0, &stat) != 0 || stat.size > kLargestXml) return std::nullopt;
  zip_file_t* file = open(name);
  if (file == nullptr) return std::nullopt;
  std::string content(stat.size, '\0');
  const auto got = zip_fread(file, content.data(), content.size());
  const bool whole = got == static_cast<zip_int64_t>(content.size()) && zip_fread(file, &stat, 1) == 0;
  zip_fclose(file);
  return whole ? std::optional(std::move(content)) : std::nullopt;
}

}  // namespace balalyk::judging
