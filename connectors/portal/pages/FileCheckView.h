#pragma once

#include <string>

#include "connectors/portal/web/Visit.h"
#include "pipeline/stages/Judgement.h"

namespace balalyk {

// What the verdict on a file is for who gave it in.
enum class FileVerdict {
  genuine,    // signed, and a document of this portal
  foreign,    // the signature holds, and it is none of this portal's
  own,        // a PDF that this portal made and has signed: its digest says so
  uploaded,   // one that a commission gave in and has signed
  another,    // a PDF, harmless, and none of this portal's
  active,     // a PDF that does what no document may, or cannot be read
  open,       // it cannot be said
  invalid,    // the signature does not hold, or the file was changed
  extra,      // what is signed is beside a file that nobody signed
  broken,     // a container that breaks the rules of its format
  unsigned_,  // nothing that could be signed
  unread,     // whoever reads it breaks
};
const char* toString(FileVerdict verdict);  // "invalid": of texts, portal.check.file.WORD

// By both judges; `known`: what it covers is this portal's.
FileVerdict verdictOn(const Judgement& judgement, bool known);

// {{>_check-state}}, and who signed what and when; the report of both judges as «balalyk verify» has it.
void showVerdict(FileVerdict verdict, const web::Visit& visit, web::ViewData& data);
void showJudgement(const Judgement& judgement, const std::string& name, const web::Visit& visit, const Zone& zone,
                   web::ViewData& data);

}  // namespace balalyk
