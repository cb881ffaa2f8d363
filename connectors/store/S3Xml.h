#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace balalyk {

// One page of a listing (ListObjectsV2).
struct S3Page {
  struct Entry {
    std::string key;
    std::uint64_t size = 0;
  };
  std::vector<Entry> entries;
  std::string next;  // where the next page begins; empty: this was the last
};

// Reads answers of a server that nobody vouches for: no DOCTYPE, bounded in size and depth.
// Throws Error storeUnreadable{detail} for what is no such page.
S3Page parseS3Page(std::string_view xml);

// The code of an error answer, "NoSuchKey", and the region that it asks for, "eu-west-1"; empty where there is none
// that reads like one.
struct S3Refusal {
  std::string code;
  std::string region;
};
S3Refusal parseS3Refusal(std::string_view xml);

bool isRegionName(std::string_view text);

}  // namespace balalyk
