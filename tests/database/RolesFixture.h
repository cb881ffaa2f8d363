#pragma once

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "PostgresServer.h"
#include "TestDatabase.h"
#include "connectors/database/session/Connection.h"

namespace balalyk::tests {

// A migrated database with the roles of the script, and a login in each.
template <class Base>
struct RolesOver : Base {
  using Base::connection;
  RolesOver() {
    std::ifstream stream(ROLES_SCRIPT);
    std::stringstream script;
    script << stream.rdbuf();
    // As an earlier version granted it: the script takes it back.
    session("postgres")
        ->script(
            "DO $$ BEGIN CREATE ROLE balalyk_pipeline NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$; "
            "GRANT SELECT, INSERT, UPDATE ON balalyk_authorisation, balalyk_document TO balalyk_pipeline");
    session("postgres")->script(script.str());
    session("postgres")->script(script.str());  // as after an upgrade
    for (const auto& [login, roles] :
         std::vector<std::pair<std::string, std::string>>{{"filler", "balalyk_filler"},
                                                          {"signer", "balalyk_signer"},
                                                          {"publisher", "balalyk_publisher"},
                                                          {"nightly", "balalyk_pipeline"},
                                                          {"chairperson", "balalyk_authoriser"},
                                                          {"secretary", "balalyk_secretary"},
                                                          {"archivist", "balalyk_archive"},
                                                          {"pages", "balalyk_portal"},
                                                          {"clerk", "balalyk_accounts"},
                                                          {"mailer", "balalyk_mailer"},
                                                          {"keys", "balalyk_key_holder"}})
      session("postgres")
          ->script("DO $$ BEGIN CREATE ROLE " + login + " LOGIN IN ROLE " + roles +
                   "; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
  }

  std::string as(const std::string& role) const {
    auto uri = connection();
    return uri.replace(uri.find("postgres@"), 8, role);
  }

  std::unique_ptr<SqlSession> session(const std::string& role) const {
    return makeEngine(as(role), {})->connect(std::chrono::steady_clock::now() + std::chrono::seconds(10));
  }

  PortalDatabase& openDatabaseAs(const std::string& role) {
    auto& open = open_[role];
    if (!open) open = openDatabase(as(role));
    return *open;
  }

  bool may(const std::string& role, const std::string& statement) const {
    return codeOf([&] { session(role)->run({"try", statement}); }).empty();
  }

 private:
  std::map<std::string, std::unique_ptr<PortalDatabase>> open_;
};
using Roles = RolesOver<TestDatabase>;

}  // namespace balalyk::tests
