#pragma once

#include "connectors/portal/api/ApiCall.h"
#include "pipeline/document/Document.h"

namespace balalyk {

// A document without the name of whom it is about.
void writeDocument(signing::JsonWriter& json, const Document& document, const ApiCall& call);
// Of the route's id; another commission's is not found: throws ApiError documentNotFound.
Document documentOf(const ApiCall& call);

}  // namespace balalyk
