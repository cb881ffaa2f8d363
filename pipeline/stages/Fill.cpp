#include "pipeline/stages/Fill.h"

#include "pipeline/problems/Problems.h"
#include "pipeline/record/RecordXml.h"
#include "pipeline/record/VoucherCsv.h"
#include "pipeline/template/RecordView.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

constexpr const char* kPdf = "application/pdf";

// Provenance as canonical JSON: {"languages":{"ky":{…}},"office":…}. All values are hex digests or a version text.
std::string provenanceJson(const std::vector<std::pair<Language, OfficeProvenance>>& made) {
  if (made.empty()) return R"({"origin":"upload"})";
  std::string templates;
  for (const auto& [language, provenance] : made) {
    if (!templates.empty()) templates += ',';
    templates += "\"" + std::string(toString(language)) + "\":\"" + provenance.templateDigest + "\"";
  }
  std::string version;
  for (const char c : made.front().second.officeVersion) {
    if (c == '"' || c == '\\') version += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) version += c;
  }
  return R"({"fonts":")" + made.front().second.fontSetDigest + R"(","office":")" + version +
         R"(","origin":"template",)" + R"("templates":{)" + templates + "}}";
}

// The PDF's dates: the sitting's day, so that the same record gives the same file whenever it is made.
std::chrono::sys_seconds dayOf(const Document& document) {
  return document.date ? std::chrono::sys_days(*document.date) : std::chrono::sys_seconds{};
}

// What a template needs and the record lacks can be filled in; the rest is between the program and its templates.
bool isEmptyField(const Problem& problem) {
  return problem.code == "fieldMissing" || problem.code == "listMissing" || problem.code == "columnMissing";
}

std::string pdfName(Kind kind, Language language) {
  return std::string(kind == Kind::voucherList ? "list-" : "protocol-") + toString(language) + ".pdf";
}

}  // namespace

Fill::Fill(Office& office, PdfService& pdf, Records& records, DocumentStore& store, const TemplateContract& contract,
           FillOptions options)
    : office_(office), pdf_(pdf), records_(records), store_(store), contract_(contract), options_(std::move(options)) {}

std::vector<StageResult> Fill::run(std::span<const Claim> claims) {
  std::vector<StageResult> results;
  for (const auto& claim : claims) {
    results.push_back(guarded(claim, Stage::fill, [&] { return fill(claim); }));
  }
  return results;
}

bool Fill::setsAside(const Claim& claim, const Failure& failure) const {
  return failure.disposition == Disposition::quarantined ||
         (failure.disposition == Disposition::retry && claim.document.attempts >= options_.maxAttempts);
}

Completion Fill::fill(const Claim& claim) {
  ReproductionBundle inWork{.documentId = claim.document.id,
                            .kind = toString(claim.document.kind),
                            .revision = claim.document.revision,
                            .attempt = claim.document.attempts,
                            .recordXml = claim.recordXml};
  try {
    return fill(claim, inWork);
  } catch (const std::exception& error) {
    auto failure = failureFor(claim, Stage::fill, error);
    if (!setsAside(claim, failure)) throw;
    if (const auto* office = dynamic_cast<const OfficeError*>(&error)) inWork.office = office->evidence();
    inWork.problem = failure.problem;
    if (problemKind(failure.problem.code).part != Part::office) {
      // What the record alone brings about comes again at every try, and so should its bundle: a try whose completion
      // was lost leaves no second one behind.
      inWork.attempt = 0;
      inWork.office.runs.clear();
    }
    // A store that cannot take it throws: nothing is set aside without what it takes to find out why.
    failure.problem.params["bundle"] = store_.put(pack(inWork));
    throw StageError(failure.disposition, failure.problem);
  }
}

Completion Fill::fill(const Claim& claim, ReproductionBundle& inWork) {
  Completion completion{.documentId = claim.document.id, .token = claim.token, .stage = Stage::fill};
  if (claim.document.kind == Kind::mealUpload) {
    fromUpload(claim, completion);
  } else {
    fromTemplates(claim, completion, inWork);
  }
  completion.contentDigest = contentDigest(completion.files, claim.document.recordDigest);
  return completion;
}

void Fill::keep(Completion& completion, std::string name, std::string mediaType, std::string_view content) {
  completion.files.push_back({std::move(name), std::move(mediaType), store_.put(content), content.size()});
}

void Fill::fromTemplates(const Claim& claim, Completion& completion, ReproductionBundle& inWork) {
  const auto& document = claim.document;
  const auto record = fromXml(claim.recordXml);
  const std::string kind = toString(document.kind);
  std::vector<std::pair<Language, OfficeProvenance>> made;
  for (const auto language : languagesOf(record)) {
    inWork.language = toString(language);
    inWork.created = dayOf(document);
    const auto& values = inWork.values = fieldValues(record, {.documentId = document.id,
                                                              .revision = document.revision,
                                                              .checkAddressBase = options_.checkAddressBase,
                                                              .language = language});
    if (const auto broken = contract_.check(kind, values); !broken.empty()) {
      throw StageError(isEmptyField(broken.front()) ? Disposition::returned : Disposition::quarantined, broken.front());
    }
    inWork.title = documentTitle(contract_.kind(kind).titles.at(inWork.language), values);
    const auto filled = office_.fill({.documentId = document.id,
                                      .kind = kind,
                                      .language = inWork.language,
                                      .values = &values,
                                      .title = inWork.title,
                                      .created = inWork.created,
                                      .interactive = document.priority == Priority::interactive});
    keep(completion, pdfName(document.kind, language), kPdf, filled.pdf);
    completion.pages += filled.pages;
    made.emplace_back(language, filled.provenance);
  }
  if (const auto* list = std::get_if<VoucherList>(&record)) {
    keep(completion, "vouchers.csv", "text/csv", voucherCsv(*list));
  }
  completion.provenance = provenanceJson(made);
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

void Fill::fromUpload(const Claim& claim, Completion& completion) {
  const auto record = fromXml(claim.recordXml);
  const auto& meal = std::get<MealSubsidy>(record);
  const auto upload = uploadOf(meal);
  const auto checked = pdf_.examine(upload);
  if (!checked.problems.empty()) throw StageError(Disposition::returned, checked.problems.front());
  keep(completion, "protocol.pdf", kPdf, upload);
  completion.pages = checked.pages;
  completion.provenance = provenanceJson({});
}

}  // namespace balalyk
