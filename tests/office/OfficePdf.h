#pragma once

#include <string>
#include <vector>

#include "pipeline/Error.h"

// What the tests of the PDF's stamping share: a PDF as soffice lays it out, by hand, and a look at what became of it.
namespace officepdf {

// As soffice packs a stream.
std::string packed(const std::string& content);

// Of the contents of its pages. The objects of `structure` follow after object 13, for two pages: 14 is the root of the
// structure, 16 the pages' resources.
std::string made(const std::vector<std::string>& pages, const std::vector<std::string>& structure = {});
std::string stamped(const std::vector<std::string>& pages, const std::vector<std::string>& structure = {});

// What the pages of a PDF hold, as qpdf reads it, which must have nothing to say about the file.
std::vector<std::string> contentsOf(const std::string& file);

// Whether the error says that the PDF is not laid out as soffice does.
bool isAboutLayout(const balalyk::StageError& error);

}  // namespace officepdf
