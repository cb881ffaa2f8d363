#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/process/Frames.h"

// What the pool and the filler inside soffice say to each other over their socket. No type of the project or of UNO
// appears here: both sides include it.
namespace balalyk::filler {

using frames::isPlain, frames::kMaxFrame, frames::kMaxName, frames::Malformed, frames::Reader, frames::Writer;

inline constexpr const char* kKeepLayoutVariable = "BALALYK_KEEP_LAYOUT_AFTER";
inline constexpr std::size_t kMaxShown = 1u << 20;  // of a reply: all but the PDF

// One document to make: the values, and the template's bytes unless the filler has said that it holds it.
struct Request {
  std::string templateDigest;
  std::string templateBytes;
  std::string language;  // "ky": the language of the document
  std::string title;
  std::map<std::string, std::string> fields;
  std::map<std::string, std::vector<std::map<std::string, std::string>>> lists;
  std::map<std::string, std::string> images;
  std::uint32_t exports = 1;  // more than once only to measure
};

struct Reply {
  // unknownTemplate: the request came without the template's bytes, and the filler does not hold it any more.
  enum class Status : std::uint8_t { ready, done, failed, unknownTemplate };
  Status status = Status::ready;
  bool keepsTemplate = false;  // the template need not be sent again
  bool keptLayout = false;     // done: the layout of an earlier document was refilled
  std::uint64_t residentKilobytes = 0;
  std::string officeVersion;                                  // ready
  std::string pdf;                                            // done
  std::set<std::string> shownFields;                          // done: fields that are in a visible part of the template
  std::map<std::string, std::set<std::string>> shownColumns;  // done: the same for lists
  std::string step, fault;  // failed: what was being done, and the exception's type (never its text)
};

inline std::string encode(const Request& request) {
  Writer out;
  out.put(request.templateDigest);
  out.put(request.templateBytes);
  out.put(request.language);
  out.put(request.title);
  out.put(request.fields);
  out.put(request.lists);
  out.put(request.images);
  out.number(request.exports, 4);
  return std::move(out).frame();
}

inline Request decodeRequest(std::string_view body) {
  Reader in(body);
  Request request;
  in.get(request.templateDigest);
  in.get(request.templateBytes);
  in.get(request.language);
  in.get(request.title);
  in.get(request.fields);
  in.get(request.lists);
  in.get(request.images);
  request.exports = static_cast<std::uint32_t>(in.number(4));
  if (!in.done()) throw Malformed("frame too long");
  return request;
}

inline std::string encode(const Reply& reply) {
  Writer out;
  out.number(static_cast<std::uint8_t>(reply.status), 1);
  out.number(reply.keepsTemplate, 1);
  out.number(reply.keptLayout, 1);
  out.number(reply.residentKilobytes, 8);
  out.put(reply.officeVersion);
  out.put(reply.pdf);
  out.put(reply.shownFields);
  out.put(reply.shownColumns);
  out.put(reply.step);
  out.put(reply.fault);
  return std::move(out).frame();
}

// Throws Malformed for all that the filler does not say: a template may have taken it over.
inline Reply decodeReply(std::string_view body) {
  Reader in(body);
  Reply reply;
  reply.status = static_cast<Reply::Status>(in.number(1));
  reply.keepsTemplate = in.number(1) != 0;
  reply.keptLayout = in.number(1) != 0;
  reply.residentKilobytes = in.number(8);
  in.get(reply.officeVersion);
  in.get(reply.pdf);
  if (in.left() > kMaxShown) throw Malformed("too many names");
  in.get(reply.shownFields);
  in.get(reply.shownColumns);
  in.get(reply.step);
  in.get(reply.fault);
  if (!in.done() || reply.status > Reply::Status::unknownTemplate) throw Malformed("not a reply");
  for (const auto* text : {&reply.officeVersion, &reply.step, &reply.fault}) {
    if (!isPlain(*text)) throw Malformed("not a name");
  }
  return reply;
}

}  // namespace balalyk::filler
