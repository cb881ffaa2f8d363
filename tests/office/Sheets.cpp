#include "Sheets.h"

#include <poppler-document.h>
#include <poppler-page.h>
#include <unistd.h>
#include <zlib.h>

#include <chrono>
#include <fstream>
#include <random>
#include <thread>

namespace sheets {

using namespace balalyk;
namespace fs = std::filesystem;

OfficeSettings settings(int slots) {
  OfficeSettings settings;
  settings.slots = slots;
  settings.filler = TEST_FILLER;
  settings.templates = TEST_TEMPLATES;
  settings.contract = TEST_CONTRACT;
  // A machine where bubblewrap cannot work has its tests too; those of the sandbox itself say there that they cannot.
  settings.sandbox = SandboxPolicy::whenPossible;
  return settings;
}

Pool::Pool(OfficeSettings settings) {
  if (settings.work.empty()) {
    std::string name = fs::temp_directory_path() / "office-test-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    settings.work = name;
  }
  work_ = settings.work;
  office_ = makeOfficePool(settings);
}

Pool::~Pool() {
  end();
  std::error_code error;
  fs::remove_all(work_, error);
}

FilledDocument Pool::fill(const FieldValues& values, const std::string& id) {
  FillRequest request;
  request.documentId = id;
  request.kind = "sheet";
  request.language = "ky";
  request.values = &values;
  request.title = "Протокол №" + values.fields.at("protocol.number");
  request.created = std::chrono::sys_days(std::chrono::year(2025) / 5 / 15);
  request.trial = true;  // the templates of this suite are not those of a night
  return office_->fill(request);
}

balalyk::OfficeError Pool::failure() {
  try {
    fill(values(1));
  } catch (const balalyk::OfficeError& error) {
    return error;
  }
  throw std::runtime_error("the document was made");
}

std::vector<int> Pool::processes() const {
  return processesIn(work_);
}

std::vector<int> processesIn(const fs::path& work) {
  std::vector<int> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream in(entry.path() / "cmdline", std::ios::binary);
    std::string command(8192, '\0');
    in.read(command.data(), static_cast<std::streamsize>(command.size()));  // it may be gone by now
    command.resize(static_cast<std::size_t>(in.gcount()));
    const auto program = command.substr(0, command.find('\0'));
    if (program.ends_with("/soffice.bin") && command.find(work.string()) != std::string::npos) {
      found.push_back(std::stoi(name));
    }
  }
  return found;
}

std::vector<fs::path> workFolders(const fs::path& work, const std::string& beginning) {
  std::vector<fs::path> found;
  for (const auto& pool : fs::directory_iterator(work)) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(pool, error)) {
      if (entry.path().filename().string().starts_with(beginning)) found.push_back(entry.path());
    }
  }
  return found;
}

FieldValues values(int seed, int attendees, int documents) {
  const auto number = std::to_string(seed);
  FieldValues values;
  values.fields = {{"document.id", "00000000-0000-4000-8000-" + number},
                   {"child.fullName", "Жээнбекова Айгүл " + number + "-кызы"},
                   {"protocol.number", "12/" + number}};
  for (int i = 1; i <= attendees; ++i) {
    values.lists["attendees"].push_back({{"number", std::to_string(i)},
                                         {"fullName", "Өмүрбек уулу Нурлан " + number + "." + std::to_string(i)},
                                         {"role", i == 1 ? "төрага" : "мүчө"}});
  }
  for (int i = 1; i <= documents; ++i) {
    values.lists["documents"].push_back(
        {{"number", std::to_string(i)}, {"name", "Күбөлүк " + number + "." + std::to_string(i)}});
  }
  values.images["verifyQr"] = picture(seed);
  return values;
}

std::string picture(int seed) {
  constexpr int kSide = 29;
  const auto big = [](std::uint32_t value) {
    return std::string{char(value >> 24), char(value >> 16), char(value >> 8), char(value)};
  };
  const auto chunk = [&](const std::string& type, const std::string& data) {
    const std::string body = type + data;
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
    return big(static_cast<std::uint32_t>(data.size())) + body + big(static_cast<std::uint32_t>(sum));
  };
  std::mt19937 random(static_cast<unsigned>(seed));
  std::string rows;
  for (int y = 0; y < kSide; ++y) {
    rows += '\0';
    for (int x = 0; x < (kSide + 7) / 8; ++x) rows += static_cast<char>(random());
  }
  uLongf size = compressBound(rows.size());
  std::string packed(size, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(rows.data()), rows.size());
  packed.resize(size);
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", big(kSide) + big(kSide) + std::string("\x01\0\0\0\0", 5)) +
         chunk("IDAT", packed) + chunk("IEND", "");
}

std::string textOf(const std::string& pdf) {
  const std::unique_ptr<poppler::document> document(
      poppler::document::load_from_raw_data(pdf.data(), static_cast<int>(pdf.size())));
  std::string text;
  for (int i = 0; document && i < document->pages(); ++i) {
    const std::unique_ptr<poppler::page> page(document->create_page(i));
    const auto bytes = page->text(poppler::rectf(), poppler::page::raw_order_layout).to_utf8();
    text.append(bytes.data(), bytes.size());
  }
  return text;
}

bool eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace sheets
