#include "signing/xml/CanonicalCost.h"

#include <cstdint>

#include "signing/Effort.h"

namespace balalyk::signing::xml {
namespace {

// Measured, for libxml2.
constexpr std::uint64_t kNode = 500, kByte = 8, kSearchStep = 3, kComparison = 8;

struct Scope {
  std::uint64_t namespaces = 0, bytes = 0;  // declared here and around; what writing them all takes
  std::uint64_t depth = 0;
};

std::uint64_t sizeOf(const xmlChar* text) {
  return text == nullptr ? 0 : static_cast<std::uint64_t>(xmlStrlen(text));
}

Scope within(Scope scope, const xmlNode* element) {
  ++scope.depth;
  for (const xmlNs* declared = element->nsDef; declared != nullptr; declared = declared->next) {
    ++scope.namespaces;
    scope.bytes += sizeOf(declared->href) + sizeOf(declared->prefix);
  }
  return scope;
}

Scope scopeOf(const xmlNode* element) {
  if (element == nullptr || element->type != XML_ELEMENT_NODE) return {};
  return within(scopeOf(element->parent), element);
}

// Each namespace that is looked for is searched in all that are in scope. Exclusive forms look for those used and write
// each where it is used; inclusive ones look for all, and write all at the top and then what is new.
std::uint64_t costOfNamespaces(const xmlNode* element, const CanonicalForm& form, const Scope& scope, bool top) {
  std::uint64_t sought = scope.namespaces, written = top ? scope.bytes : 0;
  if (form.method == Canonicalisation::exclusive10) {
    sought = 1 + form.prefixes.size();
    written = form.prefixes.empty() ? 0 : scope.bytes;
    if (element->ns != nullptr) written += sizeOf(element->ns->href);
    for (const xmlAttr* attribute = element->properties; attribute != nullptr; attribute = attribute->next) {
      if (attribute->ns == nullptr) continue;
      ++sought;
      written += sizeOf(attribute->ns->href);
    }
  } else if (!top) {
    for (const xmlNs* declared = element->nsDef; declared != nullptr; declared = declared->next) {
      written += sizeOf(declared->href);
    }
  }
  return sought * (scope.namespaces + scope.depth) * kSearchStep + written * kByte;
}

std::uint64_t costOf(const xmlNode* node, const CanonicalForm& form, const Scope& scope, bool top) {
  if (node->type != XML_ELEMENT_NODE) return kNode + sizeOf(node->content) * kByte;
  std::uint64_t attributes = 0, cost = kNode;
  for (const xmlAttr* attribute = node->properties; attribute != nullptr; attribute = attribute->next) {
    ++attributes;
    for (const xmlNode* part = attribute->children; part != nullptr; part = part->next) {
      cost += kNode + sizeOf(part->content) * kByte;
    }
  }
  return cost + attributes * attributes * kComparison + costOfNamespaces(node, form, scope, top);
}

}  // namespace

void spendOnCanonical(const Document& document, const xmlNode* element, const CanonicalForm& form) {
  if (!Effort::isLimited()) return;
  const xmlNode* top = element != nullptr ? element : document.root();
  std::vector<Scope> scopes{scopeOf(top)};
  for (const xmlNode* node = top; node != nullptr;) {
    Effort::spend(costOf(node, form, scopes.back(), node == top));
    if (node->type == XML_ELEMENT_NODE && node->children != nullptr) {
      node = node->children;
      scopes.push_back(node->type == XML_ELEMENT_NODE ? within(scopes.back(), node) : scopes.back());
      continue;
    }
    while (node != top && node->next == nullptr) {
      node = node->parent;
      scopes.pop_back();
    }
    if (node == top) break;
    node = node->next;
    scopes.back() = node->type == XML_ELEMENT_NODE ? within(*(scopes.end() - 2), node) : *(scopes.end() - 2);
  }
}

}  // namespace balalyk::signing::xml
