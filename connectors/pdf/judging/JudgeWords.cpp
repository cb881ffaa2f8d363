#include "connectors/pdf/judging/JudgeWords.h"

namespace balalyk::judging {

const char* toString(Finding finding) {
  switch (finding) {
    case Finding::accepted:
      return "accepted";
    case Finding::containerUnreadable:
      return "containerUnreadable";
    case Finding::xmlRefused:
      return "xmlRefused";
    case Finding::structureOther:
      return "structureOther";
    case Finding::certificateUnread:
      return "certificateUnread";
    case Finding::digestDiffers:
      return "digestDiffers";
    case Finding::valueDiffers:
      return "valueDiffers";
    case Finding::referencesOther:
      return "referencesOther";
    case Finding::notProcessed:
      break;
  }
  return "notProcessed";
}

}  // namespace balalyk::judging
