#include "pipeline/stages/CurrentRecords.h"

#include <algorithm>

#include "pipeline/domain/IsoDate.h"
#include "pipeline/record/RecordXml.h"
#include "pipeline/stages/NewDocuments.h"

namespace balalyk {
namespace {

// So many records of one view that are gone together, and none that is left, are doubted.
constexpr int kDoubted = 5;

bool wasSigned(const Document& document) {
  return document.container || document.state == State::signed_ || document.state == State::published;
}

}  // namespace

FrozenRecord frozenRecordOf(const Document& document) {
  return {.documentId = document.id,
          .source = document.source,
          .sourceKey = document.sourceKey,
          .recordDigest = document.recordDigest};
}

Problem recordWithdrawn(Source source) {
  return {"recordWithdrawn", {{"view", portalView(source)}}};
}

CurrentRecords::CurrentRecords(PortalDatabase& database)
    : database_(database), records_(database.records()), today_(database.today()) {}

std::map<std::string, NewDocument> CurrentRecords::of(Source source, const std::vector<std::string>& keys) {
  std::map<std::string, std::vector<NewDocument>> shown;
  if (source == Source::application)
    for (const auto& record : records_.applicationsOf(keys))
      shown[record.origin.key].push_back(newDocument(check(record, today_, database_.amounts())));
  if (source == Source::mealSubsidy)
    for (const auto& record : records_.mealSubsidiesOf(keys))
      shown[record.origin.key].push_back(newDocument(check(record, today_)));
  std::map<std::string, NewDocument> documents;
  for (auto& [key, rows] : shown) documents.emplace(key, oneOf(std::move(rows)));
  return documents;
}

std::optional<NewDocument> CurrentRecords::list(const std::string& key) {
  auto shown = shownList(key);
  return shown ? std::move(shown) : emptiedList(key);
}

std::optional<NewDocument> CurrentRecords::shownList(const std::string& key) {
  const auto slash = key.rfind('/');
  const auto month = slash == std::string::npos ? std::nullopt : monthFromIso(key.substr(slash + 1));
  auto list = month ? records_.voucherList(key.substr(0, slash), *month) : std::nullopt;
  if (!list) return std::nullopt;
  return newDocument(check(std::move(*list), today_));
}

// The kindergarten and the month as its last list has them; the commission and who leads it as the portal shows them
// now, while it shows any voucher of theirs.
std::optional<NewDocument> CurrentRecords::emptiedList(const std::string& key) {
  const auto last = database_.archive().latest(Source::voucherList, key);
  const auto xml = last ? database_.archive().recordXml(last->id) : std::nullopt;
  if (!xml) return std::nullopt;
  auto list = std::get<VoucherList>(fromXml(*xml));
  list.holders.clear();
  if (const auto now = records_.leadership(list.commission.id)) {
    list.commission = now->commission;
    list.chairperson = now->chairperson;
  }
  return newDocument(check(std::move(list), today_));
}

Comparison CurrentRecords::compareList(const FrozenRecord& record) {
  if (auto shown = shownList(record.sourceKey)) return {Standing::same, std::move(shown), true};
  const auto revisions = database_.archive().revisions(record.source, record.sourceKey);
  if (std::ranges::none_of(revisions, wasSigned)) return {Standing::gone, std::nullopt, false};
  try {
    return {Standing::same, emptiedList(record.sourceKey), false};
  } catch (const Error&) {
    // A frozen record that cannot be read is reported where it is used; it is not a reason to stop all others.
    return {Standing::same, std::nullopt, true};
  }
}

std::vector<Comparison> CurrentRecords::compare(std::span<const FrozenRecord> records) {
  std::map<Source, std::vector<std::string>> keys;
  for (const auto& record : records) keys[record.source].push_back(record.sourceKey);
  std::map<Source, std::map<std::string, NewDocument>> shown;
  for (const auto& [source, wanted] : keys)
    if (source != Source::voucherList) shown[source] = of(source, wanted);
  std::vector<Comparison> compared;
  for (const auto& record : records) {
    if (record.source == Source::voucherList) {
      compared.push_back(compareList(record));
    } else {
      const auto found = shown[record.source].find(record.sourceKey);
      compared.push_back(found == shown[record.source].end() ? Comparison{Standing::gone, std::nullopt, false}
                                                             : Comparison{Standing::same, found->second, true});
    }
    auto& one = compared.back();
    if (one.now && (one.now->recordDigest != record.recordDigest || !one.now->problems.empty()))
      one.standing = Standing::changed;
  }
  doubt(records, compared);
  return compared;
}

void CurrentRecords::doubt(std::span<const FrozenRecord> records, std::vector<Comparison>& compared) {
  for (const auto source : {Source::application, Source::mealSubsidy, Source::voucherList}) {
    int asked = 0, gone = 0;
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (records[i].source != source) continue;
      ++asked;
      gone += compared[i].shown ? 0 : 1;
    }
    if (gone < kDoubted || gone < asked || records_.showsAny(source)) continue;
    for (std::size_t i = 0; i < records.size(); ++i)
      if (records[i].source == source) compared[i] = {Standing::unknown, std::nullopt, false};
  }
}

}  // namespace balalyk
