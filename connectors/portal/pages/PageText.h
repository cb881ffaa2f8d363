#pragma once

#include <string>

#include "connectors/texts/Messages.h"
#include "pipeline/domain/Date.h"
#include "pipeline/domain/LocalizedText.h"
#include "pipeline/domain/PersonName.h"

// How pages write what the domain has.
namespace balalyk {

// Of texts that come in two languages: Russian for who reads Russian, else the original.
Language recordLanguage(const Messages& messages);

std::string timeOfDay(Timestamp time, const Zone& zone);   // "14:02"
std::string dayAndTime(Timestamp time, const Zone& zone);  // "29.11.2026 14:02"
// "14:02" of today, else with the day.
std::string moment(Timestamp time, Date today, const Zone& zone);

// «Асанов Ү. Ө.»
std::string surnameAndInitials(const PersonName& name);

// The last four digits: "••••••••••2345".
std::string maskedPin(std::string_view pin);

}  // namespace balalyk
