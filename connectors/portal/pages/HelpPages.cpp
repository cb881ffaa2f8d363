#include "connectors/portal/pages/HelpPages.h"

#include <array>

#include "connectors/portal/web/HttpError.h"

namespace balalyk {
namespace {

using web::Access;
using web::Response;
using web::ViewData;
using web::Visit;

struct Topic {
  const char* reader;  // portal.help.for.READER of the catalogues
  const char* word;    // in the address, and of its picture help-WORD-LANGUAGE.png
  const char* key;     // portal.help.KEY.… of the catalogues
};

// In the manual's order, then those of the others who work with the portal.
constexpr auto kTopics = std::to_array<Topic>({
    {"secretary", "sign-in", "signIn"},
    {"secretary", "applications", "applications"},
    {"secretary", "application", "application"},
    {"secretary", "draft", "draft"},
    {"secretary", "returned", "returned"},
    {"secretary", "commission", "commission"},
    {"secretary", "meals", "meals"},
    {"secretary", "vouchers", "vouchers"},
    {"secretary", "feedback", "feedback"},
    {"secretary", "settings", "settings"},
    {"chairperson", "inbox", "inbox"},
    {"chairperson", "signing", "signing"},
    {"chairperson", "standing", "standing"},
    {"archivist", "archive", "archive"},
    {"archivist", "exports", "exports"},
    {"archivist", "care", "care"},
    {"operator", "operator", "operator"},
    {"operator", "system", "system"},
    {"operator", "accounts", "accounts"},
});

std::string keyOf(const Topic& topic, const std::string& what) {
  return std::string("portal.help.") + topic.key + "." + what;
}

ViewData linkTo(const Topic& topic, const Messages& messages) {
  ViewData link;
  link.text("address", std::string("/help/") + topic.word);
  return link.text("name", messages.text(keyOf(topic, "title")));
}

// Numbered texts, as many as the catalogue has.
std::vector<ViewData> lines(const Topic& topic, const std::string& what, const Messages& messages) {
  std::vector<ViewData> found;
  for (int i = 1; messages.has(keyOf(topic, what + "." + std::to_string(i))); ++i) {
    ViewData line;
    found.push_back(line.text("text", messages.text(keyOf(topic, what + "." + std::to_string(i)))));
  }
  return found;
}

Response contents(Visit& visit) {
  const auto& messages = visit.messages();
  std::vector<ViewData> readers;
  for (auto topic = kTopics.begin(); topic != kTopics.end();) {
    const std::string reader = topic->reader;
    std::vector<ViewData> topics;
    for (; topic != kTopics.end() && topic->reader == reader; ++topic) {
      auto link = linkTo(*topic, messages);
      topics.push_back(link.text("lead", messages.text(keyOf(*topic, "lead"))));
    }
    ViewData group;
    group.text("reader", reader).text("name", messages.text("portal.help.for." + reader));
    readers.push_back(group.list("topics", std::move(topics)));
  }
  ViewData data;
  data.list("readers", std::move(readers));
  return visit.page("help", visit.messages().text("portal.help.title"), std::move(data));
}

Response page(Visit& visit) {
  const auto& messages = visit.messages();
  const auto& word = visit.parameter("topic");
  for (std::size_t i = 0; i < kTopics.size(); ++i) {
    const auto& topic = kTopics[i];
    if (word != topic.word) continue;
    ViewData data;
    data.text("heading", messages.text(keyOf(topic, "title"))).text("lead", messages.text(keyOf(topic, "lead")));
    data.list("steps", lines(topic, "step", messages)).list("notes", lines(topic, "note", messages));
    // English readers see the pages in Kyrgyz: the original of everything.
    const std::string language = visit.language() == "ru" ? "ru" : "ky";
    ViewData picture;
    picture.text("address", visit.picture(std::string("help-") + topic.word + "-" + language + ".png"));
    data.part("picture", picture.text("about", messages.text(keyOf(topic, "picture"))));
    if (i + 1 < kTopics.size()) data.part("next", linkTo(kTopics[i + 1], messages));
    return visit.page("help-topic", messages.text(keyOf(topic, "title")), std::move(data));
  }
  web::pageNotFound();
}

}  // namespace

void addHelpPages(web::Content& content, const PageParts&) {
  content.routes.get("/help", Access::everyone(), contents);
  content.routes.get("/help/{topic:word}", Access::everyone(), page);
}

}  // namespace balalyk
