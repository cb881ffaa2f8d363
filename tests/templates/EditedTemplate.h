#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace balalyk {

// A template taken apart that is edited as a clerk's program would: entry -> content.
class EditedTemplate {
 public:
  explicit EditedTemplate(const std::string& bytes);
  std::string bytes() const;

  // Each fails the test if what it looks for is not there, so that an edit cannot silently miss.
  EditedTemplate& replace(const std::string& entry, std::string_view what, std::string_view with);
  EditedTemplate& replaceAll(const std::string& entry, std::string_view what, std::string_view with);
  // Puts something around the paragraph that holds `anchor`.
  EditedTemplate& around(const std::string& anchor, std::string_view before, std::string_view after);
  EditedTemplate& add(const std::string& entry, const std::string& content);
  // At the end of the text; among the automatic styles.
  EditedTemplate& append(std::string_view content);
  // Its lists as tables: Material.h.
  EditedTemplate& tables();
  EditedTemplate& style(std::string_view definition);

 private:
  std::string& entry(const std::string& name);
  std::vector<std::pair<std::string, std::string>> entries_;
};

}  // namespace balalyk
