#pragma once

#include <string_view>
#include <vector>

#include "connectors/pdf/judging/JudgeWords.h"

namespace balalyk::judging {

// What xmlsec says of these signatures of a container, in their order. Whose certificate it is, what time it was and
// what a policy wants is not asked. For one thread; has no limits.
std::vector<Finding> judgeContainer(std::string_view container, const std::vector<SignatureQuestion>& signatures);

}  // namespace balalyk::judging
