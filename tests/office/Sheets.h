#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "connectors/office/OfficePool.h"

// What the suites of the office share: the test template `sheet` in Kyrgyz, values for it, and a look at processes.
namespace sheets {

balalyk::OfficeSettings settings(int slots = 1);

// A pool whose work folder is its own (unless the settings name one) and is removed with it.
class Pool {
 public:
  explicit Pool(balalyk::OfficeSettings settings = sheets::settings());
  ~Pool();
  balalyk::Office& office() { return *office_; }
  balalyk::FilledDocument fill(const balalyk::FieldValues& values, const std::string& id = "document-1");
  // How the making of a document fails. Throws std::runtime_error when it does not.
  balalyk::OfficeError failure();
  std::vector<int> processes() const;
  // Ends the pool, as its destructor would.
  void end() { office_.reset(); }
  const std::filesystem::path& work() const { return work_; }

 private:
  std::filesystem::path work_;
  std::unique_ptr<balalyk::Office> office_;
};

balalyk::FieldValues values(int seed, int attendees = 3, int documents = 2);
// The soffice processes whose profile lies in `work`.
std::vector<int> processesIn(const std::filesystem::path& work);
// What lies in the folder of a pool that works in `work` and is named so. It goes no deeper: soffice writes and removes
// there.
std::vector<std::filesystem::path> workFolders(const std::filesystem::path& work, const std::string& beginning);
// A black-and-white picture that differs by seed.
std::string picture(int seed);
std::string textOf(const std::string& pdf);
// Waits, up to a minute (machines can be busy), until `condition` holds.
bool eventually(const std::function<bool()>& condition);

}  // namespace sheets
