#include "jobs/output/Table.h"

#include <algorithm>
#include <numeric>

#include "connectors/texts/TextWidth.h"

namespace balalyk {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 6;

}  // namespace

Table::Table(std::vector<std::string> headings, std::vector<Align> aligns)
    : headings_(std::move(headings)), aligns_(std::move(aligns)) {
  aligns_.resize(headings_.size(), Align::left);
}

void Table::add(std::vector<std::string> row) {
  row.resize(headings_.size());
  for (auto& cell : row) cell = printable(cell);
  rows_.push_back(std::move(row));
}

std::vector<std::size_t> Table::widths(std::size_t available) const {
  std::vector<std::size_t> widths;
  for (const auto& heading : headings_) widths.push_back(columnsOf(heading));
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columnsOf(row[i]));
  if (available == 0) return widths;
  const std::size_t gaps = kGap * (widths.size() - 1);
  std::size_t total = std::accumulate(widths.begin(), widths.end(), gaps);
  while (total > available) {
    std::size_t widest = 0;
    std::size_t most = kNarrowest;
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (aligns_[i] != Align::whole && widths[i] > most) most = widths[widest = i];
    if (most == kNarrowest) break;
    --widths[widest];
    --total;
  }
  return widths;
}

// Cells are not cut here: what a reader has to copy stays whole, if need be on the line below its heading.
std::string Table::stacked(std::size_t width) const {
  std::size_t widest = 0;
  for (const auto& heading : headings_) widest = std::max(widest, columnsOf(heading));
  std::string text;
  for (const auto& row : rows_) {
    if (!text.empty()) text += '\n';
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i].empty()) continue;
      const bool fits = widest + kGap + columnsOf(row[i]) <= width;
      text += fits ? padTo(headings_[i], widest + kGap) + row[i] + '\n' : headings_[i] + "\n  " + row[i] + '\n';
    }
  }
  return text;
}

std::string Table::text(std::size_t width) const {
  const auto columns = widths(width);
  const auto needed = std::accumulate(columns.begin(), columns.end(), kGap * (columns.size() - 1));
  if (width > 0 && needed > width && !rows_.empty()) return stacked(width);
  std::string text;
  const auto addLine = [&](const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string cell = cutTo(cells[i], columns[i]);
      const std::string blanks(columns[i] - std::min(columns[i], columnsOf(cell)), ' ');
      line += (i ? std::string(kGap, ' ') : "") + (aligns_[i] == Align::right ? blanks + cell : cell + blanks);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  };
  addLine(headings_);
  for (const auto& row : rows_) addLine(row);
  return text;
}

}  // namespace balalyk
