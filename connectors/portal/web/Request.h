#pragma once

#include <map>
#include <string>

#include "connectors/portal/web/Form.h"
#include "connectors/portal/web/Head.h"

namespace balalyk::web {

// A request after all checks: what a handler reads.
struct Request {
  Method method = Method::get;
  std::string path;
  std::string target;  // the path with its query as it came; the path alone where it is not a local one
  std::string route;   // its pattern: "/applications/{id:id}"
  Values query;
  std::map<std::string, std::string, std::less<>> parameters;  // of the route's pattern
  Form form;                                                   // of a POST
  std::string body;                                            // of a route of the API: JSON as it came
  std::string bearer;  // of «Authorization: Bearer …»; nothing has checked it
  // Of a route of the API, as they came; empty: missing.
  std::string mediaType;  // «application/json», without parameters, in small letters
  std::string ifMatch;
  std::string idempotencyKey;
  std::string browser;      // its family: "Firefox"; empty: another
  std::string ifNoneMatch;  // of a page that its browser has kept
  bool stranger = false;    // who sent it is not asked: Access::stranger()
  std::string client;       // the address that it came from: for limits, not for logs
  bool wantsJson = false;   // it is answered to a program
};

}  // namespace balalyk::web
