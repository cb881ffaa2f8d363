#pragma once

#include <memory>

namespace balalyk::signing {

// For std::unique_ptr: ends a handle of a C library by its own function.
template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* handle) const noexcept {
    Free(handle);
  }
};

}  // namespace balalyk::signing
