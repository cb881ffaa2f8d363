#include "connectors/database/rows/DocumentRow.h"

#include "connectors/database/session/JsonText.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {

namespace {

std::optional<Timestamp> timestamp(const SqlRow& row, std::string_view column) {
  const auto value = row.optionalInteger(column);
  return value ? std::optional(toTimestamp(*value)) : std::nullopt;
}

}  // namespace

Document documentFrom(const SqlRow& row) {
  Document document{
      .id = row.text("id"),
      .kind = kindFrom(row.text("kind")),
      .source = sourceFrom(row.text("source")),
      .sourceKey = row.text("source_key"),
      .revision = static_cast<int>(row.integer("revision")),
      .commissionId = row.text("commission_id"),
      .commissionName = row.text("commission_name"),
      .chairpersonId = row.text("chairperson_id"),
      .number = row.text("number"),
      .date = dateFromIso(row.text("date")),
      .subject = row.text("subject"),
      .synthetic = row.flag("synthetic"),
      .state = stateFrom(row.text("state")),
      .priority = static_cast<Priority>(row.integer("priority")),
      .problems = problemsFromJson(row.text("problems")),
      .flags = problemsFromJson(row.text("flags")),
      .reason = row.text("reason"),
      .recordDigest = row.text("record_digest"),
      .contentDigest = row.text("content_digest"),
      .files = filesFromJson(row.text("files")),
      .level = row.text("level"),
      .certificateDigest = row.text("certificate_digest"),
      .pages = static_cast<int>(row.integer("pages")),
      .provenance = row.text("provenance"),
      .attempts = static_cast<int>(row.integer("attempts")),
      .changedAt = toTimestamp(row.integer("changed_at")),
      .signAt = timestamp(row, "sign_at"),
      .dueAt = timestamp(row, "due_at"),
      .leaseUntil = timestamp(row, "lease_until"),
      .publishedAt = timestamp(row, "published_at"),
      .supersededBy = row.text("superseded_by"),
  };
  if (!row.isNull("container_digest")) {
    document.container =
        StoredFile{row.text("container_name"), row.text("container_media_type"), row.text("container_digest"),
                   static_cast<std::uint64_t>(row.integer("container_size"))};
  }
  return document;
}

std::int64_t tokenOf(const SqlRow& row) {
  return row.integer("token");
}
std::int64_t sequenceOf(const SqlRow& row) {
  return row.integer("sequence");
}

}  // namespace balalyk
