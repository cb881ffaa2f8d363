#include "connectors/office/OfficePool.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <vector>

#include "connectors/office/FontSet.h"
#include "connectors/office/Slot.h"
#include "connectors/pdf/PdfHelperPool.h"
#include "connectors/process/Processors.h"
#include "connectors/process/Sandbox.h"
#include "pipeline/Error.h"
#include "pipeline/template/TemplateContract.h"

namespace balalyk {

namespace {

// What of the values cannot be printed: every character once, and in which fields they are.
class Unprintable {
 public:
  explicit Unprintable(const FontSet& fonts) : fonts_(fonts) {}

  void look(const std::string& field, const std::string& text) {
    for (const auto& character : fonts_.unprintable(text)) {
      addOnce(fields_, field);
      addOnce(characters_, character);
    }
  }

  // Who typed them can correct them, and nobody else.
  void refuse() const {
    if (fields_.empty()) return;
    throw StageError(Disposition::returned,
                     {"valueRefused", {{"field", joined(fields_)}, {"characters", joined(characters_)}}});
  }

 private:
  static void addOnce(std::vector<std::string>& list, const std::string& one) {
    if (std::find(list.begin(), list.end(), one) == list.end()) list.push_back(one);
  }

  static std::string joined(const std::vector<std::string>& list) {
    std::string text;
    for (const auto& one : list) text += (text.empty() ? "" : ", ") + one;
    return text;
  }

  const FontSet& fonts_;
  std::vector<std::string> fields_, characters_;
};

void checkValues(const FontSet& fonts, const FillRequest& request) {
  Unprintable unprintable(fonts);
  for (const auto& [field, text] : request.values->fields) unprintable.look(field, text);
  for (const auto& [list, rows] : request.values->lists) {
    for (const auto& row : rows) {
      for (const auto& [column, text] : row) unprintable.look(list + "." + column, text);
    }
  }
  unprintable.look("title", request.title);
  unprintable.refuse();
}

// Also what the template hides, by whatever means: every field, list and code that must be shown.
PdfExpectation expectationOf(const KindContract& contract, const FillRequest& request, const filler::Reply& reply,
                             const FontSet& fonts) {
  PdfExpectation expected{*request.values, reply.shownFields, reply.shownColumns, fonts.postScriptNames()};
  const auto& fields = request.values->fields;
  for (const auto& [name, field] : contract.fields)
    if (field.mustShow) expected.shownFields.insert(name);
  for (const auto& [name, list] : contract.lists)
    for (const auto& [column, one] : list.columns)
      if (list.mustShow && one.mustShow) expected.shownColumns[name].insert(column);
  for (const auto& [name, image] : contract.images) {
    const auto text = fields.find(image.encodes);
    if (image.mustShow && text != fields.end() && !text->second.empty()) expected.codes[name] = text->second;
  }
  return expected;
}

int slotsOf(const OfficeSettings& settings) {
  return settings.slots > 0 ? settings.slots : usableProcessors();
}

constexpr int kHelpersPerSlot = 2;  // a hung one leaves the slot another

HelperSettings helperSettings(const OfficeSettings& settings) {
  return {.shim = settings.shim(),
          .helper = settings.pdfHelper(),
          .sandbox = settings.sandbox,
          .most = kHelpersPerSlot * slotsOf(settings),
          .startDeadline = settings.startDeadline,
          .documentDeadline = settings.documentDeadline,
          .queueDeadline = settings.queueDeadline};
}

HelperSettings startedAhead(HelperSettings settings) {
  settings.ahead = true;
  return settings;
}

class OfficePool : public Office {
 public:
  explicit OfficePool(const OfficeSettings& settings)
      : settings_(settings),
        sandbox_(std::async(std::launch::async, [this] { canSandbox(settings_); })),
        contract_(TemplateContract::load(settings.contract)),
        fonts_(contract_.fonts()),
        templates_(settings.templates, contract_),
        workplace_(settings, fonts_),
        queue_(settings.maxWaiting),
        helpers_(startedAhead(helperSettings(settings))) {
    // The start of soffice takes a core for itself.
    for (int i = 0; i < slotsOf(settings); ++i) {
      const auto begin = i < usableProcessors() ? Slot::Begin::atOnce : Slot::Begin::afterAnother;
      slots_.push_back(std::make_unique<Slot>(settings_, workplace_, queue_, counters_, begin));
    }
  }

  FilledDocument fill(const FillRequest& request) override {
    std::size_t inWork = 0;
    return std::move(fillAll({&request, 1}, inWork).front());
  }

  std::vector<FilledDocument> fillAll(std::span<const FillRequest> requests, std::size_t& inWork) override {
    Tasks tasks(queue_, requests.size());
    inWork = 0;
    try {
      for (; inWork < requests.size(); ++inWork) prepare(requests[inWork], *tasks.all[inWork]);
      inWork = 0;
      const bool abreast = mayFillAbreast(requests);
      if (abreast) queue_.add(tasks.all);
      std::vector<FilledDocument> filled;
      for (; inWork < requests.size(); ++inWork) {
        if (!abreast) queue_.add({&tasks.all[inWork], 1});
        filled.push_back(finish(requests[inWork], tasks.all[inWork]));
      }
      return filled;
    } catch (const OfficeError&) {
      throw;
    } catch (const StageError& error) {
      throw OfficeError(error, evidence(*tasks.all[inWork]));
    }
  }

  int slots() const override { return static_cast<int>(slots_.size()); }

  Counters counters() const override {
    return {counters_.filled,   counters_.failed,     counters_.restarts,
            counters_.recycles, counters_.slotsReady, std::chrono::milliseconds(counters_.longestOutage)};
  }

 private:
  // Of one document. Those that nobody waits for any more leave the queue.
  struct Tasks {
    FillQueue& queue;
    std::vector<std::shared_ptr<FillTask>> all;

    Tasks(FillQueue& before, std::size_t count) : queue(before) {
      for (std::size_t i = 0; i < count; ++i) all.push_back(std::make_shared<FillTask>());
    }
    ~Tasks() {
      for (const auto& task : all) queue.withdraw(task);
    }
    Tasks(const Tasks&) = delete;
    Tasks& operator=(const Tasks&) = delete;
  };

  // For whom somebody waits, and the first few: of all others a document on which soffice hangs must hold one slot
  // only.
  bool mayFillAbreast(std::span<const FillRequest> requests) {
    constexpr int kFirst = 2;
    return std::ranges::any_of(requests, &FillRequest::interactive) || documents_++ < kFirst;
  }

  void prepare(const FillRequest& request, FillTask& task) {
    task.sheet = templates_.get(request.kind, request.language, request.commissionId, request.trial);
    checkValues(fonts_, request);
    task.documentId = request.documentId;
    task.interactive = request.interactive;
    task.layout = task.sheet->digest + request.language;
    task.request = {task.sheet->digest,     {},
                    request.language,       request.title,
                    request.values->fields, request.values->lists,
                    request.values->images, static_cast<std::uint32_t>(settings_.exports)};
  }

  FilledDocument finish(const FillRequest& request, const std::shared_ptr<FillTask>& task) {
    queue_.await(task, settings_.queueDeadline);
    const auto expected = expectationOf(contract_.kind(request.kind), request, task->reply, fonts_);
    auto finished = helpers_.finish(request.documentId, task->reply.pdf, request.created, expected, task->runs);
    if (!finished.finding.problems.empty()) {
      const StageError error(Disposition::quarantined, finished.finding.problems.front());
      auto seen = evidence(*task);
      seen.pdf = std::move(finished.pdf);
      throw OfficeError(error, std::move(seen));
    }
    FilledDocument document;
    document.pdf = std::move(finished.pdf);
    document.pages = finished.finding.pages;
    document.provenance = provenance(*task);
    document.unusable = task->sheet->fault;
    return document;
  }

  OfficeProvenance provenance(const FillTask& task) const {
    if (!task.sheet) return {{}, {}, task.officeVersion, fonts_.digest()};
    return {task.sheet->file, task.sheet->digest, task.officeVersion, fonts_.digest()};
  }

  OfficeEvidence evidence(const FillTask& task) const {
    OfficeEvidence evidence;
    if (task.sheet) evidence.templateBytes = {task.sheet, &task.sheet->bytes};
    evidence.provenance = provenance(task);
    evidence.limits = {{"deadline", std::to_string(settings_.documentDeadline.count()) + " ms"},
                       {"memory", std::to_string(settings_.hardLimitMegabytes) + " MB"},
                       {"sandbox", workplace_.sandboxed() ? "true" : "false"},
                       {"jemalloc", settings_.jemalloc ? "true" : "false"}};
    evidence.runs = task.runs;
    return evidence;
  }

  const OfficeSettings settings_;
  std::atomic<int> documents_{0};
  const std::future<void> sandbox_;  // tries what the processes need, while the fonts are read
  const TemplateContract contract_;
  const FontSet fonts_;
  TemplateStore templates_;
  Workplace workplace_;
  FillQueue queue_;
  PoolCounters counters_;
  PdfHelperPool helpers_;
  std::vector<std::unique_ptr<Slot>> slots_;
  // Before the slots end, also those of a pool that could not start all of them: they work until the queue is closed.
  struct Closing {
    FillQueue& queue;
    ~Closing() { queue.close(); }
  } closing_{queue_};
};

}  // namespace

std::unique_ptr<PdfService> makePdfService(const OfficeSettings& settings) {
  return std::make_unique<PdfHelperPool>(helperSettings(settings));
}

std::unique_ptr<Office> makeOfficePool(const OfficeSettings& settings) {
  return std::make_unique<OfficePool>(settings);
}

bool canSandbox(const OfficeSettings& settings) {
  return Sandbox::worksFor(settings.sandbox, settings.shim());
}

}  // namespace balalyk
