#include "connectors/database/DocumentRow.h"

#include "connectors/database/JsonText.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {

namespace {

std::optional<Timestamp> timestamp(const SqlRow& row, std::size_t column) {
  const auto value = row.optionalInteger(column);
  return value ? std::optional(toTimestamp(*value)) : std::nullopt;
}

}  // namespace

Document documentFrom(const SqlRow& row) {
  Document document{
      .id = row.text(0),
      .kind = kindFrom(row.text(1)),
      .source = sourceFrom(row.text(2)),
      .sourceKey = row.text(3),
      .revision = static_cast<int>(row.integer(4)),
      .commissionId = row.text(5),
      .commissionName = row.text(6),
      .chairpersonId = row.text(7),
      .number = row.text(8),
      .date = dateFromIso(row.text(9)),
      .subject = row.text(10),
      .synthetic = row.flag(11),
      .state = stateFrom(row.text(12)),
      .priority = static_cast<Priority>(row.integer(34)),
      .problems = problemsFromJson(row.text(13)),
      .flags = problemsFromJson(row.text(14)),
      .reason = row.text(15),
      .recordDigest = row.text(16),
      .contentDigest = row.text(17),
      .files = filesFromJson(row.text(31)),
      .level = row.text(35),
      .certificateDigest = row.text(36),
      .pages = static_cast<int>(row.integer(18)),
      .provenance = row.text(19),
      .attempts = static_cast<int>(row.integer(28)),
      .changedAt = toTimestamp(row.integer(27)),
      .signAt = timestamp(row, 24),
      .dueAt = timestamp(row, 29),
      .leaseUntil = timestamp(row, 30),
      .publishedAt = timestamp(row, 25),
      .supersededBy = row.text(26),
  };
  if (!row.isNull(22)) {
    document.container =
        StoredFile{row.text(20), row.text(21), row.text(22), static_cast<std::uint64_t>(row.integer(23))};
  }
  return document;
}

std::int64_t tokenOf(const SqlRow& row) {
  return row.integer(32);
}
std::int64_t sequenceOf(const SqlRow& row) {
  return row.integer(33);
}

}  // namespace balalyk
