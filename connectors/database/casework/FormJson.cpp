#include "connectors/database/casework/FormJson.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include "connectors/database/session/JsonText.h"

namespace balalyk {

namespace {

std::vector<std::string> textsIn(const Poco::JSON::Object& object, const std::string& name) {
  std::vector<std::string> texts;
  if (const auto array = object.getArray(name))
    for (std::size_t i = 0; i < array->size(); ++i)
      texts.push_back(array->getElement<std::string>(static_cast<unsigned>(i)));
  return texts;
}

}  // namespace

std::string formToJson(const ApplicationForm& form) {
  std::vector<std::string> documents;
  for (const auto& document : form.documentsShown) documents.insert(documents.end(), {document.ky, document.ru});
  signing::JsonWriter json(signing::JsonWriter::Layout::compact);
  json.beginObject();
  json.key("benefits").raw(jsonTexts(form.benefits));
  json.key("ticked").raw(jsonTexts(form.ticked));
  json.key("documents").raw(jsonTexts(documents));
  json.member("comments", form.comments).member("number", form.protocolNumber).member("date", form.sittingDate);
  json.member("chosen", form.chosen ? toString(*form.chosen) : "").member("grounds", form.refusalGrounds);
  json.member("kindergarten", form.kindergartenId);
  return json.endObject().text();
}

ApplicationForm formFromJson(const std::string& text) {
  const auto object = Poco::JSON::Parser().parse(text).extract<Poco::JSON::Object::Ptr>();
  const auto one = [&](const char* name) { return object->optValue<std::string>(name, ""); };
  ApplicationForm form{.benefits = textsIn(*object, "benefits"),
                       .ticked = textsIn(*object, "ticked"),
                       .documentsShown = {},
                       .comments = one("comments"),
                       .protocolNumber = one("number"),
                       .sittingDate = one("date"),
                       .chosen = decisionFrom(one("chosen")),
                       .refusalGrounds = one("grounds"),
                       .kindergartenId = one("kindergarten")};
  const auto documents = textsIn(*object, "documents");
  for (std::size_t i = 0; i + 1 < documents.size(); i += 2)
    form.documentsShown.push_back({documents[i], documents[i + 1]});
  return form;
}

}  // namespace balalyk
