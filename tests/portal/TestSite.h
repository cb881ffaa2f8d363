#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "connectors/portal/pages/PageParts.h"
#include "connectors/portal/web/Server.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/FileCheck.h"
#include "pipeline/ports/Passwords.h"
#include "pipeline/ports/PdfService.h"
#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/ports/Signer.h"

namespace balalyk::tests {

// Accounts as a test wants them.
class TestVisitors final : public web::Visitors {
 public:
  std::optional<Visitor> find(const std::string& accountId) override {
    const auto found = accounts.find(accountId);
    return found == accounts.end() ? std::nullopt : std::optional(found->second);
  }
  static Visitor visitor(const std::string& id, const std::string& name, Role role, const std::string& place) {
    return {{.id = id, .active = true, .grants = {{role, place, ""}}}, name};
  }
  std::map<std::string, Visitor> accounts{{"S1", visitor("S1", "Айгүл <катчы>", Role::secretary, "K1")},
                                          {"A1", visitor("A1", "Архивчи", Role::archivist, "")}};
};

// Where no page reads a PDF.
class NoPdfs final : public PdfService {
 public:
  PdfFinding examine(std::string_view) override { throw std::logic_error("a PDF to examine"); }
  std::vector<std::string> pageImages(std::string_view, const PageImages&) override {
    throw std::logic_error("a PDF to draw");
  }
};

// Where nobody gives a file to be checked; or what a test wants to be found of it.
class TestFiles final : public FileCheck {
 public:
  CheckedFile judge(std::string_view file) override {
    if (!judged) throw std::logic_error("a file to judge");
    return judged(file);
  }
  PdfFinding examine(std::string_view pdf) override {
    if (!examined) throw std::logic_error("a PDF to examine");
    return examined(pdf);
  }
  std::function<CheckedFile(std::string_view)> judged;
  std::function<PdfFinding(std::string_view)> examined;
};

// The process with the keys as a test wants it: away, or right with one password.
class TestSigner final : public Signer {
 public:
  using Signs = std::function<BatchReport(const BatchOrder&, const Heard&)>;
  BatchReport sign(const BatchOrder& order, signing::Secret password, const Heard& heard) override {
    check(password, order.memberId);
    ++orders;
    return signs ? signs(order, heard) : BatchReport{};
  }
  std::string grant(const StandingOrder& order, signing::Secret password) override {
    check(password, order.memberId);
    granted.push_back(order);
    return grants ? grants(order) : "";
  }
  void revoke(const std::string& id, const std::string& memberId, signing::Secret password) override {
    check(password, memberId);
    revoked.push_back(id);
  }

  std::string password;            // empty: it is away
  std::optional<Problem> trouble;  // before the password is looked at
  Signs signs;
  std::function<std::string(const StandingOrder&)> grants;
  std::atomic<int> orders{0};
  std::vector<StandingOrder> granted;
  std::vector<std::string> revoked;

 private:
  void check(const signing::Secret& given, const std::string& member) const {
    if (password.empty()) throw Error("signerUnreachable");
    if (trouble) throw Error(*trouble);
    if (given.reveal() != password) throw Error("keyPasswordWrong", {{"member", member}});
  }
};

class TestLog final : public web::WebLog {
 public:
  void failed(const web::WebTrouble& trouble) override { add(trouble); }
  void refused(const web::WebTrouble& trouble) override { add(trouble); }
  std::vector<web::WebTrouble> all() {
    const std::lock_guard lock(mutex_);
    return troubles_;
  }

 private:
  void add(const web::WebTrouble& trouble) {
    const std::lock_guard lock(mutex_);
    troubles_.push_back(trouble);
  }
  std::mutex mutex_;
  std::vector<web::WebTrouble> troubles_;
};

// What came back: as bytes, and taken apart.
struct Answer {
  explicit Answer(std::string bytes);
  std::string raw;
  int status = 0;
  std::string head;
  std::string body;
  std::string field(const std::string& name) const;   // the first, empty when it is missing
  int answers() const;                                // how many requests were answered
  std::string cookie(const std::string& name) const;  // set by it
};

// The web layer with the public pages and some routes of a test's, on a database file, at https://portal.test.
class TestSite {
 public:
  explicit TestSite(web::ServerOptions options = {}, std::string address = "https://portal.test");
  ~TestSite();

  std::string address() const { return server->address(); }
  Answer send(const std::string& bytes) const;  // over a socket, to the end of the answer
  int connect() const;                          // a socket; the caller closes it

  Answer get(const std::string& path, const std::string& fields = "") const;
  Answer post(const std::string& path, const std::string& form, const std::string& fields = "") const;
  // Signs an account in past the pages: "Cookie: …" of a session, and the token of its forms.
  struct SignedIn {
    std::string cookie;
    std::string csrf;
  };
  SignedIn signIn(const std::string& accountId);
  std::size_t filesInUploads() const;
  PageParts parts();

  std::filesystem::path folder;
  std::unique_ptr<PortalDatabase> database;
  std::unique_ptr<DocumentStore> store;
  std::unique_ptr<Passwords> passwords;
  NoPdfs pdf;
  TestFiles files;
  TestSigner signer;
  TestVisitors visitors;
  TestLog log;
  std::atomic<int> done{0};       // how often POST /test/do did something
  std::atomic<bool> hold{false};  // GET /test/slow and POST /test/do wait while it is set
  std::atomic<int> held{0};
  std::atomic<bool> away{false};  // the database, for /healthz
  std::string seenClient;
  std::string uploaded;  // digest, size and name of the last upload
  std::unique_ptr<web::Site> site;
  std::unique_ptr<web::Server> server;

 private:
  web::Content content();
  void wait();
};

std::string freshToken();  // of a form, for «once»
bool eventually(const std::function<bool()>& condition);

}  // namespace balalyk::tests
