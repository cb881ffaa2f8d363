#pragma once

#include <string>

#include "pipeline/ports/Notices.h"

namespace balalyk {

class Messages;

struct NoticeText {
  std::string subject, body;
};

// What a notice says in the language of `messages`: figures, the commission and links into the portal, which ask for a
// session. `portal`: its address without a slash at the end.
NoticeText noticeText(const NoticeClaim& claim, const Messages& messages, const std::string& portal);

}  // namespace balalyk
