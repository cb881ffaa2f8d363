#include <fmt/format.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <deque>
#include <map>
#include <set>

#include "StateTableOutcomes.h"
#include "TestDatabase.h"
#include "pipeline/document/Lifecycle.h"

using namespace balalyk;
using namespace balalyk::tests;

// Every action on a document in every situation that can be reached, found by trying them all: what becomes of it, and
// that nothing leads into a situation with no way out.
namespace {

// A document, and what is needed to act on it. Its commission is its own, so that nothing done to it concerns another.
struct Subject {
  std::string id, commission, worker;
  std::optional<Claim> held;
  Stage stage = Stage::fill;                // of `held`
  std::vector<std::string> authorisations;  // ids
};

class World {
 public:
  TestDatabase test;

  Subject begin() {
    const auto number = std::to_string(++subjects_);
    auto document = newDocument("A" + number);
    document.commissionId = "K" + number;
    // What its secretary has to send passes every state one at a time; SendingTest has the other kind.
    test.sql(
        "INSERT INTO commission (id, name_ky, name_ru, place_ky, place_ru, soate, languages, changed_at, sending) "
        "VALUES ($1, '', '', '', '', '', 'ky', 0, 'by-secretary')",
        {document.commissionId});
    return {.id = test.take(document), .commission = "K" + number, .worker = "w" + number};
  }
  // The record as it was frozen, in which the check finds a problem, or none.
  NewDocument same(const Subject& subject, bool wrong) const {
    auto document = newDocument("A" + subject.commission.substr(1));
    document.commissionId = subject.commission;
    if (wrong) {
      document.state = State::returned;
      document.problems = {{"recordShownTwice", {{"count", "2"}}}};
    }
    return document;
  }
  NewDocument changed(const Subject& subject) const {
    auto document = newDocument(subject.id, "changed");
    document.sourceKey = "A" + subject.commission.substr(1);
    document.commissionId = subject.commission;
    return document;
  }
  Authorisation authorisation(Subject& subject, bool standing) {
    subject.authorisations.push_back(uuid(++authorisations_));
    return {.id = subject.authorisations.back(),
            .chairpersonId = "M1",
            .commissionId = subject.commission,
            .standing = standing,
            .kinds = allKinds(),
            .validFrom = day(2020, 1, 1),
            .validTo = day(2099, 12, 31)};
  }

 private:
  int subjects_ = 0, authorisations_ = 0;
};

struct Action {
  std::string name;
  std::function<bool(World&, Subject&)> act;  // false: refused
  bool newRevision = false;                   // leads on by another document, not by this one
};

Action claimOf(Stage stage) {
  return {
      std::string("claim ") + toString(stage), [stage](World& world, Subject& subject) {
        const auto claims = world.test.queue().claim(
            {.worker = subject.worker, .stage = stage, .limit = 1, .onlyDocuments = {subject.id}, .maxAttempts = 1000});
        if (claims.empty()) return false;
        subject.held = claims[0];
        subject.stage = stage;
        return true;
      }};
}

Action completionIn(Stage stage) {
  return {std::string("complete ") + toString(stage), [stage](World& world, Subject& subject) {
            Claim claim{.document = world.test.document(subject.id)};
            if (subject.held) claim = *subject.held;
            const auto completion = completionOf(claim, stage);
            return world.test.queue().complete(subject.worker, {&completion, 1}) == std::vector<bool>{true};
          }};
}

Action failure(const std::string& name, Disposition disposition) {
  return {"fail: " + name, [disposition](World& world, Subject& subject) {
            return world.test.queue().fail(subject.worker, {.documentId = subject.id,
                                                            .token = subject.held ? subject.held->token : 0,
                                                            .stage = subject.stage,
                                                            .disposition = disposition,
                                                            .problem = {"x", {}},
                                                            .retryAfter = std::chrono::minutes(10)});
          }};
}

Action checkAgain(const std::string& name, bool wrong) {
  return {name, [wrong](World& world, Subject& subject) {
            const auto document = world.same(subject, wrong);
            return world.test.queue().take({&document, 1}, "w").at(0).outcome != TakeOutcome::unchanged;
          }};
}

bool revokeAll(World& world, Subject& subject) {
  bool any = false;
  for (const auto& id : subject.authorisations) any |= world.test.authorisations().revoke(id, "M1");
  subject.authorisations.clear();
  return any;
}

std::vector<Action> allActions() {
  std::vector<Action> actions;
  for (const auto stage : allStages()) actions.push_back(claimOf(stage));
  for (const auto stage : allStages()) actions.push_back(completionIn(stage));
  actions.push_back(failure("wait", Disposition::wait));
  actions.push_back(failure("retry", Disposition::retry));
  actions.push_back(failure("returned", Disposition::returned));
  actions.push_back(failure("quarantined", Disposition::quarantined));
  actions.push_back(failure("unauthorised", Disposition::sent));
  actions.push_back(failure("withdrawn", Disposition::withdrawn));
  actions.push_back({"withdraw", [](World& world, Subject& subject) {
                       return !world.test.queue().withdraw({subject.id}, {"recordWithdrawn", {}}, "w").empty();
                     }});
  actions.push_back(checkAgain("problem found", true));
  actions.push_back(checkAgain("problem passed", false));
  actions.push_back(
      {"send", [](World& world, Subject& subject) {
         return world.test.open().sending().send({&subject.id, 1}, {"M2", ""}).at(0).outcome == SendingOutcome::done;
       }});
  actions.push_back(
      {"recall", [](World& world, Subject& subject) {
         return world.test.open().sending().recall({&subject.id, 1}, {"M2", ""}).at(0).outcome == SendingOutcome::done;
       }});
  actions.push_back({"authorise", [](World& world, Subject& subject) {
                       const AuthorisedContent content{subject.id, world.test.document(subject.id).contentDigest};
                       const auto authorisation = world.authorisation(subject, false);
                       return !world.test.authorisations().authorise(authorisation, {&content, 1}).empty();
                     }});
  actions.push_back({"standing", [](World& world, Subject& subject) {
                       const auto before = world.test.stateOf(subject.id);
                       world.test.authorisations().recordStanding(world.authorisation(subject, true));
                       world.test.authorisations().applyStanding(1000);  // to others' too, that are done with
                       return world.test.stateOf(subject.id) != before;
                     }});
  actions.push_back({"revoke", revokeAll});
  actions.push_back({"reject", [](World& world, Subject& subject) {
                       return world.test.authorisations().reject(subject.id, "M1", "no");
                     }});
  actions.push_back(
      {"retry", [](World& world, Subject& subject) { return world.test.queue().retry(subject.id, "operator"); }});
  actions.push_back({"sign again", [](World& world, Subject& subject) {
                       return world.test.queue().signAgain(subject.id, "operator");
                     }});
  actions.push_back({"take",
                     [](World& world, Subject& subject) {
                       const auto document = world.changed(subject);
                       return world.test.queue().take({&document, 1}, "w").at(0).outcome == TakeOutcome::taken;
                     },
                     true});
  actions.push_back({"regenerate",
                     [](World& world, Subject& subject) {
                       auto document = world.changed(subject);
                       document.replaceSigned = document.replaceEqual = true;
                       return world.test.queue().take({&document, 1}, "w").at(0).outcome == TakeOutcome::taken;
                     },
                     true});
  actions.push_back(
      {"give back", [](World& world, Subject& subject) { return world.test.queue().giveBack(subject.worker) > 0; }});
  actions.push_back({"time", [](World& world, Subject& subject) {
                       world.test.sql(
                           "UPDATE balalyk_document SET due_at = due_at - 3600000, ready_at = ready_at - 3600000, "
                           "lease_until = lease_until - 3600000 WHERE id = $1",
                           {subject.id});
                       return true;
                     }});
  actions.push_back({"hasten", [](World& world, Subject&) {
                       world.test.queue().hasten();
                       return true;
                     }});
  actions.push_back({"sweep", [](World& world, Subject&) {
                       world.test.queue().sweep({.maxAttempts = 1});
                       return true;
                     }});
  actions.push_back({"raise", [](World& world, Subject&) {
                       world.test.queue().raise({"B-B"}, 100'000);
                       return true;
                     }});
  return actions;
}

// All that decides what an action does.
struct Situation {
  std::string state, stage, resume, lease, due;
  bool container = false, covered = false, standing = false, byCheck = false;

  std::string text() const {
    return fmt::format("{} stage={} resume={} lease={} due={} container={} covered={} standing={} byCheck={}", state,
                       stage, resume, lease, due, container, covered, standing, byCheck);
  }
  auto operator<=>(const Situation&) const = default;
};

Situation situationOf(World& world, const Subject& subject) {
  const auto now = std::chrono::duration_cast<milliseconds>(world.test.open().now().time_since_epoch()).count();
  const auto row =
      world.test
          .sql(
              "SELECT state, coalesce(stage, '') AS stage, coalesce(resume_stage, '') AS resume, lease_until, due_at, "
              "container_digest, content_digest, returned_by_check FROM balalyk_document WHERE id = $1",
              {subject.id})
          .rows.at(0);
  const auto coverage = world.test.authorisations().covering(subject.id, row.text("content_digest"));
  Situation situation{.state = row.text("state"), .stage = row.text("stage"), .resume = row.text("resume")};
  situation.lease = row.isNull("lease_until") ? "none" : row.integer("lease_until") > now ? "held" : "lost";
  situation.due = row.isNull("due_at") ? "never" : row.integer("due_at") > now ? "later" : "now";
  situation.container = !row.isNull("container_digest");
  situation.byCheck = row.flag("returned_by_check");
  situation.covered = std::ranges::any_of(coverage.authorisations, [](const auto& one) { return !one.revokedAt; });
  // A standing authorisation that was recorded and is not revoked applies to what is sent.
  for (const auto& listed : world.test.authorisations().list(subject.commission))
    situation.standing |= listed.standing && !listed.revokedAt;
  return situation;
}

// What must hold whatever was done.
void checkWhole(const Situation& situation, const std::string& path) {
  const auto& [state, stage, resume, lease, due, container, covered, standing, byCheck] = situation;
  const auto is = [&](State wanted) { return state == toString(wanted); };
  const auto context = path + " → " + situation.text();
  BOOST_CHECK_MESSAGE(!is(State::authorised) || covered, "authorised without an authorisation: " << context);
  const std::map<std::string, std::string> due_{{"decided", "fill"}, {"authorised", "sign"}, {"signed", "publish"},
                                                {"drafted", ""},     {"sent", ""},           {"returned", ""},
                                                {"superseded", ""},  {"quarantined", ""},    {"withdrawn", ""}};
  if (!is(State::published)) BOOST_CHECK_MESSAGE(stage == due_.at(state), "another stage is due: " << context);
  BOOST_CHECK_MESSAGE(is(State::quarantined) == !resume.empty() || is(State::published), "resume: " << context);
  BOOST_CHECK_MESSAGE(!byCheck || !is(State::decided), "decided and returned by the check: " << context);
  BOOST_CHECK_MESSAGE(stage.empty() == (due == "never"), "due: " << context);
  BOOST_CHECK_MESSAGE(!stage.empty() || lease == "none", "lease: " << context);
  if (is(State::decided) || is(State::drafted) || is(State::sent) || is(State::authorised))
    BOOST_CHECK_MESSAGE(!container, "a container of what is not signed: " << context);
  if (is(State::signed_) || is(State::published))
    BOOST_CHECK_MESSAGE(container, "no container of what is signed: " << context);
}

using Outcomes = std::map<std::string, std::map<std::string, std::set<std::string>>>;  // state, action: next states

class Walk {
 public:
  Walk() : actions_(allActions()) {}

  void run() {
    auto subject = world_.begin();
    reach(situationOf(world_, subject), {});
    while (!ahead_.empty()) {
      const auto from = ahead_.front();
      ahead_.pop_front();
      for (std::size_t i = 0; i < actions_.size(); ++i) step(from, i);
    }
  }

  const Outcomes& outcomes() const { return outcomes_; }
  std::size_t situations() const { return paths_.size(); }

  // What was seen to become of one document by an action on it: "from → to", where they differ.
  std::set<std::string> moves() const {
    std::set<std::string> seen;
    for (const auto& [from, to] : edges_)
      if (from.state != to.state) seen.insert(from.state + " → " + to.state);
    return seen;
  }

  // Situations from which no row of actions on the document itself leads to `goal`.
  std::vector<std::string> withoutWayTo(const std::set<std::string>& goal) const {
    std::set<Situation> good;
    for (const auto& [situation, path] : paths_)
      if (goal.contains(situation.state)) good.insert(situation);
    for (bool grown = true; grown;) {
      grown = false;
      for (const auto& [from, to] : edges_) grown |= good.contains(to) && good.insert(from).second;
    }
    std::vector<std::string> without;
    for (const auto& [situation, path] : paths_)
      if (!good.contains(situation)) without.push_back(nameOf(path) + " → " + situation.text());
    return without;
  }

 private:
  using Path = std::vector<std::size_t>;  // actions, by number

  std::string nameOf(const Path& path) const {
    std::string text;
    for (const auto action : path) text += (text.empty() ? "" : ", ") + actions_[action].name;
    return text;
  }

  void reach(const Situation& situation, const Path& path) {
    if (!paths_.emplace(situation, path).second) return;
    ahead_.push_back(situation);
    checkWhole(situation, nameOf(path));
  }

  void step(const Situation& from, std::size_t action) {
    auto path = paths_.at(from);
    auto subject = world_.begin();
    for (const auto before : path) actions_[before].act(world_, subject);
    const bool done = actions_[action].act(world_, subject);
    path.push_back(action);
    const auto to = situationOf(world_, subject);
    outcomes_[from.state][actions_[action].name].insert(done ? to.state : "-");
    if (!actions_[action].newRevision) edges_.emplace(from, to);
    reach(to, path);
  }

  World world_;
  const std::vector<Action> actions_;
  std::map<Situation, Path> paths_;  // how each was reached
  std::deque<Situation> ahead_;
  std::set<std::pair<Situation, Situation>> edges_;
  Outcomes outcomes_;
};

std::string textOf(const Outcomes& outcomes) {
  std::string text = "\n";
  for (const auto& [state, actions] : outcomes) {
    text += state + "\n";
    for (const auto& [action, next] : actions) {
      if (next == std::set<std::string>{"-"} || next == std::set<std::string>{state}) continue;
      text += "  " + action + ":";
      for (const auto& one : next) text += " " + one;
      text += "\n";
    }
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(StateTable)

BOOST_AUTO_TEST_CASE(every_action_in_every_state_has_its_outcome_and_none_is_a_dead_end) {
  Walk walk;
  walk.run();
  BOOST_TEST(textOf(walk.outcomes()) == kOutcomes);
  for (const auto& dead : walk.withoutWayTo({"published", "returned", "superseded", "withdrawn"})) BOOST_ERROR(dead);
  // Nothing changes a state past the lifecycle, and the lifecycle allows nothing that does not happen.
  const auto seen = walk.moves();
  std::set<std::string> allowed;
  for (const auto& row : kLifecycle) {
    for (const auto from : allStates()) {
      if (!row.from.has(from) || from == row.to) continue;
      const auto move = std::string(toString(from)) + " → " + toString(row.to);
      allowed.insert(move);
      // What a newer revision supersedes is another document than the one acted on.
      if (row.event != Event::superseded) BOOST_TEST(seen.contains(move), "in the lifecycle, and never seen: " << move);
    }
  }
  for (const auto& move : seen) BOOST_TEST(allowed.contains(move), "seen, and not in the lifecycle: " << move);
}

BOOST_AUTO_TEST_SUITE_END()
