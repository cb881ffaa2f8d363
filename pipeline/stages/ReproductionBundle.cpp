#include "pipeline/stages/ReproductionBundle.h"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <sstream>

#include "signing/container/StoredZipWriter.h"
#include "signing/container/ZipReader.h"

namespace balalyk {

namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr const char* kFacts = "bundle.json";
constexpr const char* kRecord = "record.xml";
constexpr const char* kValues = "values.json";
constexpr const char* kTemplate = "template.odt";
constexpr const char* kContainer = "container.asice";
constexpr const char* kFirst = "first-judge.json";
constexpr const char* kSecond = "second-judge.json";
constexpr std::string_view kImages = "images/";
constexpr std::string_view kImageEnd = ".png";

std::string outputName(std::size_t run) {
  return "office-" + std::to_string(run + 1) + ".log";
}

std::string text(const Object& object) {
  std::ostringstream out;
  object.stringify(out, 1);
  return std::move(out).str() + "\n";
}

Object::Ptr asObject(const std::map<std::string, std::string>& texts) {
  Object::Ptr object = new Object;
  for (const auto& [name, value] : texts) object->set(name, value);
  return object;
}

std::map<std::string, std::string> asMap(const Object::Ptr& object) {
  std::map<std::string, std::string> texts;
  for (const auto& name : object->getNames()) texts[name] = object->getValue<std::string>(name);
  return texts;
}

Object facts(const ReproductionBundle& bundle) {
  Object facts;
  facts.set("document", bundle.documentId);
  facts.set("kind", bundle.kind);
  facts.set("revision", bundle.revision);
  facts.set("attempt", bundle.attempt);
  facts.set("templateKind", bundle.templateKind);
  facts.set("language", bundle.language);
  facts.set("title", bundle.title);
  facts.set("created", bundle.created.time_since_epoch().count());
  facts.set("problem", bundle.problem.code);
  facts.set("problemParams", asObject(bundle.problem.params));
  facts.set("templateFile", bundle.office.provenance.templateFile);
  facts.set("templateDigest", bundle.office.provenance.templateDigest);
  facts.set("officeVersion", bundle.office.provenance.officeVersion);
  facts.set("fontSetDigest", bundle.office.provenance.fontSetDigest);
  facts.set("limits", asObject(bundle.office.limits));
  Array::Ptr runs = new Array;
  for (const auto& run : bundle.office.runs) {
    Object::Ptr entry = new Object;
    entry->set("ending", run.ending);
    entry->set("milliseconds", run.took.count());
    entry->set("documentsBefore", run.documentsBefore);
    entry->set("templateHeld", run.templateHeld);
    runs->add(entry);
  }
  facts.set("runs", runs);
  return facts;
}

Object values(const FieldValues& values) {
  Object object;
  object.set("fields", asObject(values.fields));
  Object::Ptr lists = new Object;
  for (const auto& [name, rows] : values.lists) {
    Array::Ptr list = new Array;
    for (const auto& row : rows) list->add(asObject(row));
    lists->set(name, list);
  }
  object.set("lists", lists);
  return object;
}

Object::Ptr parsed(const std::string& json) {
  Poco::JSON::Parser parser;
  return parser.parse(json).extract<Object::Ptr>();
}

void readFacts(const Object::Ptr& facts, ReproductionBundle& bundle) {
  const auto word = [&](const char* name) { return facts->getValue<std::string>(name); };
  bundle.documentId = word("document");
  bundle.kind = word("kind");
  bundle.revision = facts->getValue<int>("revision");
  bundle.attempt = facts->getValue<int>("attempt");
  bundle.language = word("language");
  bundle.templateKind = facts->optValue("templateKind", bundle.language.empty() ? std::string() : bundle.kind);
  bundle.title = word("title");
  bundle.created = std::chrono::sys_seconds(std::chrono::seconds(facts->getValue<std::int64_t>("created")));
  bundle.problem = {word("problem"), asMap(facts->getObject("problemParams"))};
  bundle.office.provenance = {facts->optValue("templateFile", std::string()), word("templateDigest"),
                              word("officeVersion"), word("fontSetDigest")};
  bundle.office.limits = asMap(facts->getObject("limits"));
  const auto runs = facts->getArray("runs");
  for (unsigned i = 0; i < runs->size(); ++i) {
    const auto run = runs->getObject(i);
    bundle.office.runs.push_back({run->getValue<std::string>("ending"),
                                  std::chrono::milliseconds(run->getValue<std::int64_t>("milliseconds")),
                                  run->getValue<int>("documentsBefore"),
                                  run->getValue<bool>("templateHeld"),
                                  {}});
  }
}

void readValues(const Object::Ptr& object, FieldValues& values) {
  values.fields = asMap(object->getObject("fields"));
  const auto lists = object->getObject("lists");
  for (const auto& name : lists->getNames()) {
    auto& list = values.lists[name];
    const auto rows = lists->getArray(name);
    for (unsigned i = 0; i < rows->size(); ++i) list.push_back(asMap(rows->getObject(i)));
  }
}

ReproductionBundle read(std::string_view bytes) {
  const auto archive = signing::readZip(bytes, {});
  std::map<std::string, std::string, std::less<>> entries;
  for (const auto& entry : archive.entries()) entries.emplace(entry.name, entry.content);
  ReproductionBundle bundle;
  readFacts(parsed(entries.at(kFacts)), bundle);
  readValues(parsed(entries.at(kValues)), bundle.values);
  bundle.recordXml = entries.at(kRecord);
  if (const auto found = entries.find(kTemplate); found != entries.end()) {
    bundle.office.templateBytes = std::make_shared<const std::string>(std::move(found->second));
  }
  for (std::size_t i = 0; i < bundle.office.runs.size(); ++i) {
    if (const auto found = entries.find(outputName(i)); found != entries.end()) {
      bundle.office.runs[i].output = std::move(found->second);
    }
  }
  for (const auto& [name, place] : {std::pair{kContainer, &bundle.judged.container},
                                    {kFirst, &bundle.judged.first},
                                    {kSecond, &bundle.judged.second}}) {
    if (const auto found = entries.find(name); found != entries.end()) *place = std::move(found->second);
  }
  for (auto& [name, content] : entries) {
    if (!name.starts_with(kImages) || !name.ends_with(kImageEnd)) continue;
    bundle.values.images[name.substr(kImages.size(), name.size() - kImages.size() - kImageEnd.size())] =
        std::move(content);
  }
  return bundle;
}

}  // namespace

std::string pack(const ReproductionBundle& bundle) {
  signing::StoredZipWriter zip;
  zip.add(kFacts, text(facts(bundle)));
  zip.add(kRecord, bundle.recordXml);
  zip.add(kValues, text(values(bundle.values)));
  for (const auto& [name, png] : bundle.values.images) {
    zip.add(std::string(kImages) + name + std::string(kImageEnd), png);
  }
  if (bundle.office.templateBytes) zip.add(kTemplate, *bundle.office.templateBytes);
  for (std::size_t i = 0; i < bundle.office.runs.size(); ++i) zip.add(outputName(i), bundle.office.runs[i].output);
  if (const auto& judged = bundle.judged; !judged.container.empty()) {
    zip.add(kContainer, judged.container);
    zip.add(kFirst, judged.first);
    zip.add(kSecond, judged.second);
  }
  return zip.finish();
}

ReproductionBundle unpackBundle(std::string_view bytes) {
  try {
    return read(bytes);
  } catch (const Poco::Exception& error) {
    throw Error("bundleUnreadable", {{"detail", error.displayText()}});
  } catch (const std::exception& error) {
    throw Error("bundleUnreadable", {{"detail", error.what()}});
  }
}

}  // namespace balalyk
