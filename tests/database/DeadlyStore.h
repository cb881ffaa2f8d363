#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/ports/DocumentStore.h"

namespace balalyk::tests {

// What the end of a process is to those above it: nothing that they could catch.
struct Killed {};

// Reading the digest ends whoever reads it.
class DeadlyStore final : public DocumentStore {
 public:
  explicit DeadlyStore(std::string deadly) : deadly_(std::move(deadly)) {}
  std::string put(std::string_view) override { return {}; }
  std::optional<std::string> get(const std::string& digest) const override {
    if (digest == deadly_) throw Killed();
    probeIt();
    read.push_back(digest);
    return digest;
  }
  void remove(const std::string&) override {}
  bool has(const std::string&) const override { return true; }
  void forEach(const std::function<void(const std::string&, std::uint64_t)>&) const override {}
  void probe() override { probeIt(); }
  mutable std::vector<std::string> read;
  bool away = false;

 private:
  void probeIt() const {
    if (away) throw Error("storeUnreachable", {{"host", "store"}, {"reason", "silent"}});
  }

  std::string deadly_;
};

}  // namespace balalyk::tests
