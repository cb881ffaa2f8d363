#include "EditedTemplate.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "Material.h"

namespace balalyk {

namespace {

const std::string kContent = "content.xml";

}  // namespace

EditedTemplate::EditedTemplate(const std::string& bytes) {
  for (auto& entry : unzip(bytes)) entries_.emplace_back(std::move(entry.name), std::move(entry.content));
}

std::string EditedTemplate::bytes() const {
  std::vector<ZipEntry> entries;
  for (const auto& [name, content] : entries_) entries.push_back({name, content});
  return zip(entries);
}

std::string& EditedTemplate::entry(const std::string& name) {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const auto& one) { return one.first == name; });
  BOOST_REQUIRE_MESSAGE(found != entries_.end(), "the template has no " + name);
  return found->second;
}

EditedTemplate& EditedTemplate::replace(const std::string& name, std::string_view what, std::string_view with) {
  entry(name) = edited(entry(name), what, with);
  return *this;
}

EditedTemplate& EditedTemplate::replaceAll(const std::string& name, std::string_view what, std::string_view with) {
  auto& text = entry(name);
  auto at = text.find(what);
  BOOST_REQUIRE_MESSAGE(at != text.npos, "the template does not hold: " + std::string(what));
  for (; at != text.npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
  return *this;
}

EditedTemplate& EditedTemplate::around(const std::string& anchor, std::string_view before, std::string_view after) {
  auto& text = entry(kContent);
  const auto at = text.find(anchor);
  BOOST_REQUIRE_MESSAGE(at != text.npos, "the template does not hold: " + anchor);
  const std::string end = "</text:p>";
  text.insert(text.find(end, at) + end.size(), after);
  text.insert(text.rfind("<text:p", at), before);
  return *this;
}

EditedTemplate& EditedTemplate::add(const std::string& name, const std::string& content) {
  entries_.emplace_back(name, content);
  return *this;
}

EditedTemplate& EditedTemplate::append(std::string_view content) {
  return replace(kContent, "</office:text>", std::string(content) + "</office:text>");
}

EditedTemplate& EditedTemplate::tables() {
  entry(kContent) = withTables(entry(kContent));
  return *this;
}

EditedTemplate& EditedTemplate::style(std::string_view definition) {
  return replace(kContent, "</office:automatic-styles>", std::string(definition) + "</office:automatic-styles>");
}

}  // namespace balalyk
