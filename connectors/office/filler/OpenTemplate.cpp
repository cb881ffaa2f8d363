#include "connectors/office/filler/OpenTemplate.h"

#include <algorithm>

namespace balalyk::filler {

namespace {

constexpr std::size_t kMostForms = 6;  // each an opened document of some six megabytes
constexpr int kMostNeeded = 100'000;

}  // namespace

OpenTemplate::OpenTemplate(uno::Reference<uno::XComponentContext> context, std::string odt, std::string language,
                           int keepAfter)
    : context_(std::move(context)), odt_(std::move(odt)), language_(std::move(language)), keepAfter_(keepAfter) {}

std::unique_ptr<TemplateDocument> OpenTemplate::open() const {
  return std::make_unique<TemplateDocument>(context_, odt_, language_);
}

OpenTemplate::Form& OpenTemplate::formOf(const std::set<std::string>& hidden) {
  const auto known = std::ranges::find(forms_, hidden, &Form::hidden);
  if (known != forms_.end()) {
    forms_.splice(forms_.begin(), forms_, known);
  } else {
    if (forms_.size() >= kMostForms) forms_.pop_back();
    forms_.push_front({.hidden = hidden, .needed = keepAfter_, .kept = nullptr});
  }
  return forms_.front();
}

void OpenTemplate::make(const Request& request, Reply& reply, std::string& step) {
  step = "load";
  if (!renewed_) renewed_ = open();
  auto& form = formOf(renewed_->hiddenFor(request));
  if (refill(form, request, step)) {
    form.kept->finish(request, reply, step);
    reply.keptLayout = true;
    if (!form.kept->reusable()) form.kept.reset();
    return;
  }
  form.fitted = renewed_->layOut(request, step) ? form.fitted + 1 : 0;
  renewed_->finish(request, reply, step);
  if (!renewed_->reusable()) renewed_.reset();
}

bool OpenTemplate::refill(Form& form, const Request& request, std::string& step) {
  if (!form.kept && form.fitted < form.needed) return false;
  const bool fits = form.kept ? form.kept->refill(request, step) : (form.kept = open())->layOut(request, step);
  if (fits) return true;
  // The more often a form outgrows its layout, the less it is worth keeping one.
  form.needed = std::min(2 * std::max(form.needed, 1), kMostNeeded);
  form.fitted = 0;
  form.kept.reset();
  return false;
}

}  // namespace balalyk::filler
