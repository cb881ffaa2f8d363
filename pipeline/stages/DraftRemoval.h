#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "pipeline/engine/Observer.h"
#include "pipeline/ports/DocumentStore.h"

namespace balalyk {

// Removes a document's PDFs from the store once it is published: by then both judges have read its container back from
// there, with these very files in it, and the database has durably said so. Before, and whenever this process ends too
// early, they stay, which harms nobody. Beside the work, since a store on another host takes its time.
class DraftRemoval final : public Observer {
 public:
  // `reporter` learns what the store says when it cannot.
  DraftRemoval(DocumentStore& store, Observer& reporter);
  ~DraftRemoval() override;  // what is due is removed first
  DraftRemoval(const DraftRemoval&) = delete;
  DraftRemoval& operator=(const DraftRemoval&) = delete;

  void done(const Document& document, Stage stage, std::chrono::microseconds took) override;

 private:
  void work();

  DocumentStore& store_;
  Observer& reporter_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> due_;
  bool ended_ = false;
  std::jthread thread_;
};

}  // namespace balalyk
