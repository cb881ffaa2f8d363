// A peer of the benchmark: LibreOfficeKit in one process, from filled files to PDF/A-2b.
//   kit_bench PROFILE FOLDER FILE…   «ready» on its output once the first file is done, then the others, then «done».
#include <unistd.h>
#include <cstdio>
#include <string>

#include <LibreOfficeKit/LibreOfficeKit.hxx>

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const std::string profile = std::string("file://") + argv[1], folder = argv[2];
  lok::Office* office = lok::lok_cpp_init("/usr/lib/libreoffice/program", profile.c_str());
  if (!office) return 3;
  for (int i = 3; i < argc; ++i) {
    const std::string file = argv[i];
    const auto slash = file.rfind('/') + 1;
    const std::string pdf = "file://" + folder + "/" + file.substr(slash, file.rfind('.') - slash) + ".pdf";
    lok::Document* document = office->documentLoad(("file://" + file).c_str());
    const char* options =
        R"({"SelectPdfVersion":{"type":"long","value":"2"},"UseTaggedPDF":{"type":"boolean","value":"true"}})";
    if (!document || !document->saveAs(pdf.c_str(), "pdf", options)) return 4;
    delete document;
    if (i == 3) std::puts("ready"), std::fflush(stdout);
  }
  std::puts("done");
  std::fflush(stdout);
  ::_exit(0);
}
