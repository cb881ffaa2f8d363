#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "connectors/texts/Messages.h"

namespace balalyk::web {

// The catalogues of all languages that the pages come in.
class Languages {
 public:
  explicit Languages(const Zone& zone);

  bool has(std::string_view language) const { return catalogues_.contains(std::string(language)); }
  const Messages& of(const std::string& language) const { return *catalogues_.at(language); }

  // What was chosen by hand; else the first of Accept-Language (RFC 9110, 12.5.4) that we have; else Kyrgyz.
  std::string choose(std::string_view chosen, std::string_view acceptLanguage) const;

 private:
  std::map<std::string, std::unique_ptr<const Messages>> catalogues_;
};

}  // namespace balalyk::web
