#pragma once

#include <string>
#include <vector>

#include "pipeline/ports/PortalDatabase.h"

namespace balalyk::signing {
class JsonWriter;
}

namespace balalyk {

class Messages;

std::string utcTime(Timestamp time);  // "2026-11-22T18:05:00Z": for programs; for people Messages::time

// What a program reads instead of a result when the command could not run: problem.schema.json.
std::string problemAsJson(const Problem& problem, int exitCode, const Messages& messages);

void writeJson(signing::JsonWriter& json, const Problem& problem, const Messages& messages);
// A problem with its text; a document without its files' contents. The subject is personal data: only where a person
// asked for it.
enum class Subject { shown, hidden };
void writeJson(signing::JsonWriter& json, const Document& document, const Messages& messages, Subject subject);
// {"B-B": 3, …}: how many published documents have each level.
void writeLevels(signing::JsonWriter& json, const std::vector<LevelCount>& levels);
std::string levelLines(const std::vector<LevelCount>& levels, const Messages& messages);

std::string documentsAsJson(const std::vector<Document>& documents, const Messages& messages, Subject subject);

// The table that people see; `width` as for Table.
std::string documentTable(const std::vector<Document>& documents, const Messages& messages, Subject subject,
                          std::size_t width);

}  // namespace balalyk
