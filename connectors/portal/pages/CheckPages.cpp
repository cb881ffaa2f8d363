#include "connectors/portal/pages/CheckPages.h"

#include <algorithm>
#include <memory>

#include "connectors/portal/pages/DocumentCheck.h"
#include "connectors/portal/pages/FileCheckView.h"
#include "connectors/portal/pages/FormErrors.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/portal/web/RateLimit.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/ports/FileCheck.h"
#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/ports/Retention.h"
#include "signing/ReadFile.h"
#include "signing/crypto/Digest.h"

namespace balalyk {
namespace {

using web::Access;
using web::RateLimit;
using web::Response;
using web::Takes;
using web::ViewData;
using web::Visit;

constexpr std::chrono::seconds kKept{60};  // how late a browser may hear that a document was superseded
constexpr int kAway = 503;
constexpr std::size_t kLongestId = 64;
constexpr std::size_t kFilesLookedUp = 50;  // of a container
constexpr std::string_view kPdf = "%PDF-";
constexpr std::size_t kPdfWithin = 1024;  // readers find it there

std::string lowerCase(std::string text) {
  for (auto& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

// A container's first file can be one: it is a container all the same.
bool looksLikePdf(std::string_view bytes) {
  return !bytes.starts_with("PK") && bytes.substr(0, kPdfWithin).find(kPdf) != std::string_view::npos;
}

// As typed or as in an address that ends with «=»: blanks, capitals, a slash before it. Empty: none.
std::string typedId(const std::string& text) {
  std::string id;
  for (const char c : lowerCase(text))
    if (c != ' ' && c != '\t' && c != '/') id += c;
  const bool good = id.size() <= kLongestId && std::ranges::all_of(id, [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
                    });
  return good ? id : std::string();
}

class CheckPages {
 public:
  CheckPages(const PageParts& parts, const CheckLimits& limits)
      : parts_(parts),
        documents_(parts),
        addresses_(limits.atOnce, limits.perMinute),
        ids_(limits.ofOneAtOnce, limits.ofOnePerMinute),
        uploads_(limits.filesAtOnce, limits.filesPerMinute) {}

  Response ask(Visit& visit) {
    const auto& query = visit.request().query;
    if (query.has("id")) {
      const auto id = typedId(query.first("id"));
      if (!id.empty()) return Response::redirect("/check/" + id + "?lang=" + visit.language());
      return form(visit, "id", visit.messages().text("portal.check.id.wrong"));
    }
    return kept(visit, form(visit, "", ""));
  }

  Response document(Visit& visit) {
    const auto id = lowerCase(visit.parameter("id"));
    const auto address = addresses_.take(web::limitedAddress(visit.request().client));
    if (address.count() > 0) return tooMany(visit, address);
    if (const auto wait = ids_.take(id); wait.count() > 0) return tooMany(visit, wait);
    const auto document = parts_.database.archive().document(id);
    ViewData data;
    const auto answer = document ? documents_.of(*document, visit) : DocumentCheck::Answer{};
    documents_.show(answer, document ? &*document : nullptr, visit, data);
    data.text("askedId", id).flag("unknown", !document);
    const auto title = visit.messages().text("portal.check.document.title");
    auto page = visit.page("check-document", title, std::move(data), document ? 200 : 404);
    const bool lasting = document && answer.state != CheckState::damaged && !answer.unseen;
    return lasting ? kept(visit, std::move(page)) : page;
  }

  Response file(Visit& visit) {
    const auto wait = uploads_.take(web::limitedAddress(visit.request().client));
    if (wait.count() > 0) return tooMany(visit, wait);
    const auto& upload = visit.request().form.upload;
    if (!upload) return form(visit, "file", visit.messages().text("portal.check.file.none"));
    try {
      return judged(visit, *upload);
    } catch (const Error& error) {
      const auto& problem = error.problem();
      if (problem.code == "fileCheckFailed") return shown(visit, FileVerdict::unread, {}, nullptr);
      if (problem.code != "fileCheckBusy" && problem.code != "fileCheckUnavailable") throw;
      const auto number = problem.code == "fileCheckBusy" ? std::string() : visit.report(kAway, problem);
      auto answer = web::errorAnswer(visit, kAway, {problem.code, {{"reason", ""}}}, number);
      answer.set("Retry-After", "10");
      return answer;
    }
  }

 private:
  // What a browser has is still right when the page comes out the same.
  static Response kept(Visit& visit, Response page) {
    const auto tag = '"' + signing::toHex(signing::sha256(page.body())).substr(0, 32) + '"';
    const auto& theirs = visit.request().ifNoneMatch;
    if (theirs == tag || theirs == "W/" + tag) return Response::notModified(tag, kKept);
    page.keepFor(kKept, tag);
    return page;
  }

  static Response tooMany(Visit& visit, std::chrono::seconds wait) {
    const auto seconds = std::to_string(wait.count());
    auto answer = web::errorAnswer(visit, web::kTooMany, {"tooManyRequests", {{"seconds", seconds}}}, "");
    answer.set("Retry-After", seconds);
    return answer;
  }

  static Response form(Visit& visit, const std::string& field, const std::string& wrong) {
    ViewData data;
    FormErrors errors(visit.messages());
    if (!wrong.empty()) errors.add(wrong, field);
    errors.into(data, "portal.wrong.title");
    data.flag("hasErrors", !wrong.empty());
    return visit.page("check", visit.messages().text("portal.check.title"), std::move(data),
                      wrong.empty() ? 200 : web::kUnprocessable);
  }

  Response judged(Visit& visit, const web::Upload& upload) {
    auto document = parts_.database.archive().ofFile(upload.digest());
    const auto bytes = signing::readWholeFile(upload.file());
    if (!bytes) throw web::HttpError(kAway, {"uploadNotKept", {}});
    ViewData data;
    if (looksLikePdf(*bytes)) {
      if (document) {
        const bool made = document->kind != Kind::mealUpload;
        return shown(visit, made ? FileVerdict::own : FileVerdict::uploaded, std::move(data), &*document);
      }
      std::vector<ViewData> problems;
      for (const auto& problem : parts_.files.examine(*bytes).problems) {
        const auto text = describeOnPage(visit.messages(), problem);
        problems.push_back(ViewData().text("what", text.what));
      }
      const bool active = !problems.empty();
      data.flag("hasProblems", active).list("problems", std::move(problems));
      return shown(visit, active ? FileVerdict::active : FileVerdict::another, std::move(data), nullptr);
    }
    auto checked = parts_.files.judge(*bytes);
    const Judgement judgement{std::move(checked.first), std::move(checked.second)};
    if (!document && judgement.first.passed()) document = ofCovered(judgement.first);
    const auto verdict = verdictOn(judgement, document.has_value());
    if (verdict != FileVerdict::genuine) document.reset();
    showJudgement(judgement, upload.name(), visit, parts_.zone, data);
    return shown(visit, verdict, std::move(data), document ? &*document : nullptr);
  }

  // A container of another level than the one that is kept now covers the same files. Whoever has a certificate can
  // sign one of ours beside what is not: so all of it must be of one document, and signed by who signed that.
  std::optional<Document> ofCovered(const signing::VerificationReport& report) {
    std::optional<Document> document;
    for (const auto& signature : report.signatures) {
      if (document || signature.files.size() > kFilesLookedUp) break;
      for (const auto& file : signature.files)
        if (!document && file.digestAlgorithm == "SHA-256") document = parts_.database.archive().ofFile(file.digest);
    }
    if (document && !document->container) return isOfRemoved(report, *document) ? document : std::nullopt;
    const auto isOf = [&](const signing::SignatureReport& signature) {
      return signature.signer && signature.signer->certificateSha256 == document->certificateDigest &&
             std::ranges::all_of(signature.files, [&](const signing::CoveredFile& file) {
               return file.digest == document->recordDigest ||
                      std::ranges::any_of(document->files, [&](const auto& own) { return own.digest == file.digest; });
             });
    };
    if (!document || !std::ranges::all_of(report.signatures, isOf)) return std::nullopt;
    return document;
  }

  // Of a removed one the digests of the record, of all that was signed and of the certificate remain.
  bool isOfRemoved(const signing::VerificationReport& report, const Document& document) const {
    const auto tombstone = parts_.database.retention().tombstone(document.id);
    if (!tombstone || tombstone->certificateDigest.empty()) return false;
    return std::ranges::all_of(report.signatures, [&](const signing::SignatureReport& signature) {
      std::vector<StoredFile> files;
      for (const auto& file : signature.files)
        if (file.digest != document.recordDigest) files.push_back({file.name, file.mediaType, file.digest, file.size});
      return signature.signer && signature.signer->certificateSha256 == tombstone->certificateDigest &&
             files.size() + 1 == signature.files.size() &&
             contentDigest(files, document.recordDigest) == document.contentDigest;
    });
  }

  // Of one that is this portal's: how it is now, too.
  Response shown(Visit& visit, FileVerdict verdict, ViewData data, const Document* document) {
    data.flag("ofDocument", document != nullptr);
    if (document) {
      ViewData now;
      documents_.show(documents_.of(*document, visit), document, visit, now);
      for (const auto& [name, value] : now.values())
        if (const auto* list = std::get_if<std::vector<ViewData>>(&value); list && name == "facts")
          data.list(name, *list);
      now.text("id", document->id).text("language", visit.language());
      data.part("document", std::move(now));
    }
    showVerdict(verdict, visit, data);
    const auto& messages = visit.messages();
    std::vector<ViewData> proves, doesNotProve;
    const auto key = std::string("portal.check.file.") + toString(verdict) + ".proves.";
    for (int i = 1; messages.has(key + std::to_string(i)); ++i)
      proves.push_back(ViewData().text("text", messages.text(key + std::to_string(i))));
    for (int i = 1; messages.has("portal.check.not." + std::to_string(i)); ++i)
      doesNotProve.push_back(ViewData().text("text", messages.text("portal.check.not." + std::to_string(i))));
    data.flag("hasNot", !proves.empty()).flag("hasProves", !proves.empty());
    data.list("proves", std::move(proves)).list("provesNot", std::move(doesNotProve));
    return visit.page("check-file", messages.text("portal.check.file.title"), std::move(data));
  }

  const PageParts parts_;
  DocumentCheck documents_;
  RateLimit addresses_, ids_, uploads_;
};

}  // namespace

void addCheckPages(web::Content& content, const PageParts& parts, const CheckLimits& limits) {
  auto& routes = content.routes;
  const auto pages = std::make_shared<CheckPages>(parts, limits);
  routes.get("/check", Access::stranger(), [pages](Visit& visit) { return pages->ask(visit); });
  routes.get("/check/{id:id}", Access::stranger(), [pages](Visit& visit) { return pages->document(visit); });
  routes.post("/check", Access::stranger(), Takes::publicUpload, [pages](Visit& visit) { return pages->file(visit); });
}

}  // namespace balalyk
