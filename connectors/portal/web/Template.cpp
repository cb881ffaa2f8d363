#include "connectors/portal/web/Template.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace balalyk::web {
namespace {

constexpr std::string_view kOpen = "{{", kClose = "}}";

// Empty: it stays as it is.
constexpr std::string_view entityOf(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&apos;";
    default:
      return {};
  }
}

constexpr auto kEntities = [] {
  std::array<std::string_view, 256> entities;
  for (std::size_t i = 0; i < entities.size(); ++i) entities[i] = entityOf(static_cast<char>(i));
  return entities;
}();

bool isName(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

// What was put in last counts.
const ViewData::Value* valueIn(const ViewData& data, std::string_view name) {
  const auto& values = data.values();
  for (auto value = values.rbegin(); value != values.rend(); ++value)
    if (value->first == name) return &value->second;
  return nullptr;
}

bool isShown(const ViewData::Value* value) {
  if (!value) return false;
  if (const auto* flag = std::get_if<bool>(value)) return *flag;
  const auto* list = std::get_if<std::vector<ViewData>>(value);
  return !list || !list->empty();
}

}  // namespace

void appendEscaped(std::string& out, std::string_view text) {
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto entity = kEntities[static_cast<unsigned char>(text[at])];
    if (entity.empty()) continue;
    out += text.substr(begin, at - begin);
    out += entity;
    begin = at + 1;
  }
  out += text.substr(begin);
}

Template::Template(std::string_view text) : size_(text.size()) {
  std::vector<std::size_t> open;  // sections
  while (true) {
    const auto begin = text.find(kOpen);
    addText(text.substr(0, begin));
    if (begin == std::string_view::npos) break;
    const auto close = text.find(kClose, begin);
    if (close == std::string_view::npos) throw std::logic_error("a tag without its end");
    auto tag = text.substr(begin + kOpen.size(), close - begin - kOpen.size());
    text.remove_prefix(close + kClose.size());
    const char sign = tag.empty() ? '\0' : tag[0];
    const bool isSection = sign == '#' || sign == '^';
    if (isSection || sign == '/') tag.remove_prefix(1);
    if (!isName(tag)) throw std::logic_error("a tag that is none of ours: " + std::string(tag));
    if (sign == '/') {
      if (open.empty() || steps_[open.back()].text != tag)
        throw std::logic_error("the end of a section that was not begun: " + std::string(tag));
      steps_[open.back()].end = steps_.size();
      open.pop_back();
      continue;
    }
    if (isSection) open.push_back(steps_.size());
    steps_.push_back({.what = sign == '#'   ? What::section
                              : sign == '^' ? What::inverted
                                            : What::name,
                      .text = std::string(tag)});
  }
  if (!open.empty()) throw std::logic_error("a section without its end: " + steps_[open.back()].text);
}

void Template::addText(std::string_view text) {
  if (text.empty()) return;
  Step step{.what = What::text, .text = std::string(text)};
  if (const auto first = text.find('\n'); first != std::string_view::npos) {
    step.firstLine = first + 1;
    step.lastLine = text.rfind('\n') + 1;
  }
  steps_.push_back(std::move(step));
}

// One page while it is written.
class Template::Writer {
 public:
  Writer(const Template& page, const ViewData& data) : page_(page) {
    scopes_.push_back(&data);
    out_.reserve(2 * page.size_);
  }

  std::string operator()() {
    write(0, page_.steps_.size());
    endLine();
    return std::move(out_);
  }

 private:
  void write(std::size_t at, std::size_t end) {
    while (at < end) {
      const auto& step = page_.steps_[at];
      if (step.what == What::text) {
        writeText(step);
        ++at;
      } else if (step.what == What::name) {
        if (const auto* value = find(step.text))
          if (const auto* text = std::get_if<std::string>(value)) appendEscaped(out_, *text);
        ++at;
      } else {
        writeSection(step, at + 1);
        at = step.end;
      }
    }
  }

  void writeSection(const Step& step, std::size_t begin) {
    const auto* value = find(step.text);
    if (isShown(value) != (step.what == What::section)) return;
    const auto* list = value ? std::get_if<std::vector<ViewData>>(value) : nullptr;
    if (!list || list->empty()) return writeOnce(begin, step.end);
    for (const auto& item : *list) {
      scopes_.push_back(&item);
      writeOnce(begin, step.end);
      scopes_.pop_back();
    }
  }

  void writeOnce(std::size_t begin, std::size_t end) {
    sectionInLine_ = true;
    write(begin, end);
    sectionInLine_ = true;
  }

  // All lines but the first and the last are whole, and without tags.
  void writeText(const Step& step) {
    const std::string_view text = step.text;
    if (step.firstLine == std::string::npos) {
      out_ += text;
      return;
    }
    out_ += text.substr(0, step.firstLine - 1);
    if (!endLine()) out_ += '\n';
    out_ += text.substr(step.firstLine);
    lineBegin_ = out_.size() - (text.size() - step.lastLine);
  }

  // True: the line held nothing but tags of sections, and is gone.
  bool endLine() {
    const bool blank = sectionInLine_ && out_.find_first_not_of(" \t", lineBegin_) == std::string::npos;
    if (blank) out_.resize(lineBegin_);
    sectionInLine_ = false;
    return blank;
  }

  const ViewData::Value* find(std::string_view name) const {
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope)
      if (const auto* value = valueIn(**scope, name)) return value;
    return nullptr;
  }

  const Template& page_;
  std::vector<const ViewData*> scopes_;  // the innermost last
  std::string out_;
  std::size_t lineBegin_ = 0;
  bool sectionInLine_ = false;
};

std::string Template::render(const ViewData& data) const {
  return Writer(*this, data)();
}

}  // namespace balalyk::web
