// Makes N documents through the pool and says how fast, after a start that is measured apart.
//   office_bench FOLDER_OF_TEMPLATES FILLER.component KIND.LANGUAGE sample|longest SLOTS DOCUMENTS [FOLDER_FOR_PDFS]
// One line of JSON: start and steady state in milliseconds, documents per second, the first and the last tenth apart.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "connectors/office/OfficePool.h"
#include "pipeline/document/TemplateContract.h"
#include "pipeline/document/VerifyQr.h"

using namespace balalyk;
using Clock = std::chrono::steady_clock;

namespace {

double seconds(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

// The example's values, different for each document.
FieldValues numbered(FieldValues values, int number) {
  const auto text = std::to_string(number);
  for (const char* field : {"child.fullName", "protocol.number", "kindergarten.name"}) {
    if (values.fields.contains(field)) values.fields[field] += " " + text;
  }
  values.images["verifyQr"] = qrPng("https://balalyk.example/check/" + text);
  return values;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 7) return 2;
  const std::string templates = argv[1], name = argv[3];
  const std::string kind = name.substr(0, name.find('.')), language = name.substr(name.find('.') + 1);
  OfficeSettings settings;
  settings.templates = templates;
  settings.contract = templates + "/contract.json";
  settings.filler = argv[2];
  settings.slots = std::atoi(argv[5]);
  const int documents = std::atoi(argv[6]);
  const auto contract = TemplateContract::load(settings.contract);
  const auto fill =
      std::string(argv[4]) == "longest" ? TemplateContract::Fill::longest : TemplateContract::Fill::sample;
  const auto example = contract.exampleValues(kind, language, fill);

  const auto begin = Clock::now();
  const auto office = makeOfficePool(settings);
  std::vector<Clock::time_point> ends(static_cast<std::size_t>(documents));
  std::atomic<int> next = -settings.slots, made = 0;
  std::atomic<std::size_t> bytes = 0;
  std::atomic<Clock::time_point> started = begin;
  std::atomic<int> pages = 0;
  const auto work = [&] {
    for (int i = next++; i < documents; i = next++) {
      const auto values = numbered(example, i);
      const auto document = office->fill({.documentId = "bench-" + std::to_string(i),
                                          .kind = kind,
                                          .language = language,
                                          .values = &values,
                                          .title = "Bench"});
      if (i < 0) continue;  // the first for each slot starts it
      ends[static_cast<std::size_t>(made++)] = Clock::now();
      bytes += document.pdf.size();
      pages = document.pages;
      if (argc > 7) std::ofstream(std::string(argv[7]) + "/" + std::to_string(i) + ".pdf") << document.pdf;
    }
  };
  {
    std::vector<std::jthread> warm;
    for (int i = 0; i < settings.slots; ++i) {
      warm.emplace_back([&, i] {
        const auto values = numbered(example, -1 - i);
        office->fill({.documentId = "warm", .kind = kind, .language = language, .values = &values, .title = "Bench"});
      });
    }
  }
  next = 0;
  const auto steady = Clock::now();
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < settings.slots * 2; ++i) threads.emplace_back(work);  // one in soffice, one being checked
  }
  const int tenth = std::max(1, documents / 10);
  const auto rate = [&](int from, int to) {
    const auto since = from == 0 ? steady : ends[static_cast<std::size_t>(from - 1)];
    return (to - from) / seconds(since, ends[static_cast<std::size_t>(to - 1)]);
  };
  const auto counters = office->counters();
  std::printf(
      "{\"template\":\"%s\",\"slots\":%d,\"documents\":%d,\"pages\":%d,\"startMs\":%.0f,\"msEach\":%.2f,"
      "\"perSecond\":%.1f,\"firstTenth\":%.1f,\"lastTenth\":%.1f,\"kilobytesEach\":%.1f,\"recycles\":%d}\n",
      name.c_str(), settings.slots, documents, pages.load(), 1000 * seconds(begin, steady),
      1000 * settings.slots / rate(0, documents), rate(0, documents), rate(0, tenth),
      rate(documents - tenth, documents), double(bytes) / documents / 1024, int(counters.recycles));
}
