#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "connectors/portal/pages/PageParts.h"
#include "pipeline/document/Document.h"

namespace balalyk {

// What a stranger hears of a document: is it in force?
enum class CheckState {
  unknown,
  notYet,
  valid,
  superseded,
  replaced,  // by a newer one, before it was published
  withdrawn,
  damaged,
  removed,  // published, and removed when its time was over
};
const char* toString(CheckState state);  // "notYet": of texts, portal.check.state.WORD
// Of how it looks: "published" of state-published, "good" of a message.
const char* shapeOf(CheckState state);
const char* toneOf(CheckState state);

// Says how documents are, and shows what may be said of them to everybody: nothing of whom they are about.
class DocumentCheck {
 public:
  explicit DocumentCheck(const PageParts& parts) : parts_(parts) {}

  struct Answer {
    CheckState state = CheckState::unknown;
    bool unseen = false;  // the store is away: what is said of the container is not looked at
  };
  // Reads the container, and believes for some minutes that it stays as it is.
  Answer of(const Document& document, web::Visit& visit);
  // {{>_check-state}}, {{>_check-facts}} and {{>_check-proves}}. Of an unknown one: no document.
  void show(const Answer& answer, const Document* document, web::Visit& visit, web::ViewData& data) const;

 private:
  using Clock = std::chrono::steady_clock;
  enum class Container { whole, damaged, unseen };
  Container container(const Document& document, web::Visit& visit);
  CheckState unpublished(const Document& document) const;
  std::string signer(const Document& document, const Messages& messages) const;
  void showNewer(const Document& document, web::Visit& visit, web::ViewData& data) const;

  const PageParts parts_;
  std::mutex mutex_;
  struct Seen {
    Container found;
    Clock::time_point until;
  };
  std::map<std::string, Seen> seen_;  // by digest: until when that is believed
};

// A digest as people compare it: groups of four.
std::vector<web::ViewData> groupsOf(const std::string& hex);

}  // namespace balalyk
