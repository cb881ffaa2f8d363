#pragma once

#include <string>

#include "connectors/portal/web/FormFields.h"

namespace balalyk::web {

// Reads multipart/form-data (RFC 7578) piece by piece: fields into memory, the one file straight to the disk. No more
// than a piece and a delimiter is held of a file.
class MultipartReader {
 public:
  // Throws HttpError 400 for a boundary that RFC 2046 does not allow.
  MultipartReader(const std::string& boundary, Body& body, const FormPlan& plan, const FormLimits& limits);
  Form read();

 private:
  struct Part {
    std::string name;
    bool isFile = false;
    std::string fileName;
  };

  bool more();                         // reads another piece; false: the body is at its end
  void need(std::size_t bytes);        // throws when the body ends before
  void expect(std::string_view text);  // takes exactly this
  bool atEnd();                        // after a delimiter: "--" or a line end
  Part readPartHeader();
  std::string readField();
  void readFile(const Part& part);
  template <typename Take>
  void untilDelimiter(Take take);  // gives what comes before the delimiter, which is dropped
  void countForm(std::size_t bytes);

  Body& body_;
  const FormPlan& plan_;
  const FormLimits& limits_;
  const std::string delimiter_;  // with the line end before it, which belongs to it
  std::string buffer_;
  FormFields fields_;
  std::shared_ptr<Upload> upload_;
  std::uint64_t formBytes_ = 0;
  std::size_t parts_ = 0;
};

}  // namespace balalyk::web
