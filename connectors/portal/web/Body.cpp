#include "connectors/portal/web/Body.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "connectors/portal/web/HttpError.h"

namespace balalyk::web {

std::size_t Body::read(char* buffer, std::size_t size) {
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, left_));
  if (wanted == 0) return 0;
  const auto got = source_.read(buffer, wanted);
  if (got == 0) throw HttpError(408, {"requestTooSlow", {}});
  left_ -= got;
  return got;
}

std::string Body::readAll(std::uint64_t most) {
  if (left_ > most) throw HttpError(413, {"requestTooLarge", {}});
  std::string all(static_cast<std::size_t>(left_), '\0');
  try {
    for (std::size_t at = 0; at < all.size();) at += read(all.data() + at, all.size() - at);
  } catch (...) {
    OPENSSL_cleanse(all.data(), all.size());  // what came of a form whose connection was lost may be a password
    throw;
  }
  return all;
}

std::size_t TextSource::read(char* buffer, std::size_t size) {
  const auto got = text_.copy(buffer, size);
  text_.remove_prefix(got);
  return got;
}

}  // namespace balalyk::web
