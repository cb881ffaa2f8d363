#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/portal/web/Response.h"

namespace balalyk::web {

// Static files. Each has the SHA-256 of its bytes in its address, so that browsers keep it for a year and never show an
// old one: "/assets/portal.3f2a….css".
class Assets {
 public:
  // The embedded ones, and those that Debian's packages bring (Bootstrap's CSS, PT Sans): their security updates come
  // with the system. Throws Error assetMissing{file}.
  Assets();

  std::string address(const std::string& name) const;  // throws std::logic_error when there is none
  bool has(const std::string& name) const;
  std::optional<Response> find(std::string_view path) const;

 private:
  struct Asset {
    std::string type;
    std::shared_ptr<const std::string> bytes;
  };
  void add(const std::string& name, std::string bytes);

  std::map<std::string, Asset, std::less<>> byAddress_;
  std::map<std::string, std::string, std::less<>> addresses_;  // by name
};

}  // namespace balalyk::web
