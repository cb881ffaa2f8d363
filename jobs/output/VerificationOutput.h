#pragma once

#include <string>

namespace balalyk::signing {
struct VerificationReport;
}

namespace balalyk {

class Messages;
class Zone;

// What a signed file proves, for people: the verdict with what decided it, who signed what and when, and each check.
// Times are of the zone, and name its offset.
std::string verificationText(const std::string& file, const signing::VerificationReport& report,
                             const Messages& messages, const Zone& zone);

}  // namespace balalyk
