#include "jobs/output/DifferenceOutput.h"

#include "connectors/texts/Messages.h"
#include "jobs/output/Table.h"
#include "signing/JsonWriter.h"

namespace balalyk {

namespace {

const char* word(Difference::In in) {
  switch (in) {
    case Difference::In::record:
      return "record";
    case Difference::In::document:
      return "document";
    case Difference::In::office:
      break;
  }
  return "office";
}

}  // namespace

std::string differenceTable(const std::vector<Difference>& differences, const Messages& messages, std::size_t width) {
  Table table({messages.text("column.where"), messages.text("column.field"), messages.text("column.before"),
               messages.text("column.after")},
              {Table::Align::whole, Table::Align::whole, Table::Align::left, Table::Align::left});
  for (const auto& one : differences) {
    table.add({messages.text(std::string("difference.") + word(one.in)), one.path, one.before, one.after});
  }
  return table.text(width);
}

std::string differencesAsJson(const Document& before, const Document& after,
                              const std::vector<Difference>& differences) {
  signing::JsonWriter json;
  json.beginObject().member("before", before.id).member("after", after.id).key("differences").beginArray();
  for (const auto& one : differences) {
    json.beginObject()
        .member("in", word(one.in))
        .member("path", one.path)
        .member("before", one.before)
        .member("after", one.after)
        .endObject();
  }
  json.endArray().endObject();
  return json.text() + "\n";
}

std::string nothingToCompareAsJson(const Document& only) {
  signing::JsonWriter json;
  json.beginObject().key("before").value(nullptr).member("after", only.id).key("differences").beginArray().endArray();
  return json.endObject().text() + "\n";
}

}  // namespace balalyk
