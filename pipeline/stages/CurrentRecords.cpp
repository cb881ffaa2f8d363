#include "pipeline/stages/CurrentRecords.h"

#include "pipeline/document/NewDocuments.h"

namespace balalyk {

std::map<std::string, NewDocument> CurrentRecords::of(Source source, const std::vector<std::string>& keys) {
  std::map<std::string, std::vector<NewDocument>> shown;
  const auto keep = [&](const auto& records) {
    for (const auto& record : records) shown[record.origin.key].push_back(newDocument(check(record, today_)));
  };
  if (source == Source::application) keep(records_.applicationsOf(keys));
  if (source == Source::mealSubsidy) keep(records_.mealSubsidiesOf(keys));
  std::map<std::string, NewDocument> documents;
  for (auto& [key, rows] : shown) documents.emplace(key, oneOf(std::move(rows)));
  return documents;
}

}  // namespace balalyk
