#pragma once

#include <string>

namespace balalyk::signing {
struct VerificationReport;
}

namespace balalyk {

class Messages;

// What a signed file proves, for people: the verdict, who signed what and when, and each check that failed.
std::string verificationText(const std::string& file, const signing::VerificationReport& report,
                             const Messages& messages);

}  // namespace balalyk
