#include "connectors/portal/pages/DocumentView.h"

namespace balalyk {
namespace {

using web::ViewData;

constexpr std::string_view kPdf = ".pdf";

bool isPdf(const StoredFile& file) {
  return file.name.ends_with(kPdf);
}

std::string stemOf(const StoredFile& file) {
  return file.name.substr(0, file.name.size() - kPdf.size());
}

bool isMissing(const Error& error) {
  return error.problem().code == "pageImagesFailed" || error.problem().code == "pageNotFound";
}

// «Протокол, кыргызча»
std::string titleOf(const StoredFile& file, const Messages& messages) {
  const auto key = "portal.protocol.file." + stemOf(file);
  return messages.has(key) ? messages.text(key) : file.name;
}

}  // namespace

const StoredFile* pdfNamed(const Document& document, std::string_view stem) {
  for (const auto& file : document.files)
    if (isPdf(file) && stemOf(file) == stem) return &file;
  return nullptr;
}

std::vector<ViewData> filesOf(const Document& document, PagePictures& pictures, const Messages& messages) {
  std::vector<ViewData> files;
  for (const auto& file : document.files) {
    if (!isPdf(file)) continue;
    ViewData item;
    const auto title = titleOf(file, messages);
    item.text("stem", stemOf(file)).text("title", title);
    item.flag("notice", file.name.starts_with("notice"));
    item.text("language", file.name.find("-ru") != std::string::npos ? "ru" : "ky");
    std::vector<ViewData> pages;
    bool drawn = true;
    try {
      const auto drawnPages = pictures.of(document, file);
      for (std::size_t i = 0; i < drawnPages->size(); ++i) {
        ViewData page;
        page.text("number", std::to_string(i + 1));
        pages.push_back(page.text(
            "alternative", messages.text("portal.protocol.page", {{"title", title},
                                                                  {"page", std::to_string(i + 1)},
                                                                  {"pages", std::to_string(drawnPages->size())}})));
      }
    } catch (const Error& error) {
      // The helper is away, or the file: the page is there all the same.
      if (!isMissing(error)) throw;
      drawn = false;
    }
    files.push_back(item.flag("drawn", drawn).list("pages", std::move(pages)));
  }
  return files;
}

}  // namespace balalyk
