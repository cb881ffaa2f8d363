#pragma once

// What the program and the shim between it and soffice agree upon.
namespace balalyk::shim {

inline constexpr int kSocket = 3;       // the descriptor of the pool's socket in the shim and in soffice
inline constexpr int kSignalled = 128;  // exit code of what a signal ended: this and its number
inline constexpr int kCannotRun = 127;

}  // namespace balalyk::shim
