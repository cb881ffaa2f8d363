#include "connectors/database/documents/SqlProcesses.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include "connectors/database/session/JsonText.h"
#include "connectors/database/session/SqlTime.h"

namespace balalyk {

namespace {

std::string troublesToJson(const std::vector<ProcessReport::Trouble>& troubles) {
  JsonRows rows;
  for (const auto& trouble : troubles)
    rows.row().text("code", trouble.code).integer("count", trouble.count).integer("at", toMilliseconds(trouble.lastAt));
  return rows.str();
}

std::string disksToJson(const std::vector<ProcessReport::Disk>& disks) {
  JsonRows rows;
  for (const auto& disk : disks)
    rows.row()
        .text("what", disk.what)
        .integer("free", static_cast<std::int64_t>(disk.free))
        .integer("size", static_cast<std::int64_t>(disk.size));
  return rows.str();
}

template <typename Take>
void forEachObject(const std::string& json, Take take) {
  const auto all = Poco::JSON::Parser().parse(json).extract<Poco::JSON::Array::Ptr>();
  for (const auto& value : *all) take(*value.extract<Poco::JSON::Object::Ptr>());
}

ProcessReport reportFrom(const SqlRow& row) {
  ProcessReport report{.name = row.text("name"),
                       .host = row.text("host"),
                       .command = row.text("command"),
                       .version = row.text("version"),
                       .stages = textsFromJson(row.text("stages")),
                       .slots = static_cast<int>(row.integer("slots"))};
  forEachObject(row.text("troubles"), [&](const Poco::JSON::Object& one) {
    report.troubles.push_back({one.getValue<std::string>("code"), one.getValue<std::int64_t>("count"),
                               toTimestamp(one.getValue<std::int64_t>("at"))});
  });
  forEachObject(row.text("disks"), [&](const Poco::JSON::Object& one) {
    report.disks.push_back(
        {one.getValue<std::string>("what"), one.getValue<std::uint64_t>("free"), one.getValue<std::uint64_t>("size")});
  });
  report.begunAt = toTimestamp(row.integer("begun_at"));
  report.seenAt = toTimestamp(row.integer("seen_at"));
  return report;
}

}  // namespace

void SqlProcesses::report(const ProcessReport& report) {
  runner_.write([&](SqlSession& session) {
    session.run(sql_["report process"],
                {report.name, report.host, report.command, report.version, jsonTexts(report.stages),
                 std::int64_t{report.slots}, troublesToJson(report.troubles), disksToJson(report.disks)});
    return session.run(sql_["forget old processes"]);
  });
}

void SqlProcesses::forget(const std::string& name) {
  runner_.write([&](SqlSession& session) { return session.run(sql_["forget process"], {name}); });
}

std::vector<ProcessReport> SqlProcesses::list() {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["processes"]); });
  std::vector<ProcessReport> reports;
  for (const auto& row : result.rows) reports.push_back(reportFrom(row));
  return reports;
}

}  // namespace balalyk
