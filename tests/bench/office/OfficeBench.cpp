// Makes documents through the pool and says how fast, after a start that is measured apart.
//   office_bench TEMPLATES FILLER.component KIND.LANGUAGE sample|longest SLOTS DOCUMENTS [name=value …]
//     pdfs=FOLDER      write the PDFs there
//     exports=N        export each filled document N times: the floor, what no filling could ever be faster than
//     every=SECONDS    a line of JSON in between: documents so far, megabytes of the slots
//     jemalloc=0       without it
//     preload=0        without our own library
//     deflate=LEVEL    1 to 12
//     program=FOLDER   of soffice.bin; unsandboxed and without deadlines, so that it may be a profiler
// The last line of JSON: start and steady state in milliseconds, documents per second, the first and the last tenth
// apart, processor time per document of the slots and of this program.
#include <malloc.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "Consumption.h"
#include "connectors/office/OfficePool.h"
#include "connectors/office/QrCode.h"
#include "pipeline/template/TemplateContract.h"

using namespace balalyk;
using Clock = std::chrono::steady_clock;

namespace {

double seconds(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

struct Options {
  std::string templates, filler, kind, language;
  bool longest = false;
  int slots = 1, documents = 1;
  std::map<std::string, std::string> more;

  std::string get(const std::string& name, const std::string& otherwise) const {
    const auto found = more.find(name);
    return found == more.end() ? otherwise : found->second;
  }
};

Options parse(int argc, char** argv) {
  Options options;
  options.templates = argv[1];
  options.filler = argv[2];
  const std::string name = argv[3];
  options.kind = name.substr(0, name.find('.'));
  options.language = name.substr(name.find('.') + 1);
  options.longest = std::string(argv[4]) == "longest";
  options.slots = std::atoi(argv[5]);
  options.documents = std::atoi(argv[6]);
  for (int i = 7; i < argc; ++i) {
    const std::string option = argv[i];
    const auto equals = option.find('=');
    options.more[option.substr(0, equals)] = equals == std::string::npos ? "" : option.substr(equals + 1);
  }
  return options;
}

OfficeSettings settingsOf(const Options& options) {
  OfficeSettings settings;
  settings.templates = options.templates;
  settings.contract = options.templates + "/contract.json";
  settings.filler = options.filler;
  settings.slots = options.slots;
  settings.exports = std::atoi(options.get("exports", "1").c_str());
  settings.jemalloc = options.get("jemalloc", "1") == "1";
  settings.preload = options.get("preload", "1") == "1";
  settings.deflateLevel = std::atoi(options.get("deflate", std::to_string(settings.deflateLevel)).c_str());
  if (options.more.contains("program")) {
    settings.program = options.get("program", "");
    settings.sandbox = SandboxPolicy::off;
    settings.startDeadline = settings.documentDeadline = settings.queueDeadline = std::chrono::hours(1);
    settings.hardLimitMegabytes = 0;
  }
  return settings;
}

class Bench {
 public:
  explicit Bench(const Options& options)
      : options_(options),
        contract_(TemplateContract::load(options.templates + "/contract.json")),
        hasPicture_(!contract_.kind(options.kind).images.empty()),
        example_(contract_.exampleValues(
            options.kind, options.language,
            options.longest ? TemplateContract::Fill::longest : TemplateContract::Fill::sample)),
        begin_(Clock::now()),
        office_(makeOfficePool(settingsOf(options))),
        ends_(static_cast<std::size_t>(options.documents)) {}

  void run() {
    warmUp();
    const auto before = Consumption::ofThisAndItsChildren();
    steady_ = Clock::now();
    std::jthread watch([this](const std::stop_token& stop) { report(stop); });
    {
      std::vector<std::jthread> threads;
      // One in soffice, one being checked.
      for (int i = 0; i < options_.slots * 2; ++i) threads.emplace_back([this] { work(); });
    }
    watch.request_stop();
    summary(before, Consumption::ofThisAndItsChildren());
  }

 private:
  // The example's values, different for each document.
  FieldValues numbered(int number) const {
    auto values = example_;
    const auto text = std::to_string(number);
    for (const char* field : {"child.fullName", "protocol.number", "kindergarten.name"}) {
      if (values.fields.contains(field)) values.fields[field] += " " + text;
    }
    const auto address = "https://balalyk.example/check/" + text;
    if (hasPicture_) values.images["verifyQr"] = qrPng(address);
    if (values.fields.contains("document.checkAddress")) values.fields["document.checkAddress"] = address;
    return values;
  }

  FilledDocument make(int number) {
    const auto values = numbered(number);
    return office_->fill({.documentId = "bench-" + std::to_string(number),
                          .kind = options_.kind,
                          .language = options_.language,
                          .values = &values,
                          .title = "Bench",
                          .trial = true});
  }

  // Starts every slot, fills its caches and lets it keep a layout: as many at once as there are slots, some times.
  void warmUp() {
    for (int round = 0; round < std::atoi(options_.get("warm", "15").c_str()); ++round) {
      std::vector<std::jthread> threads;
      for (int i = 0; i < options_.slots; ++i) threads.emplace_back([this, i] { make(-1 - i); });
    }
  }

  void work() {
    const auto folder = options_.get("pdfs", "");
    for (int i = next_++; i < options_.documents; i = next_++) {
      const auto document = make(i);
      ends_[static_cast<std::size_t>(made_++)] = Clock::now();
      bytes_ += document.pdf.size();
      pages_ = document.pages;
      if (!folder.empty()) std::ofstream(folder + "/" + std::to_string(i) + ".pdf") << document.pdf;
    }
  }

  void report(const std::stop_token& stop) {
    const int every = std::atoi(options_.get("every", "0").c_str());
    std::mutex mutex;
    std::condition_variable_any stopped;
    while (every > 0) {
      std::unique_lock lock(mutex);
      if (stopped.wait_for(lock, stop, std::chrono::seconds(every), [] { return false; }) || stop.stop_requested())
        return;
      const auto now = Consumption::ofThisAndItsChildren();
      std::printf("{\"seconds\":%.1f,\"documents\":%d,\"megabytes\":%.0f,\"largestSlot\":%.0f}\n",
                  seconds(steady_, Clock::now()), made_.load(), now.ownMegabytes, now.largestOfficeMegabytes);
      std::fflush(stdout);
    }
  }

  double rate(int from, int to) const {
    const auto since = from == 0 ? steady_ : ends_[static_cast<std::size_t>(from - 1)];
    return (to - from) / seconds(since, ends_[static_cast<std::size_t>(to - 1)]);
  }

  void summary(const Consumption& before, const Consumption& after) const {
    const int all = options_.documents, tenth = std::max(1, all / 10);
    const auto counters = office_->counters();
    std::printf(
        "{\"template\":\"%s.%s\",\"slots\":%d,\"documents\":%d,\"pages\":%d,\"startMs\":%.0f,\"msEach\":%.2f,"
        "\"perSecond\":%.1f,\"firstTenth\":%.1f,\"lastTenth\":%.1f,\"kilobytesEach\":%.1f,\"recycles\":%d,"
        "\"officeProcessorMs\":%.2f,\"ownProcessorMs\":%.2f,\"ownMegabytes\":%.0f,\"largestSlot\":%.0f,"
        "\"restarts\":%d,\"longestOutageMs\":%d}\n",
        options_.kind.c_str(), options_.language.c_str(), options_.slots, all, pages_.load(),
        1000 * seconds(begin_, steady_), 1000 * options_.slots / rate(0, all), rate(0, all), rate(0, tenth),
        rate(all - tenth, all), double(bytes_) / all / 1024, int(counters.recycles),
        1000 * (after.officeSeconds - before.officeSeconds) / all, 1000 * (after.ownSeconds - before.ownSeconds) / all,
        after.ownMegabytes, after.largestOfficeMegabytes, int(counters.restarts), int(counters.longestOutage.count()));
  }

  const Options options_;
  const TemplateContract contract_;
  const bool hasPicture_;
  const FieldValues example_;
  const Clock::time_point begin_;
  const std::unique_ptr<Office> office_;
  std::vector<Clock::time_point> ends_;
  Clock::time_point steady_;
  std::atomic<int> next_ = 0, made_ = 0, pages_ = 0;
  std::atomic<std::size_t> bytes_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 7) return 2;
  // As the program does.
  mallopt(M_MMAP_THRESHOLD, 16 << 20);
  mallopt(M_TRIM_THRESHOLD, 32 << 20);
  const sched_param none{};
  sched_setscheduler(0, SCHED_BATCH, &none);
  Bench(parse(argc, argv)).run();
}
