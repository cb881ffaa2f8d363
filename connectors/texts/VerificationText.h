#pragma once

#include <string>

namespace balalyk {

class Messages;
class Zone;
struct Judgement;

// What a signed file proves, for people: the verdict with what decided it, who signed what and when, each check, and
// what the second judge says. Times are of the zone, and name its offset.
std::string verificationText(const std::string& file, const Judgement& judgement, const Messages& messages,
                             const Zone& zone);

}  // namespace balalyk
