#pragma once

#include <chrono>
#include <memory>

#include "pipeline/ports/Mailer.h"

namespace balalyk {

class Settings;

NoticeTimes noticeTimes(const Settings& settings);
// Null when mail.from is empty: there are no mails.
std::unique_ptr<Mailer> openMailer(const Settings& settings);
// How long a host may be at one mail before another one sends it.
std::chrono::milliseconds noticeLease(const Settings& settings);

}  // namespace balalyk
