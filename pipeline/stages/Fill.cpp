#include "pipeline/stages/Fill.h"

#include <map>
#include <memory>

#include "pipeline/problems/Problems.h"
#include "pipeline/record/RecentRecords.h"
#include "pipeline/record/VoucherCsv.h"
#include "pipeline/template/NoticeView.h"
#include "pipeline/template/TemplateKinds.h"
#include "signing/JsonWriter.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

constexpr const char* kPdf = "application/pdf";

// Template kind -> language -> what made that PDF.
using Made = std::map<std::string_view, std::map<Language, OfficeProvenance>>;

// Provenance as canonical JSON:
// {"fonts":…,"office":…,"origin":"template","templates":{KIND:{"ky":{"file":…,"sha256":…}}}}. All values are hex
// digests, a version text, or a template's place in the folder of templates.
std::string provenanceJson(const Made& made) {
  signing::JsonWriter json(signing::JsonWriter::Layout::compact);
  json.beginObject();
  if (made.empty()) return json.member("origin", "upload").endObject().text();
  const auto& first = made.begin()->second.begin()->second;
  json.member("fonts", first.fontSetDigest).member("office", first.officeVersion).member("origin", "template");
  json.key("templates").beginObject();
  for (const auto& [kind, languages] : made) {
    json.key(kind).beginObject();
    for (const auto& [language, provenance] : languages) {
      json.key(toString(language)).beginObject().member("file", provenance.templateFile);
      json.member("sha256", provenance.templateDigest).endObject();
    }
    json.endObject();
  }
  return json.endObject().endObject().text();
}

// The PDF's dates: the sitting's day, so that the same record gives the same file whenever it is made.
std::chrono::sys_seconds dayOf(const Document& document) {
  return document.date ? std::chrono::sys_days(*document.date) : std::chrono::sys_seconds{};
}

// Draws each text once: a document's languages have the same address.
QrDrawing drawnOnce(const QrDrawing& draw) {
  // Copies of it share what is drawn.
  auto drawn = std::make_shared<std::map<std::string, std::string, std::less<>>>();
  return [draw, drawn](std::string_view text) {
    const auto known = drawn->find(text);
    return known != drawn->end() ? known->second : drawn->emplace(text, draw(text)).first->second;
  };
}

// What a template needs and the record lacks can be filled in; the rest is between the program and its templates.
bool isEmptyField(const Problem& problem) {
  return problem.code == "fieldMissing" || problem.code == "listMissing" || problem.code == "columnMissing";
}

}  // namespace

Fill::Fill(Office& office, PdfService& pdf, Records& records, DocumentStore& store, const TemplateContract& contract,
           FillOptions options)
    : office_(office), pdf_(pdf), records_(records), store_(store), contract_(contract), options_(std::move(options)) {}

std::vector<StageResult> Fill::run(std::span<const Claim> claims) {
  std::vector<StageResult> results;
  for (const auto& claim : claims) results.push_back(guarded(Stage::fill, [&] { return fill(claim); }));
  return results;
}

Filled Fill::fill(const Claim& claim) {
  ReproductionBundle inWork{.documentId = claim.document.id,
                            .kind = toString(claim.document.kind),
                            .revision = claim.document.revision,
                            .recordXml = claim.recordXml};
  try {
    auto filled = claim.document.kind == Kind::mealUpload ? fromUpload(claim) : fromTemplates(claim, inWork);
    filled.contentDigest = contentDigest(filled.files, claim.document.recordDigest);
    return filled;
  } catch (const std::exception& error) {
    if (const auto* office = dynamic_cast<const OfficeError*>(&error)) inWork.office = office->evidence();
    auto failure = failureFor(Stage::fill, error);
    throw StageError(failure.disposition, std::move(failure.problem), evidenceOf(std::move(inWork)));
  }
}

Evidence Fill::evidenceOf(ReproductionBundle inWork) const {
  return [&store = store_, bundle = std::move(inWork)](const Problem& problem, int attempt) mutable {
    bundle.problem = problem;
    bundle.attempt = attempt;
    if (problemKind(problem.code).part != Part::office) {
      // What the record alone brings about comes again at every try, and so should its bundle: a try whose completion
      // was lost leaves no second one behind.
      bundle.attempt = 0;
      bundle.office.runs.clear();
    }
    return store.put(pack(bundle));
  };
}

// What each template needs must be there before the office begins with the first.
std::vector<Fill::Wanted> Fill::wanted(const Claim& claim, const Record& record, ReproductionBundle& inWork) const {
  const auto& document = claim.document;
  const auto languages = languagesOf(record);
  const auto drawQr = drawnOnce(options_.drawQr);
  std::map<Language, FieldValues> views;
  for (const auto language : languages)
    views[language] = fieldValues(record, {.documentId = document.id,
                                           .revision = document.revision,
                                           .checkAddressBase = options_.checkAddressBase,
                                           .language = language,
                                           .drawQr = drawQr});
  std::vector<Wanted> all;
  for (const auto& kind : templateKindsOf(document.kind)) {
    if (kind.toApplicant && !options_.notices) continue;
    for (const auto language : languages) {
      const auto& view = views.at(language);
      inWork.templateKind = kind.name;
      inWork.language = toString(language);
      inWork.values = kind.toApplicant ? noticeValues(view) : view;
      if (const auto broken = contract_.check(inWork.templateKind, inWork.values); !broken.empty()) {
        throw StageError(isEmptyField(broken.front()) ? Disposition::returned : Disposition::quarantined,
                         broken.front());
      }
      auto title = documentTitle(contract_.kind(inWork.templateKind).titles.at(inWork.language), inWork.values);
      all.push_back({kind, language, std::move(inWork.values), std::move(title)});
    }
  }
  return all;
}

std::vector<FilledDocument> Fill::fromOffice(const Document& document, const std::vector<Wanted>& wanted,
                                             ReproductionBundle& inWork) {
  std::vector<FillRequest> requests;
  for (const auto& one : wanted)
    requests.push_back({.documentId = document.id,
                        .kind = std::string(one.kind.name),
                        .language = std::string(toString(one.language)),
                        .commissionId = document.commissionId,
                        .values = &one.values,
                        .title = one.title,
                        .created = inWork.created,
                        .interactive = document.priority == Priority::interactive});
  std::size_t place = 0;
  try {
    return office_.fillAll(requests, place);
  } catch (...) {
    if (place < wanted.size()) {
      inWork.templateKind = requests[place].kind;
      inWork.language = requests[place].language;
      inWork.values = wanted[place].values;
      inWork.title = wanted[place].title;
    }
    throw;
  }
}

Filled Fill::fromTemplates(const Claim& claim, ReproductionBundle& inWork) {
  Filled made;
  const auto& document = claim.document;
  const auto known = recentRecord(claim.recordXml);
  const auto& record = *known;
  inWork.created = dayOf(document);
  const auto wanted = this->wanted(claim, record, inWork);
  auto filled = fromOffice(document, wanted, inWork);
  Made provenance;
  std::vector<std::string> contents;  // kept once all are made: what fails leaves none behind
  const auto make = [&](std::string name, const char* mediaType, std::string content) {
    made.files.push_back({std::move(name), mediaType, {}, content.size()});
    contents.push_back(std::move(content));
  };
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto& [kind, language, values, title] = wanted[i];
    make(pdfName(kind, toString(language)), kPdf, std::move(filled[i].pdf));
    made.pages += filled[i].pages;
    provenance[kind.name][language] = std::move(filled[i].provenance);
  }
  if (const auto* list = std::get_if<VoucherList>(&record)) make("vouchers.csv", "text/csv", voucherCsv(*list));
  auto digests = store_.putAll(contents);
  for (std::size_t i = 0; i < digests.size(); ++i) made.files[i].digest = std::move(digests[i]);
  made.provenance = provenanceJson(provenance);
  return made;
}

// The very file that was frozen with the record. Another one, or one that is too large, only the secretary can correct.
std::string Fill::uploadOf(const MealSubsidy& meal) {
  std::optional<std::string> upload;
  try {
    upload = records_.upload(meal.uploadId, options_.maxUploadBytes);
  } catch (const Error& error) {
    if (error.problem().code != "uploadTooLarge") throw;
    throw StageError(Disposition::returned, error.problem());
  }
  if (!upload) throw StageError(Disposition::returned, {"uploadMissing", {}});
  if (!meal.uploadDigest.empty() && signing::toHex(signing::sha256(*upload)) != meal.uploadDigest)
    throw StageError(Disposition::returned, {"uploadChanged", {}});
  return *std::move(upload);
}

Filled Fill::fromUpload(const Claim& claim) {
  const auto record = recentRecord(claim.recordXml);
  const auto& meal = std::get<MealSubsidy>(*record);
  const auto upload = uploadOf(meal);
  const auto checked = pdf_.examine(upload);
  if (!checked.problems.empty()) throw StageError(Disposition::returned, checked.problems.front());
  return {.files = {{"protocol.pdf", kPdf, store_.put(upload), upload.size()}},
          .pages = checked.pages,
          .provenance = provenanceJson({})};
}

}  // namespace balalyk
