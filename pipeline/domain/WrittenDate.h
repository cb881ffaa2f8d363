#pragma once

#include <string>
#include <string_view>

#include "pipeline/domain/Date.h"
#include "pipeline/domain/LocalizedText.h"

// Dates as documents write them. Neither ICU nor glibc knows the Kyrgyz forms. Dates must be real (ok()).
namespace balalyk {

// «2025-жылдын 15-майы», «15 мая 2025 года»
std::string writtenDate(Date date, Language language);

// A protocol by its date and number: «2025-жылдын 15-майындагы №12/34», «№12/34 от 15 мая 2025 года»
std::string writtenReference(Date date, std::string_view number, Language language);

// «2025-жылдын ноябры», «ноябрь 2025 года»
std::string writtenMonth(std::chrono::year_month month, Language language);

// «15.05.2025»: for tables, the same in both languages
std::string shortDate(Date date);

}  // namespace balalyk
