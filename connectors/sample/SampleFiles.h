#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "connectors/database/PortalTables.h"
#include "pipeline/record/RecordTypes.h"

namespace balalyk {

// Names to make up people from; people of one sex.
struct SampleNames {
  std::vector<std::string> surnames, givenNames, patronymics;
};

// The sample portal as written by hand: a folder of JSON files (samples/records) and the uploaded protocols beside
// them.
struct SampleFiles {
  struct ListedKindergarten {
    Kindergarten kindergarten;
    std::string commissionId;
  };
  struct FiledApplication {
    Application application;
    PortalTables::Decision decision{};
  };
  struct Voucher {
    VoucherHolder holder;
    std::string kindergartenId, applicationKey;
  };
  struct Upload {
    std::string id;  // the file's name
    std::string content;
  };

  std::vector<Commission> commissions;
  std::map<std::string, PortalTables::Sending> sendings;  // by commission; not of each
  std::vector<Member> members;
  std::vector<BenefitCategory> benefits;
  std::vector<ListedKindergarten> kindergartens;
  std::vector<FiledApplication> applications;
  std::vector<MealSubsidy> meals;
  std::vector<Voucher> vouchers;
  std::vector<Upload> uploads;
  SampleNames female, male;
};

// Throws Error samplesUnreadable{file, detail}.
SampleFiles readSampleFiles(const std::filesystem::path& folder);

}  // namespace balalyk
